import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import JobSchedule
import Synchronization
import WallTime

@testable import JobQueueSQLite

/// Everything that can happen to jobs, in steps of one transaction each.
final class LittleLife: Sendable {
    /// A step: undone as a whole where it throws, and then it may be tried again.
    struct Step: Sendable {
        let name: String
        let act: @Sendable (LittleLife) async throws -> Void
    }

    let subject: StoreOnDisk
    private let claimed = Mutex<[ClaimedJob]>([])
    /// As another process has it, and opened before anything can fail.
    private let other: JobQueueSQLite.SQLiteConnection

    /// - Parameter template: A database that is ready, as `StoreOnDisk` makes it; `nil` makes one.
    init(template: StoreOnDisk? = nil) throws {
        subject = try StoreOnDisk(copying: template)
        other = try JobQueueSQLite.SQLiteConnection(path: subject.path, options: SQLiteOptions())
    }

    /// What another process sees.
    func ledger() throws -> Ledger {
        try other.run { try Ledger($0) }
    }

    private var now: Timestamp { subject.clock.now() }
    private var schedule: SQLiteScheduleStore { SQLiteScheduleStore(subject.store) }

    private func settle(_ index: Int, _ verdict: Settlement.Verdict, effects: [Effect] = []) -> Settlement {
        Settlement(
            job: claimed.withLock { $0[index] }, verdict: verdict, startedAt: now, finishedAt: now, effects: effects)
    }

    private static let failure = FailureReport(type: "Wrong", message: "on purpose")

    static let steps = [
        Step(name: "enqueue one") {
            _ = try await $0.subject.store.enqueue([NewJob(kind: "One", uniqueKey: "key")], durability: .durable)
        },
        Step(name: "enqueue many, one of them a chain") {
            var jobs = (0..<10).map {
                NewJob(kind: "Many", payload: Data("\"\($0)\(String(repeating: "x", count: 2000))\"".utf8))
            }
            jobs.append(NewJob(kind: "Chain", chain: [NewJob(kind: "Link")]))
            _ = try await $0.subject.store.enqueue(jobs, durability: .durable)
        },
        Step(name: "enqueue what is there already") {
            let answer = try await $0.subject.store.enqueue(
                [NewJob(kind: "One", uniqueKey: "key")], durability: .durable)
            guard !answer[0].isNew else { throw LostJob() }
        },
        Step(name: "enqueue a batch") {
            let batch = NewBatch(
                "batch", [NewJob(kind: "Step"), NewJob(kind: "Step")], then: NewJob(kind: "Then"),
                catch: NewJob(kind: "Catch"), finally: NewJob(kind: "Finally"))
            _ = try await $0.subject.store.enqueue(batch, durability: .durable)
        },
        Step(name: "note an entry of the schedule") {
            _ = try await $0.schedule.begin([ScheduleMaterial.sweep], now: ScheduleMaterial.noon)
        },
        Step(name: "fire a slot") {
            _ = try await $0.schedule.fire([ScheduleMaterial.firing("sweep", minute: 0)])
        },
        Step(name: "note a pass of the scheduler") {
            try await $0.schedule.record(ScheduleTick(at: ScheduleMaterial.minute(1), scheduler: "here:1"))
        },
        Step(name: "claim") { life in
            let jobs = try await life.subject.claim(12)
            guard jobs.count == 12 else { throw LostJob() }
            life.claimed.withLock { $0 = jobs }
        },
        Step(name: "take a lock") { life in
            let job = life.claimed.withLock { $0[0] }
            guard try await life.subject.store.acquireLock("lock", for: job.id, token: job.token) else {
                throw LostJob()
            }
        },
        Step(name: "write the WAL back") { life in
            try life.other.run { _ = try $0.checkpoint(.truncate) }
        },
        Step(name: "settle in all ways, with effects, and claim") { life in
            let follow: Effect = { _ = try $0.enqueue([NewJob(queue: "effects", kind: "Effect")]) }
            let now = life.now
            let settlements = [
                life.settle(0, .done(keepFor: nil), effects: [follow]),
                life.settle(1, .done(keepFor: .hours(1)), effects: [follow]),
                life.settle(2, .retry(after: .minutes(1), .failed, failure)),
                life.settle(3, .release(after: nil)),
                life.settle(4, .fail(.attempts, failure), effects: [follow]),
                life.settle(5, .fail(.discarded, failure)),
                life.settle(11, .done(keepFor: nil)),
            ]
            let result = try await life.subject.store.exchange(
                Exchange(worker: "one", settlements: settlements, claim: ClaimRequest(queues: ["default"], limit: 2)))
            guard result.settled.allSatisfy({ $0 == .settled }), result.claimed.count == 2 else { throw LostJob() }
        },
        Step(name: "take back the jobs of a dead worker") { life in
            let oneHourOn = Timestamp(seconds: 1_767_225_600) + .hours(1)
            life.subject.clock.advance(by: max(oneHourOn - life.now, .zero))
            guard try await life.subject.claim(1, worker: "two").count == 1 else { throw LostJob() }
        },
        Step(name: "cancel a job that waits") { life in
            let waiting = try life.other.run {
                try Int64.fetchOne($0, sql: "SELECT id FROM jobs WHERE kind = 'Step' AND lease_token IS NULL")
            }
            guard let waiting else { throw LostJob() }
            _ = try await life.subject.store.cancel(JobID(waiting))
        },
        Step(name: "pause a queue") { _ = try await $0.subject.store.pause(queue: "default") },
        Step(name: "write the WAL back once more") { life in
            try life.other.run { _ = try $0.checkpoint(.truncate) }
        },
    ]
}

/// A step found less than was there.
struct LostJob: Error {}
