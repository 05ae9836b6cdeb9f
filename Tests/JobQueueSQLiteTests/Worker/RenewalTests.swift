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

    private static let registration = WorkerRegistration(
        id: "one", name: "one", host: "here", processID: 1, queues: ["default"], concurrency: 1, lease: .seconds(60))

    /// What a worker was told of its leases.
    private final class Told: Sendable {
        let held = Mutex<[JobID: LeaseToken]?>(nil)

        func receive(_ signal: WorkerSignal) {
            if case .leasesHeld(let leases, _) = signal { held.withLock { $0 = leases } }
        }
    }

    @Test("who stood still for longer than a lease keeps what nobody has taken, and is told what that is")
    func stoodStill() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue()
        let told = Told()
        let attendance = try await subject.store.attend(Self.registration, signal: told.receive)
        let job = try await subject.claim()[0]
        subject.clock.advance(by: .seconds(61))
        try await eventually { told.held.withLock { $0 } == [job.id: job.token] }
        #expect(try await subject.claim(worker: "two") == [])
        #expect(try await subject.settle([job]) == [.settled])
        #expect(try await subject.count("job_attempts") == 0)
        await attendance.end()
    }

    @Test("a job that another worker has taken meanwhile is not among what is held, and its result is thrown away")
    func taken() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue(2)
        let told = Told()
        let attendance = try await subject.store.attend(Self.registration, signal: told.receive)
        let jobs = try await subject.claim(2)
        // As a worker of another process would, while this one stands still.
        try await subject.otherProgram().write {
            try $0.execute(
                sql: "UPDATE jobs SET worker = 'two', lease_token = 5, crashes = 1 WHERE id = ?",
                arguments: [jobs[0].id.rawValue])
        }
        subject.clock.advance(by: .seconds(61))
        try await eventually { told.held.withLock { $0 } == [jobs[1].id: jobs[1].token] }
        #expect(try await subject.settle([jobs[0]]) == [.leaseLost])
        #expect(try await subject.settle([jobs[1]]) == [.settled])
        await attendance.end()
    }

    @Test(
        "follows a clock that is set: the lease ends one lease after what the clock shows",
        arguments: [Duration.hours(-1), .days(365), .seconds(-1), .seconds(1)])
    func leap(leap: Duration) async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue()
        let attendance = try await subject.store.attend(Self.registration) { _ in }
        let job = try await subject.claim()[0]
        subject.clock.set(to: subject.clock.now() + leap)
        let expected = (subject.clock.now() + .seconds(60)).milliseconds
        try await eventually {
            try await subject.store.read { try Int64.fetchOne($0, sql: "SELECT lease_expires_at FROM jobs") }
                == expected
        }
        #expect(try await subject.settle([job]) == [.settled])
        await attendance.end()
    }
}
