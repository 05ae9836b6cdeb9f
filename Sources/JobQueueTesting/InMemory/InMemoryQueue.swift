import Basics
import FoundationEssentials
import JobQueue
import WallTime

/// What an `InMemoryJobStore` holds, and what its transactions do to it: a value, so that a transaction that fails is undone
/// by going back to the value before.
struct InMemoryQueue {
    struct Lock {
        let job: JobID
        let token: LeaseToken
    }

    struct Failure {
        let record: JobRecord
        let job: LiveJob
    }

    struct Rate {
        let windowEndsAt: Timestamp
        var used: Int
    }

    var lastID: Int64 = 0
    var live: [JobID: LiveJob] = [:]
    /// Those that failed for good, with what is needed to retry them.
    var failed: [JobID: Failure] = [:]
    /// Those that are done and kept.
    var finished: [JobID: JobRecord] = [:]
    /// What went through, by minute, queue and kind.
    var minutes: [MinuteKey: QueueMinute] = [:]
    var attempts: [JobID: [AttemptRecord]] = [:]
    var locks: [Name: Lock] = [:]
    var rates: [Name: Rate] = [:]
    var batches: [BatchID: InMemoryBatch] = [:]
    var lastBatchID: Int64 = 0

    // MARK: Enqueuing

    mutating func enqueue(_ jobs: [NewJob], now: Timestamp) throws -> [EnqueuedJob] {
        for job in jobs { try job.validate() }
        try checkBatches(of: jobs)
        return jobs.map { job in
            if let key = job.uniqueKey,
                let twin = live.values.first(where: { $0.job.uniqueKey?.hasSameBytes(as: key) == true })
            {
                return EnqueuedJob(id: twin.id, isNew: false)
            }
            lastID += 1
            let id = JobID(lastID)
            live[id] = LiveJob(
                id: id, job: job, createdAt: now, availableAt: job.dueTime(now: now), deadline: job.lastStart(now: now))
            if let batch = job.batch { batches[batch]?.add() }
            count(job, at: now) { $0.enqueued += 1 }
            return EnqueuedJob(id: id, isNew: true)
        }
    }

    /// Goes on with the chain of a job that is done: its first job, which brings the others.
    ///
    /// A job that is not added, because a live one has its unique key, does not end the chain.
    mutating func enqueueChain(of job: NewJob, now: Timestamp) throws {
        if let batch = job.batch, batches[batch]?.status.cancelledAt != nil { return }
        var rest = job.chain[...]
        while var next = rest.popFirst() {
            next.chain += rest
            next.batch = next.batch ?? job.batch
            next.trace = next.trace ?? job.trace
            if try enqueue([next], now: now)[0].isNew { return }
        }
    }

    // MARK: Leases

    /// The job, if it still has the lease it was claimed with.
    func leased(_ id: JobID, token: LeaseToken) -> LiveJob? {
        guard let job = live[id], job.lease?.token == token else { return nil }
        return job
    }

    /// Renews the leases of a worker that have not ended by that time.
    mutating func renew(worker: String, endingAfter time: Timestamp, until expiry: Timestamp) {
        for (id, job) in live {
            guard let lease = job.lease, lease.worker == worker, lease.expiresAt > time else { continue }
            live[id]?.lease?.expiresAt = expiry
        }
    }

    // MARK: Locks and rates

    mutating func acquireLock(_ key: String, for job: JobID, token: LeaseToken, now: Timestamp) -> Bool {
        guard leased(job, token: token) != nil else { return false }
        if let lock = locks[Name(key)], lock.job != job || lock.token != token,
            let lease = leased(lock.job, token: lock.token)?.lease, lease.expiresAt > now
        {
            return false
        }
        locks[Name(key)] = Lock(job: job, token: token)
        return true
    }

    mutating func countUse(of key: String, limit: Int, window: Duration, now: Timestamp) -> Timestamp? {
        if let rate = rates[Name(key)], rate.windowEndsAt > now, rate.windowEndsAt <= now + window {
            guard rate.used < limit else { return rate.windowEndsAt }
            rates[Name(key)]?.used += 1
            return nil
        }
        guard limit > 0 else { return now + window }
        rates[Name(key)] = Rate(windowEndsAt: now + window, used: 1)
        return nil
    }

    func exhaustion(of key: String, limit: Int, window: Duration, now: Timestamp) -> Timestamp? {
        guard let rate = rates[Name(key)], rate.windowEndsAt > now, rate.windowEndsAt <= now + window,
            rate.used >= limit
        else { return nil }
        return rate.windowEndsAt
    }

    // MARK: Counting

    struct MinuteKey: Hashable {
        let minute: Timestamp
        let queue: Name
        let kind: Name
    }

    /// Adds to the counters of a job's queue and kind in the minute of that time.
    mutating func count(_ job: NewJob, at now: Timestamp, _ add: (inout QueueMinute) -> Void) {
        let minute = Timestamp(milliseconds: now.milliseconds - now.milliseconds % 60_000)
        let key = MinuteKey(minute: minute, queue: Name(job.queue), kind: Name(job.kind))
        add(&minutes[key, default: QueueMinute(minute: minute, queue: job.queue, kind: job.kind)])
    }

    // MARK: What did not end well

    mutating func record(
        _ report: FailureReport, _ outcome: AttemptOutcome, of job: LiveJob, duration: Duration?, worker: String?,
        now: Timestamp
    ) {
        attempts[job.id, default: []].append(
            AttemptRecord(
                attempt: job.attempts + 1, outcome: outcome.rawValue, errorType: report.type,
                errorMessage: report.message, output: report.output, finishedAt: now, duration: duration,
                worker: worker))
    }

    mutating func moveToFailed(
        _ job: LiveJob, attempts: Int, reason: FailureReason, _ report: FailureReport, worker: String?, now: Timestamp,
        countsInBatch: Bool = true
    ) {
        live[job.id] = nil
        count(job.job, at: now) { $0.failed += 1 }
        failed[job.id] = Failure(
            record: job.failed(attempts: attempts, reason: reason, report, worker: worker, now: now), job: job)
        if countsInBatch, let batch = job.job.batch { batchJobEnded(batch, failed: true, now: now) }
    }
}
