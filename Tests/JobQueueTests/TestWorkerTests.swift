import JobQueue
import JobQueueTesting
import Testing
import WallTime

@Suite("A worker for tests")
struct TestWorkerTests {
    private struct Countdown: Job {
        static let kind = "Countdown"
        static let retryPolicy: RetryPolicy? = RetryPolicy(
            maxAttempts: 2, backoff: Backoff([.seconds(30)], jitter: 0.5))
        var from: Int
    }

    private struct Stop: Error {}

    private let clock = ManualClock()
    private let store: InMemoryJobStore
    private let worker: TestWorker

    init() throws {
        store = InMemoryJobStore(clock: clock)
        var registry = JobRegistry()
        try registry.register(Countdown.self) { job, context in
            if job.from < 0 { throw Stop() }
            if job.from == 99 { context.onSettle { _ in throw Stop() } }
            if job.from > 0 { try context.enqueueOnSettle([NewJob(Countdown(from: job.from - 1))]) }
            return job.from == 7 ? .discard(reason: "seven") : .done
        }
        worker = TestWorker(store: store, registry: registry, clock: clock)
    }

    @Test("drains what is due and what that enqueues, and leaves alone what is not due")
    func drain() async throws {
        let queue = Queue(store: store)
        try await queue.enqueue(Countdown(from: 3))
        try await queue.enqueue(Countdown(from: 5), .in(.seconds(1)))
        let attempts = try await worker.drain()
        #expect(try attempts.map { try $0.job.decoded(as: Countdown.self).from } == [3, 2, 1, 0])
        #expect(attempts.map(\.verdict) == Array(repeating: .done(keepFor: nil), count: 4))
        #expect(try await store.depth(of: "default").delayed == 1)
    }

    @Test("follows the kind's retry rules, without jitter")
    func retries() async throws {
        try await Queue(store: store).enqueue(Countdown(from: -1))
        let first = try #require(try await worker.drain().first)
        #expect(first.error is Stop)
        #expect(first.verdict == .retry(after: .seconds(30), .failed, FailureReport(Stop())))
        clock.advance(by: .seconds(30))
        #expect(try await worker.drain().map(\.verdict) == [.fail(.attempts, FailureReport(Stop()))])
        #expect(try await store.failedJobs().map(\.attempts) == [2])
    }

    @Test("performs one job at once, before others, and says what the handler returned")
    func perform() async throws {
        try await Queue(store: store).enqueue(Countdown(from: 1), .priority(-5))
        let attempt = try await worker.perform(Countdown(from: 7))
        #expect(attempt.outcome == .discard(reason: "seven"))
        #expect(try await store.failedJobs().map(\.reason) == ["discarded"])
        #expect(try await store.depth(of: "default").pending == 2, "The one before, and what seven enqueued.")
    }

    @Test("says so where what a handler writes as it settles fails")
    func effects() async throws {
        await #expect(throws: TestWorkerError.effectFailed(kind: "Countdown", FailureReport(Stop()))) {
            try await worker.perform(Countdown(from: 99))
        }
    }

    @Test("a job that is required to be enqueued is found wherever it waits, or its absence is told with what is there")
    func required() async throws {
        try await worker.perform(Countdown(from: 3))
        try await Queue(store: store).enqueue(Countdown(from: 40), .in(.hours(1)))
        #expect(try await store.requireEnqueued(Countdown.self).from == 2)
        #expect(try await store.requireEnqueued(Countdown.self) { $0.from > 9 }.from == 40)
        let error = await #expect(throws: JobNotEnqueued.self) {
            try await store.requireEnqueued(Countdown.self) { $0.from == 3 }
        }
        #expect(error?.seen.count == 2)
        #expect(error?.description.contains(#"{"from":2}"#) == true)
    }
}
