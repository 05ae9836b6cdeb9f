import Gateways
import Synchronization
import Testing

@Suite("Limit of requests in flight")
struct AsyncSemaphoreTests {
    private final class Counts: Sendable {
        private let state = Mutex((now: 0, most: 0, done: 0))

        var most: Int { state.withLock { $0.most } }
        var done: Int { state.withLock { $0.done } }

        func enter() {
            state.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }

        func leave() {
            state.withLock {
                $0.now -= 1
                $0.done += 1
            }
        }
    }

    @Test("never lets more tasks in than it has places, and all of them in the end")
    func limit() async throws {
        let semaphore = AsyncSemaphore(permits: 3)
        let counts = Counts()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...200 {
                group.addTask {
                    try await semaphore.withPermit {
                        counts.enter()
                        await Task.yield()
                        counts.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(counts.most <= 3)
        #expect(counts.done == 200)
    }

    @Test("a task that is cancelled in line leaves it, and the place goes to the next")
    func cancellation() async throws {
        let semaphore = AsyncSemaphore(permits: 1)
        try await semaphore.acquire()
        let cancelled = Task { try await semaphore.acquire() }
        let next = Task { try await semaphore.acquire() }
        while semaphore.waitingCount < 2 { await Task.yield() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        semaphore.release()
        try await next.value
        semaphore.release()
        try await semaphore.acquire()
    }

    @Test("a task that was cancelled before does not get a place")
    func cancelledBefore() async {
        let semaphore = AsyncSemaphore(permits: 1)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await semaphore.acquire()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        await #expect(throws: Never.self) { try await semaphore.withPermit {} }
    }
}
