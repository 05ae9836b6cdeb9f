import JobQueue
import JobQueueTesting
import Logging
import WallTime

/// A job with a payload that keys can be told from.
struct CallService: Job {
    static let kind = "CallService"
    var service: String
}

/// Jobs that are claimed, and middleware around a handler of the test's.
struct MiddlewareBench {
    let clock = ManualClock()
    let store: InMemoryJobStore

    init() {
        store = InMemoryJobStore(clock: clock)
    }

    /// Enqueues jobs and claims them at once, each by a worker of its own.
    func claim(_ services: String..., lease: Duration = .seconds(60)) async throws -> [ClaimedJob] {
        let queue = Queue(store: store)
        var jobs: [ClaimedJob] = []
        for (index, service) in services.enumerated() {
            try await queue.enqueue(CallService(service: service))
            let request = ClaimRequest(queues: ["default"], limit: 1, lease: lease)
            jobs += try await store.exchange(Exchange(worker: "worker \(index)", claim: request)).claimed
        }
        return jobs
    }

    func settle(_ job: ClaimedJob) async throws {
        let settlement = Settlement(
            job: job, verdict: .done(keepFor: nil), startedAt: clock.now(), finishedAt: clock.now())
        _ = try await store.exchange(Exchange(worker: "worker", settlements: [settlement]))
    }

    /// Runs a handler within the middleware; `nil`: it was not called.
    func run(
        _ middleware: some JobMiddleware, _ job: ClaimedJob,
        handler: @escaping @Sendable () async throws -> Outcome = { .done }
    ) async throws -> (outcome: Outcome, wasCalled: Bool) {
        let calls = CallCounter()
        let context = JobContext(
            job: job, store: store, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let outcome = try await middleware.handle(job, context: context) { _, _ in
            calls.count()
            return try await handler()
        }
        return (outcome, calls.value == 1)
    }
}
