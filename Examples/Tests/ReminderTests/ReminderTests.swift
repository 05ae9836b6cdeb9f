import JobQueue
import JobQueueTesting
import Logging
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

    init() {
        store = InMemoryJobStore(clock: clock)
    }

    /// Works on all that is due.
    private func work() async throws {
        var registry = JobRegistry()
        try registry.register(Reminder.self) { reminder, context in try await reminder.handle(context) }
        var options = WorkerOptions()
        options.stopWhenEmpty = true
        let worker = Worker(
            store: store, registry: registry, options: options, clock: clock, logger: Logger(label: "test"))
        #expect(try await worker.run() == .empty)
    }

    @Test("a reminder that fails is sent ten minutes later, and the next one an hour after it")
    func retry() async throws {
        try await Queue(store: store).enqueue(Reminder(customer: 7))
        try await work()
        #expect(try await store.depth(of: "default").delayed == 1)

        clock.advance(by: .minutes(10))
        try await work()
        let depth = try await store.depth(of: "default")
        #expect(depth.pending == 0)
        #expect(depth.delayed == 1)

        clock.advance(by: .hours(1))
        #expect(try await store.depth(of: "default").pending == 1)
    }
}
