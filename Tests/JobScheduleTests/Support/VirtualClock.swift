import Synchronization
import WallTime

/// A clock whose sleepers move it: nobody waits, time passes at once. The test sets it as it likes.
final class VirtualClock: WallClock {
    private let time: Mutex<Timestamp>
    /// Whoever would sleep past it sleeps until cancelled.
    private let end: Timestamp

    init(_ start: Timestamp, end: Timestamp = .distantFuture) {
        time = Mutex(start)
        self.end = end
    }

    func now() -> Timestamp { time.withLock { $0 } }

    func set(_ instant: Timestamp) {
        time.withLock { $0 = instant }
    }

    func sleep(until deadline: Timestamp) async throws {
        guard deadline <= end else {
            try await Task.sleep(for: .seconds(86_400))
            return
        }
        time.withLock { $0 = max($0, deadline) }
        await Task.yield()
        try Task.checkCancellation()
    }
}
