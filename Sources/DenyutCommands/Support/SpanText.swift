import ArgumentParser
import Foundation
import Gateways
import WallTime

/// Times as options, variables and settings take them: seconds, or a number with its unit: `500ms`, `90s`, `30m`, `24h`, `7d`.
enum SpanText {
    /// Longer than ten years is a slip of the keyboard.
    static let longest = 86_400.0 * 3650

    private static let units: [(suffix: String, seconds: Double)] = [
        ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400),
    ]

    /// The seconds that a text says.
    ///
    /// - Parameter plain: How many seconds a number without a unit stands for: 60 where the name of a setting says minutes.
    /// - Returns: nil for what is no time of 0 to ten years.
    static func seconds(_ text: String, plain: Double = 1) -> Double? {
        let text = text.trimmingCharacters(in: .whitespaces)
        let unit = units.first { text.hasSuffix($0.suffix) }
        let digits = text.dropLast(unit?.suffix.count ?? 0)
        // `Double` reads "inf", "nan" and hexadecimal numbers too.
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || "+.eE-".contains($0)) }), let number = Double(digits)
        else { return nil }
        let seconds = number * (unit?.seconds ?? plain)
        return (0...longest).contains(seconds) ? seconds : nil
    }

    /// Reads a time in settings.
    static func seconds(_ json: JSON) -> Double? {
        json.double ?? json.string.flatMap { seconds($0) }
    }

    /// The transform of an option whose number is seconds where it has no unit.
    static func option(_ text: String) throws -> Double {
        guard let seconds = seconds(text) else { throw complaint }
        return seconds
    }

    /// The transform of an option whose number is hours where it has no unit.
    static func hours(_ text: String) throws -> Double {
        guard let seconds = seconds(text, plain: 3600) else {
            throw ValidationError("It takes hours, or a time with its unit, such as 48 or 2d.")
        }
        return seconds / 3600
    }

    private static var complaint: ValidationError {
        ValidationError("It takes seconds, or a time with its unit, such as 30, 90s, 5m, 2h or 1d.")
    }

    /// Reads a time of an option that must be longer than nothing.
    static func parse(_ text: String, option: String) throws -> Duration {
        guard let seconds = seconds(text), seconds > 0 else {
            throw ValidationError("\(option) takes a time such as 30m, 24h or 7d; \"\(text.prefix(40))\" is none")
        }
        return .milliseconds(Int64(seconds * 1000))
    }
}
