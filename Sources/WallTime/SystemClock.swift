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

    /// Waits until the clock shows at least that time; looks again each minute, because the clock may be set meanwhile.
    /// Wakes in time also while all of Swift's shared threads are blocked, if the task runs on a thread of its own.
    public func sleep(until deadline: Timestamp) async throws {
        while true {
            let remaining = deadline - now()
            guard remaining > .zero else { return }
            try await TimerThread.shared.sleep(for: min(remaining, .seconds(60)))
        }
    }
}
