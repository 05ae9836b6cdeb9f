public import WallTime

/// When an entry is due: an expression, the zone it is read in, and the times of day in which it may run.
public struct Timetable: Hashable, Sendable {
    /// The expression.
    public let expression: CronExpression
    /// The zone in which it is read.
    public let zone: ScheduleZone

    let windows: [TimeWindow]

    /// Makes a timetable of an expression and a zone.
    public init(_ expression: CronExpression, in zone: ScheduleZone) {
        self.init(expression, in: zone, windows: [])
    }

    /// Makes a timetable of a frequency, with the times of day in which it may run.
    ///
    /// - Throws: `ScheduleError`, `CronError`: see `Frequency.expression()`.
    package init(_ frequency: Frequency, defaultZone: ScheduleZone) throws {
        let zone = try frequency.zoneName.map { name throws(ScheduleError) in try ScheduleZone(name) }
        self.init(try frequency.expression(), in: zone ?? defaultZone, windows: frequency.windows)
    }

    init(_ expression: CronExpression, in zone: ScheduleZone, windows: [TimeWindow]) {
        self.expression = expression
        self.zone = zone
        self.windows = windows
    }

    /// How often the search jumps to where a window opens again before it gives up; years for a daily entry.
    private static let maximumJumps = 4000

    /// What the slots depend on, as text: with another text an entry has other slots.
    public var fingerprint: String {
        ([expression.source, zone.identifier] + windows.map(\.description)).joined(separator: " ")
    }

    /// The first due time after an instant.
    ///
    /// - Returns: A whole second, or `nil` if there is none in sight.
    public func next(after instant: Timestamp) -> Timestamp? {
        next(from: instant, inclusive: false)
    }

    /// The first due time after an instant, or at it if `inclusive`.
    ///
    /// - Returns: A whole second, or `nil` if there is none in sight.
    public func next(from instant: Timestamp, inclusive: Bool) -> Timestamp? {
        var run = expression.next(from: instant, inclusive: inclusive, in: zone)
        guard !windows.isEmpty else { return run }
        for _ in 0..<Self.maximumJumps {
            guard let due = run else { return nil }
            guard let closed = closedWindow(at: due) else { return due }
            let second = due.calculableSeconds
            let span = zone.table.span(at: second)
            let local = span.local(second)
            let day = local.dayNumber + (closed.reopening > local.secondOfDay ? 0 : 1)
            let opening = zone.table.instant(reaching: LocalTime(dayNumber: day, secondOfDay: closed.reopening))
            // Where the clock goes back, times that are open may come again before the opening, or the opening may have
            // been reached an hour ago: look at each span by itself, and always move on.
            let from = max(min(opening, span.end), second + 1)
            run = expression.next(from: Timestamp(from), inclusive: true, in: zone)
        }
        return nil
    }

    /// The last due time before an instant, or at it if `inclusive`, not before a limit.
    public func previous(from instant: Timestamp, inclusive: Bool, notBefore limit: Timestamp) -> Timestamp? {
        var run = expression.previous(from: instant, inclusive: inclusive, in: zone)
        while let due = run, due >= limit {
            guard closedWindow(at: due) != nil else { return due }
            run = expression.previous(before: due, in: zone)
        }
        return nil
    }

    private func closedWindow(at due: Timestamp) -> TimeWindow? {
        guard !windows.isEmpty else { return nil }
        let second = due.calculableSeconds
        let time = zone.table.span(at: second).local(second).secondOfDay
        return windows.first { !$0.allows(time) }
    }
}
