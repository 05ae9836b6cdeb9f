import Foundation
import GRDB
import JobQueue
import JobQueueSQLite
import JobQueueTesting
import Testing
import WallTime

@Suite("Batches on SQLite")
struct BatchTests {
    private let folder: TemporaryFolder
    private let clock = ManualClock()
    private let store: SQLiteJobStore
    private let queue: JobQueue.Queue

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteJobStore(path: folder.file(), clock: clock)
        queue = Queue(store: store)
    }

    private struct Step: Job {
        static let kind = "Step"
        var number = 1
    }

    private func enqueueBatch(_ count: Int) async throws -> BatchID {
        try await queue.enqueue(
            NewBatch(
                "Steps", (1...count).map { try NewJob(Step(number: $0)) },
                then: NewJob(kind: "Then"), catch: NewJob(kind: "Catch"), finally: NewJob(kind: "Finally")))
    }

    /// Claims all that is due and settles it; steps as told. Returns the kinds in the order of their claims.
    @discardableResult
    private func work(_ verdict: Settlement.Verdict = .done(keepFor: nil)) async throws -> [String] {
        var kinds: [String] = []
        while true {
            let request = ClaimRequest(queues: ["default"], limit: 100)
            let jobs = try await store.exchange(Exchange(worker: "one", claim: request)).claimed
            guard !jobs.isEmpty else { return kinds }
            kinds += jobs.map(\.kind)
            let settlements = jobs.map { job in
                Settlement(
                    job: job, verdict: job.kind == "Step" ? verdict : .done(keepFor: nil), startedAt: clock.now(),
                    finishedAt: clock.now())
            }
            _ = try await store.exchange(Exchange(worker: "one", settlements: settlements))
        }
    }

    private let failure = Settlement.Verdict.fail(.attempts, FailureReport(type: "Wrong", message: "on purpose"))

    @Test("failed jobs of a batch are retried; `then` comes when all are done, and no job follows twice")
    func retry() async throws {
        let id = try await enqueueBatch(2)
        #expect(try await work(failure) == ["Step", "Step", "Catch", "Finally"])
        for round in 1...2 {
            let retried = try await store.retryFailed(.batch(id))
            #expect(retried.retried.count == 2)
            #expect(try await queue.batch(id)?.state == .running)
            let kinds = try await work(round == 1 ? failure : .done(keepFor: nil))
            #expect(kinds == (round == 1 ? ["Step", "Step"] : ["Step", "Step", "Then"]))
        }
        #expect(try await queue.batch(id)?.state == .done)
        #expect(try await store.retryFailed(.batch(id)).retried == [])
    }

    @Test("a cancelled batch goes on when its jobs are retried")
    func retryCancelled() async throws {
        let id = try await enqueueBatch(3)
        #expect(try await queue.cancelBatch(id)?.state == .cancelled)
        #expect(try await work() == ["Finally"])
        #expect(try await store.failedJobs(batch: id).map(\.reason) == ["cancelled", "cancelled", "cancelled"])
        #expect(try await store.retryFailed(.batch(id)).retried.count == 3)
        #expect(try await work() == ["Step", "Step", "Step", "Then"])
    }

    @Test("jobs of a batch that are cleared or cancelled alone count as failed")
    func clearing() async throws {
        let id = try await enqueueBatch(3)
        #expect(try await store.cancel(JobID(1)) == .cancelled)
        #expect(try await queue.batch(id)?.failed == 1)
        _ = try await store.clear(queue: "default")
        let batch = try #require(try await queue.batch(id))
        #expect(batch.state == .failed)
        #expect(batch.total == 3)
        #expect(batch.pending == 0)
        #expect(batch.failed == 3)
    }

    @Test("a follow-up that somebody damaged is noted with the batch, and its jobs still end")
    func damagedFollowUp() async throws {
        let id = try await enqueueBatch(1)
        try await store.write { transaction in
            try transaction.database.execute(sql: "UPDATE job_batches SET on_success = '{\"kind\":'")
        }
        #expect(try await work() == ["Step", "Finally"])
        let batch = try #require(try await queue.batch(id))
        #expect(batch.state == .done)
        #expect(batch.error?.hasPrefix("on_success was not enqueued: ") == true)
    }

    @Test("batches are listed newest first, page by page")
    func listing() async throws {
        for _ in 0..<3 { _ = try await enqueueBatch(1) }
        #expect(try await store.batches(limit: 2).map(\.id) == [BatchID(3), BatchID(2)])
        #expect(try await store.batches(limit: 50, before: BatchID(2)).map(\.id) == [BatchID(1)])
    }

    @Test("batches that ended are pruned, unless failed jobs could still be retried")
    func pruning() async throws {
        let done = try await enqueueBatch(1)
        try await work()
        let failed = try await enqueueBatch(1)
        try await work(failure)
        let running = try await enqueueBatch(1)
        clock.advance(by: .days(30))
        _ = try await store.pruneHistory(before: clock.now() - .days(7))
        #expect(try await queue.batch(done) == nil)
        #expect(try await queue.batch(failed) != nil)
        #expect(try await queue.batch(running) != nil)
    }

    @Test("a step of a chain waits from the end of the step before")
    func delayInChain() async throws {
        let chain = try NewJob(Step(number: 1)).followed(by: NewJob(Step(number: 2), .in(.minutes(5))))
        try await queue.enqueue(chain)
        clock.advance(by: .hours(1))
        #expect(try await work() == ["Step"])
        #expect(try await store.depths()[0].delayed == 1)
        clock.advance(by: .minutes(5))
        #expect(try await work() == ["Step"])
    }

    @Test("the query for the jobs of a batch uses its index", arguments: ["jobs_batch"])
    func queryPlan(index: String) async throws {
        let plan = try await store.write { transaction in
            try Row.fetchAll(
                transaction.database,
                sql: "EXPLAIN QUERY PLAN DELETE FROM jobs WHERE batch_id = 1 AND lease_token IS NULL"
            ).map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.contains(index) })
    }
}
