import Basics
import FoundationEssentials
import JobQueue
import WallTime

/// What a check works with: a new store, its clock, and short words for what checks do often.
struct StoreBench: Bench {
    let rule: String
    let clock: ManualClock
    let subject: JobStoreUnderTest

    var store: any JobAdministration { subject.store }
    var now: Timestamp { clock.now() }

    // MARK: Jobs

    static func job(
        _ kind: String = "Check", queue: String = "default", in delay: Duration? = nil, priority: Int = 0,
        unique: String? = nil, deadline: Timestamp? = nil, now: Timestamp? = nil, chain: [NewJob] = []
    ) -> NewJob {
        let availableAt = delay.flatMap { delay in now.map { $0 + delay } }
        return NewJob(
            queue: queue, kind: kind, priority: priority, availableAt: availableAt, deadline: deadline,
            uniqueKey: unique,
            chain: chain)
    }

    func job(
        _ kind: String = "Check", queue: String = "default", in delay: Duration? = nil, priority: Int = 0,
        unique: String? = nil, deadline: Timestamp? = nil, chain: [NewJob] = []
    ) -> NewJob {
        Self.job(
            kind, queue: queue, in: delay, priority: priority, unique: unique, deadline: deadline, now: now,
            chain: chain)
    }

    @discardableResult
    func enqueue(_ jobs: NewJob...) async throws -> [JobID] {
        try await store.enqueue(jobs, durability: .durable).map(\.id)
    }

    @discardableResult
    func enqueueOne(_ job: NewJob? = nil) async throws -> JobID {
        try await enqueue(job ?? self.job())[0]
    }

    // MARK: Exchanges

    func exchange(
        _ settlements: [Settlement] = [], claim limit: Int? = nil, queues: [String] = ["default"],
        kinds: Set<Name>? = nil, worker: String = "one", lease: Duration = .seconds(60), maxCrashes: Int = 3,
        ignoresPauses: Bool = false
    ) async throws -> ExchangeResult {
        try await store.exchange(
            Exchange(
                worker: worker, settlements: settlements,
                claim: limit.map {
                    ClaimRequest(
                        queues: queues, kinds: kinds, limit: $0, lease: lease, maxCrashes: maxCrashes,
                        ignoresPauses: ignoresPauses)
                }))
    }

    func claim(
        _ limit: Int = 100, queues: [String] = ["default"], kinds: Set<Name>? = nil, worker: String = "one",
        lease: Duration = .seconds(60), maxCrashes: Int = 3
    ) async throws -> [ClaimedJob] {
        try await exchange(
            claim: limit, queues: queues, kinds: kinds, worker: worker, lease: lease, maxCrashes: maxCrashes
        ).claimed
    }

    func claimOne(
        worker: String = "one", lease: Duration = .seconds(60), file: String = #fileID, line: Int = #line
    ) async throws -> ClaimedJob {
        let claimed = try await claim(1, worker: worker, lease: lease)
        return try require(claimed.first, "There is nothing to claim, and a job is due", file: file, line: line)
    }

    func settlement(
        of job: ClaimedJob, _ verdict: Settlement.Verdict = .done(keepFor: nil), effects: [Effect] = []
    ) -> Settlement {
        Settlement(job: job, verdict: verdict, startedAt: now, finishedAt: now, effects: effects)
    }

    func settle(
        _ job: ClaimedJob, _ verdict: Settlement.Verdict = .done(keepFor: nil), worker: String = "one",
        effects: [Effect] = [], file: String = #fileID, line: Int = #line
    ) async throws -> SettlementResult {
        let settled = try await exchange([settlement(of: job, verdict, effects: effects)], worker: worker).settled
        try expectEqual(settled.count, 1, "Answers to one settlement", file: file, line: line)
        return settled[0]
    }

    /// Settles, and expects that to take effect.
    func settled(
        _ job: ClaimedJob, _ verdict: Settlement.Verdict = .done(keepFor: nil), worker: String = "one",
        effects: [Effect] = [], file: String = #fileID, line: Int = #line
    ) async throws {
        let result = try await settle(job, verdict, worker: worker, effects: effects, file: file, line: line)
        try expectEqual(result, .settled, "The settlement of a held job", file: file, line: line)
    }

    func depth(_ queue: String = "default") async throws -> QueueDepth {
        try await store.depth(of: queue)
    }

    /// The jobs that have failed for good, by id.
    func failedJobs() async throws -> [JobRecord] {
        try await store.failedJobs(limit: 1000).sorted { $0.id < $1.id }
    }

    static let failure = FailureReport(type: "CheckError", message: "on purpose", output: "the tail")
}

/// An error for effects to throw.
struct CheckError: Error {}
