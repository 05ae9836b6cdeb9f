import ArgumentParser
import Gateways
import WallTime

/// Spans of time as options take them.
enum SpanText {
    /// Reads a time in settings: a number of seconds, or a text such as `90s` or `5m`.
    static func seconds(_ json: JSON) -> Double? {
        json.double ?? json.string.flatMap { try? parse($0, option: "").inSeconds }
    }

    /// Reads `90s`, `30m`, `24h` or `7d`.
    static func parse(_ text: String, option: String) throws -> Duration {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number > 0,
            number * unit <= 86400 * 3650
        else {
            throw ValidationError("\(option) takes a span such as 30m, 24h or 7d; \"\(text.prefix(40))\" is none")
        }
        return .milliseconds(Int64(number * unit * 1000))
    }
}
