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

    @Test("cancelled tasks by the hundred lose no place and no task", arguments: [1, 2, 7])
    func stress(permits: Int) async throws {
        let semaphore = AsyncSemaphore(permits: permits)
        let counts = Counts()
        let tasks = (0..<1000).map { _ in
            Task {
                try await semaphore.withPermit {
                    counts.enter()
                    await Task.yield()
                    counts.leave()
                }
            }
        }
        for (index, task) in tasks.enumerated() where index % 3 == 0 { task.cancel() }
        var cancelled = 0
        for task in tasks {
            do { try await task.value } catch { cancelled += 1 }
        }
        #expect(counts.done + cancelled == 1000)
        #expect(counts.done >= 666)
        #expect(counts.most <= permits)
        for _ in 0..<permits { try await semaphore.acquire() }
        #expect(semaphore.waitingCount == 0)
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

extension AsyncSemaphore {
    fileprivate func withPermit(_ operation: () async throws -> Void) async throws {
        try await acquire()
        defer { release() }
        try await operation()
    }
}
