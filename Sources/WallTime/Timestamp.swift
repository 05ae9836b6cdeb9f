//  WallTime: the time of day as Denyut keeps it, and where it comes from.
//
//  Imports the C library, nothing else. Every other module takes its time from a `WallClock` that is passed in, so that tests move time
//  instead of waiting for it. It never formats for people and knows no time zones: those belong to `JobSchedule`.

/// An instant of wall time: integer milliseconds since 1970-01-01T00:00:00Z.
///
/// The one meaning of time everywhere: in the tables, in the types, on the wire.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970, UTC. Negative before 1970.
    public var milliseconds: Int64

    /// Makes a timestamp of a number of milliseconds since 1970, UTC.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Makes a timestamp of a number of seconds since 1970, UTC; saturates at the ends instead of overflowing.
    public init(seconds: Int64) {
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        self.milliseconds = overflow ? (seconds < 0 ? .min : .max) : milliseconds
    }

    /// Whole seconds since 1970, rounded towards the past.
    public var seconds: Int64 {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? seconds - 1 : seconds
    }

    /// The milliseconds since the second began, 0–999.
    public var millisecondsOfSecond: Int64 {
        let rest = milliseconds % 1000
        return rest < 0 ? rest + 1000 : rest
    }

    /// The earliest timestamp there is.
    public static let distantPast = Timestamp(milliseconds: .min)

    /// The latest timestamp there is.
    public static let distantFuture = Timestamp(milliseconds: .max)

    /// What lies less far ahead than that is the time between two looks at a clock.
    package static let lookTolerance: Duration = .seconds(1)

    /// Whether it lies further ahead than two looks at a clock can differ: written so, it was written under a clock that was ahead.
    package func isAhead(of now: Timestamp) -> Bool { self > now + Self.lookTolerance }

    /// Whether the left one comes before the right one.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The timestamp that much later; saturates at the ends instead of overflowing.
    public static func + (left: Timestamp, right: Duration) -> Timestamp {
        let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.wholeMilliseconds)
        return overflow
            ? (right < .zero ? .distantPast : .distantFuture)
            : Timestamp(milliseconds: sum)
    }

    /// The timestamp that much earlier; saturates at the ends instead of overflowing.
    public static func - (left: Timestamp, right: Duration) -> Timestamp {
        left + (.zero - right)
    }

    /// The time from the right one to the left one; negative if the left one is earlier.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        return .milliseconds(overflow ? (left < right ? Int64.min : Int64.max) : difference)
    }

    /// Moves the timestamp that much later.
    public static func += (left: inout Timestamp, right: Duration) {
        left = left + right
    }
}

extension Timestamp: Codable {
    /// Reads a number of milliseconds.
    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes a number of milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
