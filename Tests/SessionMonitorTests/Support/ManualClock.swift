import Synchronization
import WallTime

/// A clock that a test moves. Who sleeps waits until the test has moved it that far.
final class ManualClock: WallClock {
    private struct State {
        var time: Timestamp
        var sleepers: [(until: Timestamp, wake: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(_ start: Timestamp = Timestamp(seconds: 1_800_000_000)) {
        state = Mutex(State(time: start))
    }

    func now() -> Timestamp { state.withLock { $0.time } }

    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.time += duration
            let time = state.time
            defer { state.sleepers.removeAll { $0.until <= time } }
            return state.sleepers.filter { $0.until <= time }
        }
        for sleeper in woken { sleeper.wake.resume() }
    }

    func sleep(until deadline: Timestamp) async throws {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.time < deadline else { return true }
                state.sleepers.append((deadline, continuation))
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
