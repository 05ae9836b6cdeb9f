import JobQueue
import WallTime

extension InMemoryQueue {
    mutating func settle(_ settlement: Settlement, worker: String, now: Timestamp) -> SettlementResult {
        guard let job = leased(settlement.job.id, token: settlement.job.token) else { return .leaseLost }
        let before = self
        do {
            try apply(settlement, to: job, worker: worker, now: now)
            let transaction = InMemoryTransaction(queue: self, now: now)
            for effect in settlement.effects { try effect(transaction) }
            self = transaction.queue
            countInBatch(settlement, job, now: now)
            return .settled
        } catch {
            self = before
            return .effectFailed(FailureReport(error))
        }
    }

    /// The last thing, because what the job enqueues as it is settled may belong to its batch too.
    private mutating func countInBatch(_ settlement: Settlement, _ job: LiveJob, now: Timestamp) {
        guard let batch = job.job.batch else { return }
        switch settlement.verdict {
        case .done: batchJobEnded(batch, failed: false, now: now)
        case .fail: batchJobEnded(batch, failed: true, now: now)
        case .retry, .release: break
        }
    }

    private mutating func apply(_ settlement: Settlement, to job: LiveJob, worker: String, now: Timestamp) throws {
        var job = job
        job.lease = nil
        let duration = settlement.startedAt.map { settlement.finishedAt - $0 }
        switch settlement.verdict {
        case .done(let keepFor):
            live[job.id] = nil
            if let keepFor {
                finished[job.id] = JobRecord(
                    id: job.id, state: .finished, queue: job.job.queue, kind: job.job.kind,
                    payload: String(decoding: job.job.payload, as: UTF8.self), attempts: job.attempts,
                    createdAt: job.createdAt, availableAt: job.createdAt, worker: worker,
                    endedAt: settlement.finishedAt, duration: duration ?? .zero, keepUntil: now + keepFor)
            }
            count(job.job, at: now) {
                $0.done += 1
                $0.add(settlement)
            }
            try enqueueChain(of: job.job, now: now)
        case .retry(let delay, let outcome, let report):
            record(report, outcome, of: job, duration: duration, worker: worker, now: now)
            job.attempts += 1
            job.availableAt = now + delay
            job.progress = nil
            live[job.id] = job
            count(job.job, at: now) {
                $0.retried += 1
                $0.add(settlement)
            }
        case .release(let delay):
            job.availableAt = delay.map { now + $0 } ?? job.availableAt
            live[job.id] = job
        case .fail(let reason, let report):
            record(report, reason.attemptOutcome, of: job, duration: duration, worker: worker, now: now)
            let counts = reason == .attempts || reason == .discarded || reason == .payload
            moveToFailed(
                job, attempts: job.attempts + (counts ? 1 : 0), reason: reason, report, worker: worker, now: now,
                countsInBatch: false)
            count(job.job, at: now) { $0.add(settlement) }
        }
    }
}

extension QueueMinute {
    fileprivate mutating func add(_ settlement: Settlement) {
        guard let startedAt = settlement.startedAt else { return }
        runTime += max(settlement.finishedAt - startedAt, .zero)
        waitTime += max(startedAt - settlement.job.availableAt, .zero)
    }
}

/// The transaction that settles a job, as its effects see it.
final class InMemoryTransaction: SettlementTransaction {
    private(set) var queue: InMemoryQueue
    let now: Timestamp

    init(queue: InMemoryQueue, now: Timestamp) {
        self.queue = queue
        self.now = now
    }

    func enqueue(_ jobs: [NewJob]) throws -> [EnqueuedJob] {
        try queue.enqueue(jobs, now: now)
    }

    func enqueue(_ batch: NewBatch) throws -> BatchID {
        try queue.enqueue(batch, now: now)
    }
}
