import Basics
import JobQueue
import WallTime

extension InMemoryQueue {
    mutating func claim(_ request: ClaimRequest, worker: String, now: Timestamp, into result: inout ExchangeResult) {
        takeBackExpiredLeases(maxCrashes: request.maxCrashes, now: now)
        failCancelledJobs(now: now)
        failOverdueJobs(now: now)
        let token = LeaseToken.random()
        let lease = LiveJob.Lease(token: token, worker: worker, since: now, expiresAt: now + request.lease)
        var seen: Set<Name> = []
        for queue in request.queues where seen.insert(Name(queue)).inserted {
            let waiting = live.values.filter { $0.job.queue.hasSameBytes(as: queue) && $0.lease == nil }.sorted(
                by: LiveJob.isBefore)
            for job in waiting where result.claimed.count < request.limit {
                guard job.availableAt <= now else {
                    result.note(nextDue: job.availableAt)
                    continue
                }
                guard request.kinds?.contains(Name(job.job.kind)) ?? true else { continue }
                live[job.id]?.lease = lease
                result.claimed.append(job.claimed(token: token))
            }
        }
        guard result.claimed.count < request.limit else { return }
        for job in live.values {
            if let lease = job.lease {
                result.note(nextDue: lease.expiresAt)
            } else if let deadline = job.deadline {
                result.note(nextDue: deadline)
            }
        }
    }

    private mutating func takeBackExpiredLeases(maxCrashes: Int, now: Timestamp) {
        for job in live.values.sorted(by: LiveJob.isBefore) {
            guard let lease = job.lease, lease.expiresAt <= now else { continue }
            var job = job
            job.lease = nil
            job.crashes += 1
            live[job.id] = job
            let report = FailureReport(
                type: "WorkerDied",
                message: "The lease of \(lease.worker) ended without a result (crash \(job.crashes)).")
            record(report, .crashed, of: job, duration: nil, worker: lease.worker, now: now)
            if job.crashes >= maxCrashes {
                moveToFailed(
                    job, attempts: job.attempts, reason: .crashes, report, worker: lease.worker, now: now)
            }
        }
    }

    private mutating func failCancelledJobs(now: Timestamp) {
        for job in live.values.sorted(by: LiveJob.isBefore) where job.isCancelRequested && job.lease == nil {
            cancelWaiting(job, now: now)
        }
    }

    mutating func cancelWaiting(_ job: LiveJob, now: Timestamp) {
        let report = FailureReport(type: "Cancelled", message: "The job was cancelled before it was started.")
        record(report, .cancelled, of: job, duration: nil, worker: nil, now: now)
        moveToFailed(job, attempts: job.attempts, reason: .cancelled, report, worker: nil, now: now)
    }

    private mutating func failOverdueJobs(now: Timestamp) {
        for job in live.values.sorted(by: LiveJob.isBefore) {
            guard job.lease == nil, let deadline = job.deadline, deadline <= now else { continue }
            let report = FailureReport(type: "DeadlinePassed", message: "The job was not started by its deadline.")
            record(report, .expired, of: job, duration: nil, worker: nil, now: now)
            moveToFailed(job, attempts: job.attempts, reason: .deadline, report, worker: nil, now: now)
        }
    }
}

extension ExchangeResult {
    /// Keeps the earlier of two times.
    fileprivate mutating func note(nextDue time: Timestamp) {
        nextDue = nextDue.map { min($0, time) } ?? time
    }
}
