import Synchronization
import WallTime

/// A clock whose sleepers move it: nobody waits, time passes at once. The test sets it as it likes.
final class VirtualClock: WallClock {
    private let time: Mutex<Timestamp>
    private let end: Timestamp
    private let ended = AsyncStream.makeStream(of: Void.self)

    /// Makes a clock. Whoever would sleep past the end sleeps until cancelled.
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
            ended.continuation.finish()
            for await _ in AsyncStream<Never>.makeStream().stream {}
            throw CancellationError()
        }
        time.withLock { $0 = max($0, deadline) }
        await Task.yield()
        try Task.checkCancellation()
    }

    /// Returns when somebody wants to sleep past the end.
    func waitForEnd() async {
        for await _ in ended.stream {}
    }
}
