import Synchronization
import WallTime

/// A clock that a test moves. Who sleeps while `sleepsPass` is set moves it himself; else he waits for ever or for his
/// cancellation, as a worker with nothing to do.
final class ManualClock: WallClock {
    private struct State {
        var time: Timestamp
        var sleepsPass = false
    }

    private let state: Mutex<State>

    init(_ start: Timestamp) {
        state = Mutex(State(time: start))
    }

    func now() -> Timestamp { state.withLock { $0.time } }

    func advance(by duration: Duration) {
        state.withLock { $0.time += duration }
    }

    func letSleepsPass() {
        state.withLock { $0.sleepsPass = true }
    }

    func sleep(until deadline: Timestamp) async throws {
        let passes = state.withLock { state in
            if state.sleepsPass { state.time = max(state.time, deadline) }
            return state.sleepsPass
        }
        guard !passes else { return }
        // Ends with its task: nothing else wakes it.
        try await Task.sleep(for: .seconds(3600))
    }
}
