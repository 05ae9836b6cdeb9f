#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The computer's own clock.
public struct SystemClock: WallClock {
    /// Makes a system clock.
    public init() {}

    /// The time of day, from `clock_gettime(CLOCK_REALTIME)`.
    public func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The time that has passed since the machine started, from `CLOCK_MONOTONIC`: nobody sets it, and it stands still while the
    /// machine sleeps.
    public func uptime() -> Duration {
        Self.uptime()
    }

    /// The same, for those that have no clock to ask.
    public static func uptime() -> Duration {
        var time = timespec()
        #if canImport(Darwin)
            clock_gettime(CLOCK_UPTIME_RAW, &time)
        #else
            clock_gettime(CLOCK_MONOTONIC, &time)
        #endif
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// Waits until the clock shows at least that time; looks again each ten seconds, because the clock may be set meanwhile, or
    /// the machine sleep. Wakes in time also while all of Swift's shared threads are blocked, if the task runs on a thread of its
    /// own.
    public func sleep(until deadline: Timestamp) async throws {
        while true {
            let remaining = deadline - now()
            guard remaining > .zero else { return }
            try await TimerThread.shared.sleep(for: min(remaining, .seconds(10)))
        }
    }

    /// Waits until `uptime()` has reached that.
    public func sleep(untilUptime deadline: Duration) async throws {
        while true {
            let remaining = deadline - uptime()
            guard remaining > .zero else { return }
            try await TimerThread.shared.sleep(for: remaining)
        }
    }
}
