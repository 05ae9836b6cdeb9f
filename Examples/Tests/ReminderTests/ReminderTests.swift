import JobQueue
import JobQueueTesting
import Testing

struct Reminder: Job {
    static let kind = "Reminder"
    static let retryPolicy: RetryPolicy? = RetryPolicy(maxAttempts: 2, backoff: Backoff([.minutes(10)], jitter: 0))
    var customer: Int

    func handle(_ context: JobContext) async throws -> Outcome {
        guard context.attempt > 1 else { return .fail(reason: "no network") }
        try context.enqueueOnSettle([NewJob(Reminder(customer: customer + 1), .in(.hours(1)))])
        return .done
    }
}

@Suite struct ReminderTests {
    private let clock = ManualClock()
    private let store: InMemoryJobStore
    private let worker: TestWorker

    init() throws {
        store = InMemoryJobStore(clock: clock)
        var registry = JobRegistry()
        try registry.register(Reminder.self) { reminder, context in try await reminder.handle(context) }
        worker = TestWorker(store: store, registry: registry, clock: clock)
    }

    @Test("a reminder that fails is sent ten minutes later, and the next one an hour after it")
    func retry() async throws {
        try await Queue(store: store).enqueue(Reminder(customer: 7))
        #expect(try await worker.drain().map(\.outcome) == [.fail(reason: "no network")])
        #expect(try await store.depth(of: "default").delayed == 1)

        clock.advance(by: .minutes(10))
        #expect(try await worker.drain().map(\.outcome) == [.done])
        let next = try await store.requireEnqueued(Reminder.self)
        #expect(next.customer == 8)
        #expect(try await store.depth(of: "default").pending == 0)

        clock.advance(by: .hours(1))
        #expect(try await store.depth(of: "default").pending == 1)
    }
}
