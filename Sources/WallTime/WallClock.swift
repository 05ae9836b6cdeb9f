/// Where the time of day comes from, and the time that passes.
///
/// `SystemClock` in a running program; a manual clock in tests. Two clocks in one: the time of day (`now`) is what rows and people
/// have, and may leap, because somebody sets it or the machine slept. What waits, or measures how long something took, goes by
/// `uptime`, which never does.
public protocol WallClock: Sendable {
    /// The time now. May jump, backwards too, as a computer's clock does.
    func now() -> Timestamp

    /// The time that has passed since some moment in the past. Nobody sets it, and it stands still while the machine sleeps; only
    /// differences mean anything. By default it goes with `now()`, as for clocks that never leap.
    func uptime() -> Duration

    /// Waits until the clock shows at least that time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    func sleep(until deadline: Timestamp) async throws

    /// Waits until so much time has passed, however the time of day is set meanwhile. By default it waits for a time of day, as
    /// is right for clocks that never leap.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    func sleep(untilUptime deadline: Duration) async throws
}

extension WallClock {
    /// The time of day, counted from 1970: for clocks that never leap.
    public func uptime() -> Duration {
        now() - Timestamp(milliseconds: 0)
    }

    /// Waits for the time of day: for clocks that never leap.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func sleep(untilUptime deadline: Duration) async throws {
        try await sleep(until: Timestamp(milliseconds: 0) + deadline)
    }

    /// Waits for that long, however the time of day is set meanwhile.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func sleep(for duration: Duration) async throws {
        // Nobody waits for thirty thousand years, and a sum of durations traps where it overflows.
        try await sleep(untilUptime: uptime() + min(duration, .seconds(1 << 40)))
    }

    /// Both times, taken together.
    public func reading() -> ClockReading {
        ClockReading(time: now(), uptime: uptime())
    }
}

/// What both clocks of a `WallClock` show at one moment.
public struct ClockReading: Sendable, Equatable {
    /// The time of day.
    public var time: Timestamp
    /// The time that nobody sets.
    public var uptime: Duration

    /// Makes a reading of its parts.
    public init(time: Timestamp, uptime: Duration) {
        self.time = time
        self.uptime = uptime
    }
}
