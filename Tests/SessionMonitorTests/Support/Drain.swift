import JobQueue
import JobQueueSQLite
import Logging
import WallTime

/// The least of a worker: what its handlers return becomes a settlement, with all they wrote. For virtual time.
struct Drain {
    let store: SQLiteJobStore
    let registry: JobRegistry
    let clock: ManualClock

    func run() async throws {
        var settlements: [Settlement] = []
        while true {
            let claim = ClaimRequest(queues: ["whatsapp-health", "default"], kinds: registry.kinds, limit: 50)
            let result = try await store.exchange(Exchange(worker: "drain", settlements: settlements, claim: claim))
            for case .effectFailed(let report) in result.settled { throw DrainError(report: report) }
            guard !result.claimed.isEmpty else { return }
            settlements = []
            for job in result.claimed { settlements.append(try await settle(job)) }
        }
    }

    private func settle(_ job: ClaimedJob) async throws -> Settlement {
        guard let entry = registry.entry(for: job.kind) else { throw DrainError(report: nil) }
        let startedAt = clock.now()
        let context = JobContext(
            job: job, store: store, clock: clock, logger: Logger(label: "drain") { _ in SwiftLogNoOpLogHandler() })
        let verdict: Settlement.Verdict
        var effects: [Effect] = []
        do {
            switch try await entry.handler(job, context) {
            case .done: verdict = .done(keepFor: nil)
            case .snooze(let time): verdict = .release(after: max(time - clock.now(), .zero))
            case .release(let delay): verdict = .release(after: delay)
            case .discard(let reason): verdict = .fail(.discarded, FailureReport(type: "Discarded", message: reason))
            case .fail(let reason): throw DrainError(report: FailureReport(type: "Failed", message: reason))
            }
            effects = context.effects
        } catch {
            let policy = entry.retryPolicy ?? RetryPolicy(maxAttempts: 3)
            let failed = job.attempts + 1
            verdict =
                failed >= policy.maxAttempts
                ? .fail(.attempts, FailureReport(error))
                : .retry(
                    after: policy.backoff.delay(afterAttempt: failed, random: 0), .failed,
                    FailureReport(error))
        }
        return Settlement(
            job: job, verdict: verdict, startedAt: startedAt, finishedAt: clock.now(), effects: effects)
    }
}

struct DrainError: Error {
    var report: FailureReport?
}
