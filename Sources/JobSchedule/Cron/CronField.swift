/// One of the fields of a cron expression.
public enum CronField: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// 0–59; only in expressions of six fields.
    case second
    /// 0–59.
    case minute
    /// 0–23.
    case hour
    /// 1–31, `L`, `LW`, `nW`, `?`.
    case dayOfMonth = "day of month"
    /// 1–12 or `JAN`–`DEC`.
    case month
    /// 0–7 or `SUN`–`SAT`, 0 and 7 both Sunday; `nL`, `n#k`, `?`.
    case dayOfWeek = "day of week"

    /// The name as people say it.
    public var description: String { rawValue }

    /// The values that the field takes.
    var values: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// Names that stand for values, the first for the lowest value.
    var names: [String] {
        switch self {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        default: []
        }
    }

    var isDay: Bool { self == .dayOfMonth || self == .dayOfWeek }

    /// The values in words, for an error.
    var valuesInWords: String {
        switch self {
        case .month: "1–12 or JAN–DEC"
        case .dayOfWeek: "0–7 (0 and 7 are Sunday) or SUN–SAT"
        default: "\(values.lowerBound)–\(values.upperBound)"
        }
    }
}
