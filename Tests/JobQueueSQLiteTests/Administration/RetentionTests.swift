import JobQueue
import JobQueueSQLite
import JobQueueTesting
import Logging
import Testing
import WallTime

@Suite("Retention")
struct RetentionTests {
    private struct Kept: Job {
        static let kind = "Kept"
        static let keepFinished: Duration? = .days(3)
    }

    private struct Forgotten: Job {
        static let kind = "Forgotten"
    }

    private let folder: TemporaryFolder
    private let clock = ManualClock()
    private let store: SQLiteJobStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteJobStore(path: folder.file(), clock: clock)
    }

    @Test("a finished job is kept as long as its kind asks for, and not at all where it does not")
    func finishedJobs() async throws {
        let queue = Queue(store: store)
        let kept = try await queue.enqueue(Kept()).id
        let forgotten = try await queue.enqueue(Forgotten()).id
        var registry = JobRegistry()
        try registry.register(Kept.self) { _, _ in .done }
        try registry.register(Forgotten.self) { _, _ in .done }
        var options = WorkerOptions()
        options.stopWhenEmpty = true
        let worker = Worker(
            store: store, registry: registry, options: options, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(try await worker.run() == .empty)

        #expect(try await store.job(kept)?.state == .finished)
        #expect(try await store.job(forgotten) == nil)
        clock.advance(by: .days(3))
        _ = try await store.pruneHistory(before: clock.now() - .days(7))
        #expect(try await store.job(kept) != nil)
        clock.advance(by: .milliseconds(1))
        _ = try await store.pruneHistory(before: clock.now() - .days(7))
        #expect(try await store.job(kept) == nil)
    }

    @Test("counters are kept until history is pruned; failed jobs are kept with their attempts")
    func history() async throws {
        let queue = Queue(store: store)
        let failed = try await queue.enqueue(Forgotten()).id
        #expect(try await store.cancel(failed) == .cancelled)
        clock.advance(by: .days(7))
        _ = try await queue.enqueue(Forgotten())
        _ = try await store.pruneHistory(before: clock.now() - .days(7) + .minutes(1))
        #expect(try await store.minutes(since: .distantPast).map(\.enqueued) == [1])
        #expect(try await store.attempts(of: failed).count == 1)
    }
}
