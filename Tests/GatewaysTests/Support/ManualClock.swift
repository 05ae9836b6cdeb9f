import Synchronization
import WallTime

/// A clock that a test moves.
final class ManualClock: WallClock {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp = Timestamp(seconds: 1_800_000_000)) {
        time = Mutex(start)
    }

    func now() -> Timestamp { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 += duration } }

    func sleep(until deadline: Timestamp) async throws {
        time.withLock { $0 = max($0, deadline) }
    }
}
