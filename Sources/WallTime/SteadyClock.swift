/// A clock that never leaps: it begins with the time of day of another one, and goes on by that one's `uptime`.
///
/// What its times say is right among themselves only. Times for rows and people come from the other clock.
public struct SteadyClock: WallClock {
    private let base: any WallClock
    /// From the uptime to the time that it shows.
    private let offset: Duration

    /// Begins with the time of that clock.
    public init(_ base: any WallClock) {
        self.base = base
        let reading = base.reading()
        offset = (reading.time - Timestamp(milliseconds: 0)) - reading.uptime
    }

    /// The time of day when it began, and what has passed since.
    public func now() -> Timestamp {
        time(atUptime: base.uptime())
    }

    /// That of the clock it was made of.
    public func uptime() -> Duration {
        base.uptime()
    }

    /// What it shows at that uptime.
    public func time(atUptime uptime: Duration) -> Timestamp {
        Timestamp(milliseconds: 0) + (offset + uptime)
    }

    /// What it will show when the other clock shows that time, unless that one leaps.
    public func time(of wallTime: Timestamp) -> Timestamp {
        wallTime == .distantFuture ? wallTime : now() + (wallTime - base.now())
    }

    /// Waits until it shows that time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func sleep(until deadline: Timestamp) async throws {
        try await base.sleep(untilUptime: deadline - Timestamp(milliseconds: 0) - offset)
    }

    /// Waits until the other clock's uptime has reached that.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func sleep(untilUptime deadline: Duration) async throws {
        try await base.sleep(untilUptime: deadline)
    }
}
