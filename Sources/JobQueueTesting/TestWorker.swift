import Basics
import FoundationEssentials
public import JobQueue
public import Logging
public import WallTime

/// A worker for tests: it works in the test's own task, one job after the other, in the time of the test's clock, and tells what became of each.
///
/// It claims, runs and settles by the rules of `Worker`, with the middleware of the registry. It renews no leases, interrupts no handler and
/// waits for nothing: a job that is not due stays where it is.
///
/// ```swift
/// let worker = TestWorker(store: store, registry: registry, clock: clock)
/// try await Queue(store: store).enqueue(Reminder(customer: 7))
/// #expect(try await worker.drain().map(\.verdict) == [.done(keepFor: nil)])
/// let next = try await store.requireEnqueued(Reminder.self) { $0.customer == 8 }
/// ```
public struct TestWorker: Sendable {
    /// What became of one attempt.
    public struct Attempt: Sendable {
        /// The job as it was claimed.
        public let job: ClaimedJob
        /// What the handler returned; `nil`: it threw.
        public let outcome: Outcome?
        /// What the handler threw.
        public let error: (any Error)?
        /// What happened to the job: it is done, comes back, or failed for good.
        public let verdict: Settlement.Verdict
    }

    /// So many attempts are made by one `drain`: a job that comes back at once, again and again, must end the test and not hang it.
    public static let drainLimit = 100_000

    private let store: any JobStore
    private let registry: JobRegistry
    private let clock: any WallClock
    private let retryPolicy: RetryPolicy
    private let logger: Logger

    /// Makes a worker.
    ///
    /// - Parameters:
    ///   - registry: The kinds it can run.
    ///   - clock: The clock of the store.
    ///   - retryPolicy: The policy where neither job nor kind says. Back-off has no jitter here.
    ///   - logger: What handlers log goes there; by default nowhere.
    public init(
        store: any JobStore, registry: JobRegistry, clock: any WallClock,
        retryPolicy: RetryPolicy = WorkerOptions().retryPolicy,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) {
        self.store = store
        self.registry = registry
        self.clock = clock
        self.retryPolicy = retryPolicy
        self.logger = logger
    }

    /// Enqueues a job and makes one attempt at it at once, before all others of its kind on its queue.
    ///
    /// - Throws: `TestWorkerError` where the kind has no handler or what the handler wrote cannot be committed, and what the store throws. What
    ///   the handler throws is in the answer.
    @discardableResult
    public func perform<J: Job>(_ job: J) async throws -> Attempt {
        let new = try NewJob(job, .priority(Self.foremost))
        let id = try await store.enqueue([new], durability: .fast)[0].id
        let claim = ClaimRequest(queues: [new.queue], kinds: [Name(J.kind)], limit: 1, ignoresPauses: true)
        let claimed = try await exchange([], claim)
        guard let job = claimed.first, job.id == id else { throw TestWorkerError.notClaimed(kind: J.kind) }
        let (attempt, settlement) = try await work(on: job)
        _ = try await exchange([settlement], nil)
        return attempt
    }

    /// Works on the queues until nothing is due that has a handler.
    ///
    /// - Parameter queues: The queues, in the order in which they are served.
    /// - Returns: The attempts, in their order.
    /// - Throws: `TestWorkerError` where what a handler wrote cannot be committed, and after `drainLimit` attempts; what the store throws.
    @discardableResult
    public func drain(queues: [String] = ["default"]) async throws -> [Attempt] {
        var attempts: [Attempt] = []
        var settlements: [Settlement] = []
        let claim = ClaimRequest(queues: queues, kinds: registry.kinds, limit: 50)
        while true {
            // As a worker does: what is finished is settled with the claim of the next.
            let claimed = try await exchange(settlements, claim)
            guard !claimed.isEmpty else { return attempts }
            guard attempts.count < Self.drainLimit else { throw TestWorkerError.endless(kind: claimed[0].kind) }
            settlements = []
            for job in claimed {
                let (attempt, settlement) = try await work(on: job)
                attempts.append(attempt)
                settlements.append(settlement)
            }
        }
    }

    /// Settles and claims.
    private func exchange(_ settlements: [Settlement], _ claim: ClaimRequest?) async throws -> [ClaimedJob] {
        let exchange = Exchange(worker: Self.name, settlements: settlements, claim: claim)
        let result = try await store.exchange(exchange)
        for (settlement, settled) in zip(settlements, result.settled) {
            switch settled {
            case .settled: continue
            case .effectFailed(let report): throw TestWorkerError.effectFailed(kind: settlement.job.kind, report)
            case .leaseLost: throw TestWorkerError.leaseLost(kind: settlement.job.kind)
            }
        }
        return result.claimed
    }

    private static let name = "test-worker"
    /// Before all that programs enqueue.
    private static let foremost = -1_000_000_000

    private func work(on job: ClaimedJob) async throws -> (Attempt, Settlement) {
        guard let entry = registry.entry(for: job.kind) else { throw TestWorkerError.noHandler(kind: job.kind) }
        let rules = RetryRules(workerPolicy: retryPolicy)
        let startedAt = clock.now()
        let context = JobContext(
            job: job, store: store, clock: clock, logger: logger, timeout: entry.timeout, startedAt: startedAt)
        let attempt: Attempt
        do {
            let outcome = try await entry.handler(job, context)
            let verdict = rules.verdict(on: outcome, of: job, kind: entry, now: clock.now(), random: 0)
            attempt = Attempt(job: job, outcome: outcome, error: nil, verdict: verdict)
        } catch {
            let verdict = rules.verdict(on: error, interruption: nil, of: job, kind: entry, random: 0)
            attempt = Attempt(job: job, outcome: nil, error: error, verdict: verdict)
        }
        let settlement = Settlement(
            job: job, verdict: attempt.verdict, startedAt: startedAt, finishedAt: clock.now(),
            effects: attempt.outcome?.keepsEffects ?? false ? context.effects : [])
        return (attempt, settlement)
    }
}

/// Why a test's worker could not go on.
public enum TestWorkerError: Error, Equatable, CustomStringConvertible {
    /// The registry has no handler for that kind.
    case noHandler(kind: String)
    /// The job that was to be performed was not the next one: another goes before it.
    case notClaimed(kind: String)
    /// What the handler wrote with `onSettle` threw.
    case effectFailed(kind: String, FailureReport)
    /// The lease ended while the handler ran: the test's clock went on by more than a minute.
    case leaseLost(kind: String)
    /// The jobs never come to an end.
    case endless(kind: String)

    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .noHandler(let kind):
            "The registry has no handler for \(kind); register it before the test's worker is made."
        case .notClaimed(let kind):
            "The job \(kind) was not the next one to be claimed; drain the queue first."
        case .effectFailed(let kind, let report):
            "What the handler of \(kind) writes as it settles failed: \(report.type): \(report.message)"
        case .leaseLost(let kind):
            "The lease of \(kind) ended while its handler ran; let the clock go on by less than a minute within a handler."
        case .endless(let kind):
            "After \(TestWorker.drainLimit) attempts jobs are still due; \(kind) comes back or enqueues another at once, again and again."
        }
    }
}

extension JobAdministration {
    /// The payload of the newest live job of a kind that the condition holds for.
    ///
    /// - Throws: `JobNotEnqueued`, which says what is there instead.
    @discardableResult
    public func requireEnqueued<J: Job>(
        _ type: J.Type = J.self, where condition: (J) throws -> Bool = { _ in true }
    ) async throws -> J {
        var seen: [String] = []
        for state in [JobRecord.State.pending, .delayed, .running] {
            let page = try await jobs(matching: JobFilter(state: state, kinds: [Name(J.kind)]), limit: 10_000)
            for listed in page.jobs {
                guard let job = try await job(listed.id) else { continue }
                let payload = try JSONDecoder().decode(J.self, from: Data(job.payload.utf8))
                if try condition(payload) { return payload }
                if seen.count < 20 { seen.append("\(job.id) (\(state.rawValue)): \(job.payload.prefix(200))") }
            }
        }
        throw JobNotEnqueued(kind: J.kind, seen: seen)
    }
}

/// No live job is as a test requires it.
public struct JobNotEnqueued: Error, Equatable, CustomStringConvertible {
    /// The kind that was asked for.
    public let kind: String
    /// Live jobs of the kind that were looked at, with their payloads, twenty at most.
    public let seen: [String]

    /// What happened.
    public var description: String {
        seen.isEmpty
            ? "No job of the kind \(kind) is enqueued."
            : "No job of the kind \(kind) is enqueued that the condition holds for; there are: \(seen.joined(separator: "; "))"
    }
}
