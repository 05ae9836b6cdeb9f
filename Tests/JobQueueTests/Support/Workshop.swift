import JobQueue
import JobQueueTesting
import Logging
import Synchronization
import WallTime

/// A worker with a store in memory and a clock that is moved by hand, and what it told.
final class Workshop: Sendable {
    typealias Handler = @Sendable (TestJob, JobContext) async throws -> Outcome

    let clock: ManualClock
    let store: InMemoryJobStore
    let queue: Queue
    let start: Timestamp
    private let log = Mutex<[JobReport]>([])
    private let watchers = Mutex<[(count: Int, gate: Gate)]>([])

    init() {
        clock = ManualClock()
        store = InMemoryJobStore(clock: clock)
        queue = Queue(store: store)
        start = clock.now()
    }

    /// What became of the attempts, in the order in which they were settled.
    var reports: [JobReport] {
        log.withLock { $0 }
    }

    var results: [JobReport.Result] {
        reports.map(\.result)
    }

    /// Waits until so many attempts were settled.
    func waitForReports(_ count: Int) async {
        let gate = Gate()
        watchers.withLock { $0.append((count, gate)) }
        openGates()
        await gate.wait()
    }

    private func openGates() {
        let count = reports.count
        for watcher in watchers.withLock({ $0 }) where watcher.count <= count { watcher.gate.open() }
    }

    /// A worker with one handler, for `TestJob`.
    func worker(
        store: (any JobStore)? = nil, _ options: WorkerOptions = .with { _ in },
        memoryUsage: @escaping @Sendable () -> Int? = { nil }, handler: @escaping Handler
    ) throws -> Worker {
        var registry = JobRegistry()
        try registry.register(TestJob.self, handler: handler)
        return worker(store: store, options, memoryUsage: memoryUsage, registry: registry)
    }

    func worker(
        store: (any JobStore)? = nil, _ options: WorkerOptions = .with { _ in },
        memoryUsage: @escaping @Sendable () -> Int? = { nil }, registry: JobRegistry
    ) -> Worker {
        return Worker(
            store: store ?? self.store, registry: registry, options: options, clock: clock,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), memoryUsage: memoryUsage,
            onFinish: { report in
                self.log.withLock { $0.append(report) }
                self.openGates()
            })
    }

    @discardableResult
    func enqueue(_ names: String...) async throws -> [JobID] {
        try await queue.enqueue(contentsOf: names.map { TestJob(name: $0) }).map(\.id)
    }

    func depth() async throws -> QueueDepth {
        try await store.depth(of: "default")
    }

    /// Lets time pass from one deadline to the next, until those who sleep until that very time have been woken. There must be
    /// somebody who does. Where a job is to run meanwhile, wait until it does: a worker that holds one unstarted sleeps shortly.
    func passTime(to time: Timestamp) async throws {
        while clock.now() < time {
            await clock.waitForSleeper(noLaterThan: time)
            try Task.checkCancellation()
            clock.advanceToNextDeadline(notBeyond: time)
        }
    }

    /// Looks again and again until the condition holds, and lets the moments pass that settlements wait for company.
    func eventually(_ condition: () async throws -> Bool) async throws {
        while try await !condition() {
            try await Task.sleep(for: .milliseconds(1))
            clock.advanceToNextDeadline(notBeyond: clock.now() + .milliseconds(5))
        }
    }
}

extension WorkerOptions {
    /// Options of a worker on the queue `default` that waits an hour between looks, so that tests see what wakes it.
    static func with(_ change: (inout WorkerOptions) -> Void) -> WorkerOptions {
        var options = WorkerOptions(name: "test")
        options.pollInterval = .hours(1)
        options.retryPolicy = RetryPolicy(maxAttempts: 3, backoff: Backoff([.seconds(10)], jitter: 0))
        change(&options)
        return options
    }
}
