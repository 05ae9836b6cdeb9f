import GRDB
import JobQueue
import Logging
import Synchronization
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("A full disk", .timeLimit(.minutes(1)))
struct FullDiskTests {
    /// Makes the database as large as it may get, or lets it grow again, on the store's own connection.
    private func fill(_ subject: StoreOnDisk, _ isFull: Bool) async throws {
        try await subject.store.writer.write(.fast) { session in
            let pages = try Int.fetchOne(session.db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(session.db, sql: "PRAGMA max_page_count = \(isFull ? pages : 1 << 30)")
        }
    }

    @Test("refuses jobs with a clear error, adds nothing of them, and takes them once there is room")
    func enqueue() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue(3)
        try await fill(subject, true)
        let error = await #expect(throws: JobStoreError.self) { try await subject.enqueue(5, size: 50_000) }
        #expect(error?.code == .full)
        #expect(error?.message.contains("is full") == true)
        #expect(try await subject.count("jobs") == 3)
        try await fill(subject, false)
        try await subject.enqueue(5, size: 50_000)
        #expect(try await subject.count("jobs") == 8)
    }

    @Test("keeps no job from being settled that only goes, and a worker goes on by itself once there is room")
    func worker() async throws {
        struct Big: Job {
            static let kind = "Big"
            var text = ""
        }
        let subject = try StoreOnDisk()
        let queue = Queue(store: subject.store)
        try await queue.enqueue(contentsOf: (0..<10).map { Big(text: "\($0)") })
        var registry = JobRegistry()
        let isFull = Mutex(false)
        try registry.register(Big.self) { job, context in
            if job.text == "4" {
                try await fill(subject, true)
                isFull.withLock { $0 = true }
            }
            // What it writes does not fit any more.
            context.enqueueOnSettle([
                NewJob(queue: "follow-up", kind: "Next", payload: .init(repeating: 0x31, count: 90_000))
            ])
            return .done
        }
        let worker = Worker(
            store: subject.store, registry: registry, options: WorkerOptions(), clock: SystemClock(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        async let end = worker.run()
        try await eventually { isFull.withLock { $0 } }
        try await fill(subject, false)
        try await eventually { try await subject.store.depths(of: ["follow-up"])[0].pending == 10 }
        worker.stop()
        #expect(try await end == .requested)
        #expect(try await subject.store.depths(of: ["default"])[0].size == 0)
        #expect(try await subject.count("failed_jobs") == 0)
    }

    @Test("is refused ahead: below the watermark nothing new is taken, and what is there can still be finished")
    func watermark() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue()
        var options = SQLiteOptions()
        options.freeSpaceWatermark = .max
        let store = try SQLiteJobStore(path: subject.path, options: options, clock: subject.clock)
        let error = await #expect(throws: JobStoreError.self) {
            try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
        }
        #expect(error?.code == .full)
        let claimed = try await store.exchange(
            Exchange(worker: "one", claim: ClaimRequest(queues: ["default"], limit: 1))
        ).claimed
        #expect(claimed.count == 1)
    }
}
