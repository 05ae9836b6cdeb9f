import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import Logging
import Synchronization
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The renewal of leases", .timeLimit(.minutes(1)))
struct RenewalTests {
    private struct Block: Job {
        static let kind = "Block"
    }

    /// Looks each 50 ms, on a thread of its own, whether any lease has ended.
    private final class Watch: Sendable {
        private let ended = Mutex(0)
        private let isOver = Mutex(false)
        private let semaphore = DispatchSemaphore(value: 0)

        init(_ database: DatabaseQueue) {
            Thread {
                while !self.isOver.withLock({ $0 }) {
                    let count = try? database.read { db in
                        try Int.fetchOne(
                            db,
                            sql: "SELECT count(*) FROM jobs WHERE lease_token IS NOT NULL AND lease_expires_at <= ?",
                            arguments: [SystemClock().now().milliseconds])
                    }
                    self.ended.withLock { $0 = max($0, count ?? 0) }
                    usleep(50_000)
                }
                self.semaphore.signal()
            }.start()
        }

        /// How many leases had ended at the same time.
        func end() -> Int {
            isOver.withLock { $0 = true }
            semaphore.wait()
            return ended.withLock { $0 }
        }
    }

    @Test("goes on while handlers block all of Swift's shared threads for longer than a lease")
    func blockedThreads() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteJobStore(path: folder.file())
        try await Queue(store: store).enqueue(contentsOf: (0..<16).map { _ in Block() })
        var registry = JobRegistry()
        let ends = ContinuousClock.now + .seconds(8)
        try registry.register(Block.self) { _, _ in
            while ContinuousClock.now < ends { usleep(10_000) }
            return .done
        }
        var options = WorkerOptions()
        options.concurrency = 16
        options.lease = .seconds(6)
        options.stopWhenEmpty = true
        let results = Mutex<[JobReport.Result]>([])
        let worker = Worker(
            store: store, registry: registry, options: options,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            onFinish: { report in results.withLock { $0.append(report.result) } })
        let watch = Watch(try DatabaseQueue(path: folder.file()))
        _ = try await worker.run()
        #expect(watch.end() == 0)
        #expect(results.withLock { $0 } == Array(repeating: .done, count: 16))
    }

    @Test("does not bring back a lease that has ended: who stood still for longer has lost it, and is told")
    func stoodStill() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue()
        let isLost = Mutex(false)
        let registration = WorkerRegistration(
            id: "one", name: "one", host: "here", processID: 1, queues: ["default"], concurrency: 1, lease: .seconds(60)
        )
        let attendance = try await subject.store.attend(registration) { signal in
            if case .leasesLost = signal { isLost.withLock { $0 = true } }
        }
        let job = try await subject.claim()[0]
        subject.clock.advance(by: .seconds(61))
        subject.store.doorbell.ring()
        try await eventually { isLost.withLock { $0 } }
        let again = try await subject.claim(worker: "two")
        #expect(again.map(\.id) == [job.id] && again.map(\.crashes) == [1])
        #expect(try await subject.settle([job]) == [.leaseLost])
        await attendance.end()
    }
}
