public import WallTime

/// A cron expression: five fields, or six with a leading seconds field, or a word such as `@daily`.
///
/// The fields are read against the wall clock of a zone that is given with each question. Where the clocks change, an
/// expression whose minute or hour field contains `*` or `/` runs whenever the wall clock shows a matching time: not in
/// the gap of spring, twice in the repeated hour of autumn. Every other expression has fixed times, and each runs once: a
/// time in the gap at the first instant after it, a repeated time at its first coming. (Vixie cron's policy.)
public struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    /// The expression as it was given, without white space around it and with single spaces inside.
    public let source: String

    /// Whether the expression has a seconds field.
    public let hasSeconds: Bool

    /// Whether it runs by the wall clock through changes of the clocks; otherwise each of its times runs once.
    public let runsThroughClockChanges: Bool

    let times: TimesOfDay
    let days: DayRule
    /// Bit n is month n.
    let months: UInt64

    /// The longest text that is looked at, in bytes of UTF-8; the longest list of all values is shorter.
    public static let maximumLength = 1024

    /// Reads an expression.
    ///
    /// - Throws: `CronError`, which names the field, the column and the cure. Texts longer than `maximumLength` are refused
    ///   unread.
    public init(_ text: String) throws(CronError) {
        let parser = try CronParser(text)
        self = try parser.parse()
    }

    init(source: String, hasSeconds: Bool, interval: Bool, times: TimesOfDay, days: DayRule, months: UInt64) {
        self.source = source
        self.hasSeconds = hasSeconds
        self.runsThroughClockChanges = interval
        self.times = times
        self.days = days
        self.months = months
    }

    /// The expression as it was given.
    public var description: String { source }

    /// The first run after an instant.
    ///
    /// - Returns: A whole second, or `nil` if there is none within a hundred years or before the year 10,000.
    public func next(after instant: Timestamp, in zone: ScheduleZone) -> Timestamp? {
        next(from: instant, inclusive: false, in: zone)
    }

    /// The first run after an instant, or at it if `inclusive`.
    ///
    /// - Returns: A whole second, or `nil` if there is none within a hundred years or before the year 10,000.
    public func next(from instant: Timestamp, inclusive: Bool, in zone: ScheduleZone) -> Timestamp? {
        guard instant <= .lastCalculable else { return nil }
        // A run is at a whole second, so one at the instant itself needs an instant without a fraction.
        let first = instant.calculableSeconds + (inclusive && instant.isWholeSecond ? 0 : 1)
        let run =
            runsThroughClockChanges
            ? firstMatch(from: first, in: zone.table) : firstOccurrence(from: first, in: zone.table)
        return run.map { Timestamp($0) }
    }

    /// The last run before an instant.
    ///
    /// - Returns: A whole second, or `nil` if there is none within the hundred years before or after the year 1.
    public func previous(before instant: Timestamp, in zone: ScheduleZone) -> Timestamp? {
        previous(from: instant, inclusive: false, in: zone)
    }

    /// The last run before an instant, or at it if `inclusive`.
    ///
    /// - Returns: A whole second, or `nil` if there is none within the hundred years before or after the year 1.
    public func previous(from instant: Timestamp, inclusive: Bool, in zone: ScheduleZone) -> Timestamp? {
        guard instant >= .firstCalculable else { return nil }
        let last = instant.calculableSeconds - (!inclusive && instant.isWholeSecond ? 1 : 0)
        let run =
            runsThroughClockChanges
            ? lastMatch(until: last, in: zone.table) : lastOccurrence(until: last, in: zone.table)
        return run.map { Timestamp($0) }
    }

    /// Whether a run lies in the minute of the wall clock that holds an instant; with a seconds field, in its second.
    public func isDue(at instant: Timestamp, in zone: ScheduleZone) -> Bool {
        guard instant.isCalculable else { return false }
        let second = instant.calculableSeconds
        let width = hasSeconds ? 1 : 60
        let into = hasSeconds ? 0 : zone.table.span(at: second).local(second).secondOfDay % 60
        let start = Timestamp(second - into)
        guard let run = next(from: start, inclusive: true, in: zone) else { return false }
        return run < start + .seconds(width)
    }
}
