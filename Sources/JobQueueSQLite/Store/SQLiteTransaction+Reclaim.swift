import GRDB
import JobQueue
import WallTime

extension SQLiteTransaction {
    static let expiredLeasesSQL = """
        SELECT id, queue, kind, attempts, crashes, worker, batch_id FROM jobs
        WHERE lease_token IS NOT NULL AND lease_expires_at <= ?1 ORDER BY lease_expires_at LIMIT ?2
        """
    static let crashedSQL = """
        UPDATE jobs SET crashes = min(crashes, 1000000000) + 1, lease_token = NULL, lease_expires_at = NULL,
          leased_at = NULL, worker = NULL
        WHERE id = ?1
        """
    static let overdueSQL = """
        SELECT id, queue, kind, attempts, crashes, worker, batch_id FROM jobs
        WHERE deadline_at IS NOT NULL AND deadline_at <= ?1 AND lease_token IS NULL LIMIT ?2
        """

    static let cancelledSQL = """
        SELECT id, queue, kind, attempts, crashes, worker, batch_id FROM jobs
        WHERE cancel_requested_at IS NOT NULL AND lease_token IS NULL LIMIT ?2
        """
    static let prolongSQL = "UPDATE jobs SET lease_expires_at = ?2 WHERE id = ?1"

    /// So many jobs are taken back or failed in one transaction.
    private static let orphansAtOnce = 1000

    /// Whose leases a claim takes back.
    struct Reclaim {
        /// The worker that claims.
        var worker: String
        /// Whether it attends, so that it lives: its own leases go on, and their jobs are not started beside themselves.
        var keepsOwn: Bool
        /// For how long none of other workers is taken back, 0: they are.
        var patience: Duration
    }

    /// A job that nobody works on any more, as far as it matters to those that take it back.
    private struct Orphan {
        let id: Int64
        let queue: String
        let kind: String
        let attempts: Int
        let crashes: Int
        let worker: String?
        let batch: BatchID?
    }

    /// Gives the jobs of dead workers back to their queues, or fails them where too many workers died of them. A job for which that
    /// is refused harms no other.
    func takeBackExpiredLeases(_ request: ClaimRequest, _ reclaim: Reclaim, into result: inout ExchangeResult) throws {
        session.setAside.forget(now: now)
        let expired = try orphans(Self.expiredLeasesSQL, now.milliseconds)
        for orphan in expired {
            if reclaim.keepsOwn, orphan.worker == reclaim.worker {
                try each(orphan, "The lease cannot be prolonged", &result) {
                    let prolong = try session.statement(Self.prolongSQL)
                    prolong.bind(orphan.id, at: 1)
                    prolong.bind((now + request.lease).milliseconds, at: 2)
                    try prolong.run()
                }
            } else if reclaim.patience <= .zero {
                try each(orphan, "It cannot be taken back from \(orphan.worker ?? "an unknown worker")", &result) {
                    try takeBack(orphan, maxCrashes: request.maxCrashes)
                }
            }
        }
        if !expired.isEmpty, reclaim.patience > .zero { result.note(nextDue: now + reclaim.patience) }
        noteRest(of: expired, in: &result)
    }

    private func takeBack(_ orphan: Orphan, maxCrashes: Int) throws {
        let crashes = orphan.crashes + 1
        let report = FailureReport(
            type: "WorkerDied",
            message: "The lease of \(orphan.worker ?? "an unknown worker") ended without a result (crash \(crashes)).")
        let crashed = try session.statement(Self.crashedSQL)
        crashed.bind(orphan.id, at: 1)
        try crashed.run()
        if crashes >= maxCrashes {
            try fail(orphan, .crashes, report)
        } else {
            try record(
                report, .crashed, job: orphan.id, attempt: orphan.attempts + 1, duration: nil, worker: orphan.worker)
        }
        markEnqueued()
    }

    /// Fails the jobs that were not started by their deadline.
    func failOverdueJobs(into result: inout ExchangeResult) throws {
        let overdue = try orphans(Self.overdueSQL, now.milliseconds)
        for orphan in overdue {
            let report = FailureReport(type: "DeadlinePassed", message: "The job was not started by its deadline.")
            try each(orphan, "Its deadline has passed, and it cannot be failed", &result) {
                try fail(orphan, .deadline, report)
            }
        }
        noteRest(of: overdue, in: &result)
    }

    /// Fails the jobs that were cancelled while a worker held them, and came back.
    func failCancelledJobs(into result: inout ExchangeResult) throws {
        let cancelled = try orphans(Self.cancelledSQL)
        for orphan in cancelled {
            let report = FailureReport(type: "Cancelled", message: "The job was cancelled before it was started again.")
            try each(orphan, "It was cancelled, and cannot be failed", &result) {
                try fail(orphan, .cancelled, report)
            }
        }
        noteRest(of: cancelled, in: &result)
    }

    /// Changes one row, in a savepoint of its own; where it refuses, the job is set aside and the others go on.
    private func each(
        _ orphan: Orphan, _ what: String, _ result: inout ExchangeResult, _ change: () throws -> Void
    ) throws {
        guard !session.setAside.contains(orphan.id) else { return }
        do {
            try inSavepoint(change)
        } catch  where database.isInsideTransaction && !error.isStoreFailure {
            setAside(orphan.id, kind: orphan.kind, what, error, into: &result)
        }
    }

    /// Leaves a job alone for a while, and says so.
    func setAside(
        _ job: Int64, kind: String, _ what: String, _ error: any Error, into result: inout ExchangeResult
    ) {
        session.setAside.add(job, now: now)
        let report = FailureReport(type: "SetAside", message: "\(what): \(error)")
        result.setAside.append(SetAsideJob(id: JobID(job), kind: kind, failure: report))
    }

    /// Where there were more than are taken at once the others follow at once.
    private func noteRest(of orphans: [Orphan], in result: inout ExchangeResult) {
        if orphans.count >= Self.orphansAtOnce + session.setAside.count { result.note(nextDue: now) }
    }

    private func fail(_ orphan: Orphan, _ reason: FailureReason, _ report: FailureReport) throws {
        try record(
            report, reason.attemptOutcome, job: orphan.id, attempt: orphan.attempts + 1, duration: nil,
            worker: orphan.worker)
        try moveToFailed(
            job: orphan.id, attempts: orphan.attempts, reason: reason, report, worker: orphan.worker)
        count(queue: orphan.queue, kind: orphan.kind) { $0.failed += 1 }
        if let batch = orphan.batch { try batchJobsEnded(batch, failed: true) }
    }

    private func orphans(_ sql: String, _ time: Int64? = nil) throws -> [Orphan] {
        let statement = try session.statement(sql)
        statement.bind(time, at: 1)
        // Those that are left alone stand at the same place each time.
        statement.bind(Int64(Self.orphansAtOnce + session.setAside.count), at: 2)
        var orphans: [Orphan] = []
        try statement.run { row in
            orphans.append(
                Orphan(
                    id: row.integer(0), queue: row.text(1), kind: row.text(2), attempts: row.count(3),
                    crashes: row.count(4), worker: row.optionalText(5),
                    batch: row.optionalInteger(6).map(BatchID.init(_:))))
            return true
        }
        return orphans
    }
}
