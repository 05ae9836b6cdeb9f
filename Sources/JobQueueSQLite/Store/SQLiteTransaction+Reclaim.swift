import JobQueue
import WallTime

extension SQLiteTransaction {
    static let expiredLeasesSQL = """
        SELECT id, queue, kind, attempts, crashes, worker, batch_id FROM jobs
        WHERE lease_token IS NOT NULL AND lease_expires_at <= ?1 ORDER BY lease_expires_at LIMIT 1000
        """
    static let crashedSQL = """
        UPDATE jobs SET crashes = min(crashes, 1000000000) + 1, lease_token = NULL, lease_expires_at = NULL,
          leased_at = NULL, worker = NULL
        WHERE id = ?1
        """
    static let overdueSQL = """
        SELECT id, queue, kind, attempts, crashes, worker, batch_id FROM jobs
        WHERE deadline_at IS NOT NULL AND deadline_at <= ?1 AND lease_token IS NULL LIMIT 1000
        """

    static let cancelledSQL = """
        SELECT id, queue, kind, attempts, crashes, worker, batch_id FROM jobs
        WHERE cancel_requested_at IS NOT NULL AND lease_token IS NULL LIMIT 1000
        """

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

    /// Gives the jobs of dead workers back to their queues, or fails them where too many workers died of them.
    func takeBackExpiredLeases(maxCrashes: Int) throws {
        for orphan in try orphans(Self.expiredLeasesSQL, now.milliseconds) {
            let crashes = orphan.crashes + 1
            let report = FailureReport(
                type: "WorkerDied",
                message:
                    "The lease of \(orphan.worker ?? "an unknown worker") ended without a result (crash \(crashes)).")
            let crashed = try session.statement(Self.crashedSQL)
            crashed.bind(orphan.id, at: 1)
            try crashed.run()
            if crashes >= maxCrashes {
                try fail(orphan, .crashes, report)
            } else {
                try record(
                    report, .crashed, job: orphan.id, attempt: orphan.attempts + 1, duration: nil, worker: orphan.worker
                )
            }
            markEnqueued()
        }
    }

    /// Fails the jobs that were not started by their deadline.
    func failOverdueJobs() throws {
        for orphan in try orphans(Self.overdueSQL, now.milliseconds) {
            let report = FailureReport(type: "DeadlinePassed", message: "The job was not started by its deadline.")
            try fail(orphan, .deadline, report)
        }
    }

    /// Fails the jobs that were cancelled while a worker held them, and came back.
    func failCancelledJobs() throws {
        for orphan in try orphans(Self.cancelledSQL) {
            let report = FailureReport(type: "Cancelled", message: "The job was cancelled before it was started again.")
            try fail(orphan, .cancelled, report)
        }
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
        if let time { statement.bind(time, at: 1) }
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
