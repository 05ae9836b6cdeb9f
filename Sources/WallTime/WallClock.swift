/// Where the time of day comes from.
///
/// `SystemClock` in a running program; a manual clock in tests.
public protocol WallClock: Sendable {
    /// The time now. May jump backwards, as a computer's clock does.
    func now() -> Timestamp

    /// Waits until the clock shows at least that time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    func sleep(until deadline: Timestamp) async throws
}

extension WallClock {
    /// Waits for that long.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func sleep(for duration: Duration) async throws {
        try await sleep(until: now() + duration)
    }
}
