internal import WallTime

/// One setting by name: what it means, its unit, range and default, and how to read and write it.
///
/// The one table that the configuration file, the environment, `config-check` and the documentation read.
package struct HealthSetting: Sendable {
    package enum Unit: String, Sendable, Hashable {
        /// Seconds, decimals allowed.
        case seconds
        case count
        /// A part of one, 0–1.
        case fraction
        case points
        case bytes
        case flag
    }

    /// The path under `health`: `checkInterval`, `notify.group`, `weights.idle`.
    package var name: String
    package var unit: Unit
    /// The values allowed, in the unit; 0...1 for a flag.
    package var range: ClosedRange<Double>
    /// What it means, in a line.
    package var summary: String
    /// Reads it.
    package var read: @Sendable (HealthSettings) -> SettingValue
    private var write: @Sendable (inout HealthSettings, SettingValue) -> Void

    /// The value where nobody sets it.
    package var defaultValue: SettingValue { read(HealthSettings()) }

    /// The setting of that name.
    package static func named(_ name: String) -> HealthSetting? { all.first { $0.name == name } }

    /// The range as people read it, with the unit.
    package var rangeText: String {
        guard unit != .flag else { return "true or false" }
        let unitText = unit == .seconds ? " seconds" : unit == .bytes ? " bytes" : ""
        return "\(SettingValue.number(range.lowerBound)) to \(SettingValue.number(range.upperBound))\(unitText)"
    }

    /// Puts a value in force.
    ///
    /// - Throws: `HealthSettingError` naming the range, when the value is of the wrong kind, out of range, or not whole
    ///   where only whole numbers make sense.
    package func set(_ value: SettingValue, in settings: inout HealthSettings) throws(HealthSettingError) {
        switch (value, unit) {
        case (.flag, .flag):
            break
        case (.number(let number), let unit) where unit != .flag:
            let whole = unit == .seconds || unit == .fraction || number == number.rounded()
            guard range.contains(number), whole else { throw complaint(value) }
        default:
            throw complaint(value)
        }
        write(&settings, value)
    }

    private func complaint(_ value: SettingValue) -> HealthSettingError {
        let whole = unit == .count || unit == .points || unit == .bytes ? ", a whole number" : ""
        return HealthSettingError(
            setting: name,
            message: "\(value) is not allowed; it must be \(rangeText)\(whole) (default \(defaultValue))")
    }
}

extension HealthSetting {
    /// A setting in seconds, kept as a duration to the millisecond.
    static func seconds(
        _ name: String, _ path: any WritableKeyPath<HealthSettings, Duration> & Sendable,
        _ range: ClosedRange<Double>, _ summary: String
    ) -> HealthSetting {
        HealthSetting(
            name: name, unit: .seconds, range: range, summary: summary,
            read: { .number(Double($0[keyPath: path].wholeMilliseconds) / 1000) },
            write: { settings, value in
                guard case .number(let number) = value else { return }
                settings[keyPath: path] = .milliseconds(Int64((number * 1000).rounded()))
            })
    }

    /// How long a kind of gateway is left to its own reconnect.
    static func ownRetry(_ kind: String, _ standard: Double) -> HealthSetting {
        HealthSetting(
            name: "ownRetry.\(kind)", unit: .seconds, range: 0...86400,
            summary: "how long \(kind)'s own reconnect is waited for",
            read: { settings in
                let seconds = settings.ownRetry[kind].map { Double($0.wholeMilliseconds) / 1000 }
                return .number(seconds ?? min(standard, Double(settings.ownRetryGrace.wholeMilliseconds) / 1000))
            },
            write: { settings, value in
                guard case .number(let number) = value else { return }
                settings.ownRetry[kind] = .milliseconds(Int64((number * 1000).rounded()))
            })
    }

    /// A setting that is a whole number.
    static func whole(
        _ name: String, _ path: any WritableKeyPath<HealthSettings, Int> & Sendable, _ unit: Unit,
        _ range: ClosedRange<Double>, _ summary: String
    ) -> HealthSetting {
        HealthSetting(
            name: name, unit: unit, range: range, summary: summary,
            read: { .number(Double($0[keyPath: path])) },
            write: { settings, value in
                guard case .number(let number) = value else { return }
                settings[keyPath: path] = Int(number)
            })
    }

    /// A setting that is a part of one.
    static func fraction(
        _ name: String, _ path: any WritableKeyPath<HealthSettings, Double> & Sendable,
        _ range: ClosedRange<Double>, _ summary: String
    ) -> HealthSetting {
        HealthSetting(
            name: name, unit: .fraction, range: range, summary: summary,
            read: { .number($0[keyPath: path]) },
            write: { settings, value in
                guard case .number(let number) = value else { return }
                settings[keyPath: path] = number
            })
    }

    /// A setting that is on or off.
    static func flag(
        _ name: String, _ path: any WritableKeyPath<HealthSettings, Bool> & Sendable, _ summary: String
    ) -> HealthSetting {
        HealthSetting(
            name: name, unit: .flag, range: 0...1, summary: summary,
            read: { .flag($0[keyPath: path]) },
            write: { settings, value in
                guard case .flag(let flag) = value else { return }
                settings[keyPath: path] = flag
            })
    }
}
