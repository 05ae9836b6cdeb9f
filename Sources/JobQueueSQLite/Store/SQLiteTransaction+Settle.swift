import Foundation
import GRDB
import JobQueue
import WallTime

extension SQLiteTransaction {
    static let deleteSQL = "DELETE FROM jobs WHERE id = ?1 AND lease_token = ?2"
    static let keepSQL = """
        INSERT OR REPLACE INTO finished_jobs (id, queue, kind, payload, attempts, created_at, finished_at, duration, worker, keep_until)
        SELECT id, queue, kind, payload, attempts, created_at, ?3, ?4, worker, ?5
        FROM jobs WHERE id = ?1 AND lease_token = ?2
        """
    static let retrySQL = """
        UPDATE jobs SET attempts = min(attempts, 1000000000) + 1, available_at = ?3, returned_at = ?4, lease_token = NULL,
          lease_expires_at = NULL, leased_at = NULL, worker = NULL, progress = NULL
        WHERE id = ?1 AND lease_token = ?2
        """
    static let releaseSQL = """
        UPDATE jobs SET available_at = ?3, returned_at = ?4, lease_token = NULL, lease_expires_at = NULL, leased_at = NULL,
          worker = NULL
        WHERE id = ?1 AND lease_token = ?2
        """
    static let releaseInPlaceSQL = """
        UPDATE jobs SET lease_token = NULL, lease_expires_at = NULL, leased_at = NULL, worker = NULL
        WHERE id = ?1 AND lease_token = ?2
        """
    static let holdsLeaseSQL = "SELECT 1 FROM jobs WHERE id = ?1 AND lease_token = ?2"
    static let chainSQL = "SELECT chain FROM jobs WHERE id = ?1"
    static let recordSQL = """
        INSERT INTO job_attempts (job_id, attempt, outcome, error_type, error_message, output, finished_at, duration, worker)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """
    static let failSQL = """
        INSERT OR REPLACE INTO failed_jobs (id, queue, kind, payload, payload_version, priority, attempts, crashes, max_attempts,
          created_at, failed_at, reason, error_type, error_message, worker, unique_key, trace, batch_id, chain)
        SELECT id, queue, kind, payload, payload_version, priority, ?2, crashes, max_attempts,
          created_at, ?3, ?4, ?5, ?6, ?7, unique_key, trace, batch_id, chain
        FROM jobs WHERE id = ?1
        """
    static let removeSQL = "DELETE FROM jobs WHERE id = ?1"

    /// Settles jobs, each under the lease it was claimed with, each on its own.
    func settle(_ settlements: [Settlement], worker: String) throws -> [SettlementResult] {
        guard !settlements.isEmpty else { return [] }
        let delete = try session.statement(Self.deleteSQL)
        return try settlements.map { settlement in
            let job = settlement.job
            // The way of nearly every job: one statement.
            if case .done(keepFor: nil) = settlement.verdict, settlement.effects.isEmpty, !job.hasChain,
                job.batch == nil
            {
                return try deleteDone(settlement, delete)
            }
            // Whatever else is written may be refused (by an effect, a chain that somebody damaged, a trigger of the
            // application), and must harm no other settlement.
            return try settleInSavepoint(settlement, worker: worker)
        }
    }

    private func deleteDone(_ settlement: Settlement, _ delete: HotStatement) throws -> SettlementResult {
        delete.bind(settlement.job.id.rawValue, at: 1)
        delete.bind(settlement.job.token.rawValue, at: 2)
        do {
            guard try delete.changes() == 1 else { return .leaseLost }
        } catch  where database.isInsideTransaction && !error.isStoreFailure {
            return .effectFailed(FailureReport(error))
        }
        countAttempt(settlement) { $0.done += 1 }
        return .settled
    }

    private func settleInSavepoint(_ settlement: Settlement, worker: String) throws -> SettlementResult {
        do {
            return try inSavepoint {
                // The lease first: effects of a job that was given to another must not even run.
                let result = try apply(settlement, worker: worker)
                if result == .settled {
                    for effect in settlement.effects { try effect(self) }
                    try countInBatch(settlement)
                }
                return result
            }
        } catch  where database.isInsideTransaction && !error.isStoreFailure {
            return .effectFailed(FailureReport(error))
        }
    }

    private func apply(_ settlement: Settlement, worker: String) throws -> SettlementResult {
        let job = settlement.job
        guard try holdsLease(job) else { return .leaseLost }
        let duration = settlement.startedAt.map { settlement.finishedAt - $0 }
        switch settlement.verdict {
        case .done(let keepFor):
            if let keepFor { try keep(job, settlement, until: now + keepFor) }
            if job.hasChain { try enqueueRestOfChain(of: job) }
            try change(Self.deleteSQL, job)
            countAttempt(settlement) { $0.done += 1 }
        case .retry(let delay, let outcome, let report):
            try change(Self.retrySQL, job, due: now + delay)
            try record(
                report, outcome, job: job.id.rawValue, attempt: job.attempts + 1, duration: duration, worker: worker)
            countAttempt(settlement) { $0.retried += 1 }
            markEnqueued()
        case .release(after: nil):
            try change(Self.releaseInPlaceSQL, job)
            markEnqueued()
        case .release(let delay?):
            try change(Self.releaseSQL, job, due: now + delay)
            markEnqueued()
        case .fail(let reason, let report):
            try record(
                report, reason.attemptOutcome, job: job.id.rawValue, attempt: job.attempts + 1, duration: duration,
                worker: worker)
            let counts = reason == .attempts || reason == .discarded || reason == .payload
            try moveToFailed(
                job: job.id.rawValue, attempts: job.attempts + (counts ? 1 : 0), reason: reason, report, worker: worker)
            countAttempt(settlement) { $0.failed += 1 }
        }
        return .settled
    }

    /// Counts the job in its batch; the last thing, because what it enqueues as it is settled may belong to the batch too.
    private func countInBatch(_ settlement: Settlement) throws {
        guard let batch = settlement.job.batch else { return }
        switch settlement.verdict {
        case .done: try batchJobsEnded(batch, failed: false)
        case .fail: try batchJobsEnded(batch, failed: true)
        case .retry, .release: break
        }
    }

    private func holdsLease(_ job: ClaimedJob) throws -> Bool {
        let statement = try session.statement(Self.holdsLeaseSQL)
        statement.bind(job.id.rawValue, at: 1)
        statement.bind(job.token.rawValue, at: 2)
        var holds = false
        try statement.run { _ in
            holds = true
            return false
        }
        return holds
    }

    private func change(_ sql: String, _ job: ClaimedJob, due: Timestamp? = nil) throws {
        let statement = try session.statement(sql)
        statement.bind(job.id.rawValue, at: 1)
        statement.bind(job.token.rawValue, at: 2)
        if let due {
            statement.bind(due.milliseconds, at: 3)
            statement.bind(now.milliseconds, at: 4)
        }
        try statement.run()
    }

    private func keep(_ job: ClaimedJob, _ settlement: Settlement, until keepUntil: Timestamp) throws {
        let statement = try session.statement(Self.keepSQL)
        statement.bind(job.id.rawValue, at: 1)
        statement.bind(job.token.rawValue, at: 2)
        statement.bind(settlement.finishedAt.milliseconds, at: 3)
        statement.bind(
            (settlement.finishedAt - (settlement.startedAt ?? settlement.finishedAt)).wholeMilliseconds, at: 4)
        statement.bind(keepUntil.milliseconds, at: 5)
        try statement.run()
    }

    private func enqueueRestOfChain(of job: ClaimedJob) throws {
        let statement = try session.statement(Self.chainSQL)
        statement.bind(job.id.rawValue, at: 1)
        var text = "[]"
        try statement.run { row in
            text = row.text(0)
            return false
        }
        if let batch = job.batch, try self.batch(batch)?.cancelledAt != nil { return }
        var rest = try Self.decodeChain(text, of: job)[...]
        // A job that is there already, under its unique key, does not end the chain.
        while var next = rest.popFirst() {
            next.chain += rest
            next.batch = next.batch ?? job.batch
            next.trace = next.trace ?? job.trace
            if try enqueue([next])[0].isNew { return }
        }
    }

    private static func decodeChain(_ text: String, of job: ClaimedJob) throws -> [NewJob] {
        do {
            return try JSONDecoder().decode([NewJob].self, from: Data(text.utf8))
        } catch {
            throw JobStoreError(
                .invalidJob,
                "The chain of job \(job.id) is not a JSON array of jobs: \(error). Correct its column \"chain\".")
        }
    }

    func record(
        _ report: FailureReport, _ outcome: AttemptOutcome, job: Int64, attempt: Int, duration: Duration?,
        worker: String?
    ) throws {
        let statement = try session.statement(Self.recordSQL)
        statement.bind(job, at: 1)
        statement.bind(Int64(attempt), at: 2)
        statement.bind(outcome.rawValue, at: 3)
        statement.bind(report.type, at: 4)
        statement.bind(report.message, at: 5)
        statement.bind(report.output, at: 6)
        statement.bind(now.milliseconds, at: 7)
        statement.bind(duration?.wholeMilliseconds, at: 8)
        statement.bind(worker, at: 9)
        try statement.run()
    }

    /// Moves a job out of `jobs`: in one transaction it is in one table or the other, never in none.
    func moveToFailed(job: Int64, attempts: Int, reason: FailureReason, _ report: FailureReport, worker: String?) throws
    {
        let insert = try session.statement(Self.failSQL)
        insert.bind(job, at: 1)
        insert.bind(Int64(attempts), at: 2)
        insert.bind(now.milliseconds, at: 3)
        insert.bind(reason.rawValue, at: 4)
        insert.bind(report.type, at: 5)
        insert.bind(report.message, at: 6)
        insert.bind(worker, at: 7)
        try insert.run()
        let remove = try session.statement(Self.removeSQL)
        remove.bind(job, at: 1)
        try remove.run()
    }

    private func countAttempt(_ settlement: Settlement, _ add: (inout MinuteCounts.Counts) -> Void) {
        count(queue: settlement.job.queue, kind: settlement.job.kind) { counts in
            add(&counts)
            guard let startedAt = settlement.startedAt else { return }
            counts.add(
                runTime: settlement.finishedAt - startedAt, waitTime: startedAt - settlement.job.availableAt)
        }
    }
}
