/// The value of a setting, as it stands in a configuration file.
package enum SettingValue: Sendable, Hashable, CustomStringConvertible {
    case number(Double)
    case flag(Bool)

    /// As it is written in JSON: `120`, `0.55`, `true`.
    package var description: String {
        switch self {
        case .flag(let flag): "\(flag)"
        case .number(let number): Int64(exactly: number).map { "\($0)" } ?? "\(number)"
        }
    }

    /// Reads text, as the environment and flags give it: a number, or true/false, yes/no, on/off.
    ///
    /// Text that is neither gives nil.
    package init?(parsing text: String) {
        switch text.lowercased() {
        case "true", "yes", "on": self = .flag(true)
        case "false", "no", "off": self = .flag(false)
        default:
            guard let number = Double(text), number.isFinite else { return nil }
            self = .number(number)
        }
    }
}
