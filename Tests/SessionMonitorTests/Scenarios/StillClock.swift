import WallTime

/// Shows the time of a clock that the test moves, and never wakes anybody: the simulated gateway is moved by its calls.
struct StillClock: WallClock {
    let clock: ManualClock

    func now() -> Timestamp { clock.now() }

    func sleep(until deadline: Timestamp) async throws {
        try await Task.sleep(for: .seconds(3600))
    }
}
