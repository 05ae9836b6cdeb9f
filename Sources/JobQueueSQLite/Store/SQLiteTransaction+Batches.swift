import Basics
import Foundation
import GRDB
public import JobQueue
import WallTime

extension SQLiteTransaction {
    /// A job that follows a batch, by the column it waits in. It is taken out when it is enqueued, so that it comes once.
    private enum FollowUp: String {
        case then = "on_success"
        case `catch` = "on_failure"
        case finally = "on_finish"
    }

    private static let addSQL = """
        UPDATE job_batches SET total = min(total, 1000000000000) + ?2, pending = min(pending, 1000000000000) + ?2
        WHERE id = ?1
        """
    private static let endJobsSQL = """
        UPDATE job_batches SET pending = max(pending, -1000000000000) - ?2, failed = min(failed, 1000000000000) + ?3
        WHERE id = ?1
        """
    private static let countsSQL = "SELECT pending, failed, cancelled_at IS NOT NULL FROM job_batches WHERE id = ?1"
    /// Adds a batch with its jobs in this transaction. One that gets no job ends at once.
    ///
    /// - Throws: `JobStoreError.invalidJob` for a name that is empty or too long, and where one of its jobs is refused.
    public func enqueue(_ batch: NewBatch) throws -> BatchID {
        try batch.validate()
        try database.execute(
            sql: "INSERT INTO job_batches (name, on_success, on_failure, on_finish, created_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                batch.name, try batch.then.map(Self.encode), try batch.catch.map(Self.encode),
                try batch.finally.map(Self.encode), now.milliseconds,
            ])
        let id = BatchID(database.lastInsertedRowID)
        _ = try enqueue(batch.jobs.map { $0.belonging(to: id) })
        try endBatchIfEmpty(id)
        return id
    }

    /// How far a batch has got.
    func batch(_ id: BatchID) throws -> Batch? {
        try Row.fetchOne(
            database, sql: "SELECT \(Batch.columns) FROM job_batches WHERE id = ?", arguments: [id.rawValue]
        )
        .map(Batch.init(row:))
    }

    /// Makes sure that the batches of the jobs take them.
    ///
    /// - Throws: `JobStoreError.invalidJob`.
    func checkBatches(of jobs: [NewJob]) throws {
        for id in Set(jobs.compactMap(\.batch)) {
            guard let batch = try batch(id) else { throw Batch.unknown(id) }
            try batch.checkTakesJobs()
        }
    }

    /// Counts jobs that were added to a batch.
    func add(_ count: Int64, to batch: BatchID) throws {
        let statement = try session.statement(Self.addSQL)
        statement.bind(batch.rawValue, at: 1)
        statement.bind(count, at: 2)
        try statement.run()
    }

    /// Counts jobs of a batch as ended, and enqueues what follows the batch then.
    func batchJobsEnded(_ batch: BatchID, count: Int64 = 1, failed: Bool) throws {
        let statement = try session.statement(Self.endJobsSQL)
        statement.bind(batch.rawValue, at: 1)
        statement.bind(count, at: 2)
        statement.bind(failed ? count : 0, at: 3)
        try statement.run()
        let counts = try counts(of: batch)
        if failed, !counts.isCancelled { try enqueueFollowUp(.catch, of: batch) }
        if counts.pending <= 0 { try end(batch, counts) }
    }

    private func endBatchIfEmpty(_ batch: BatchID) throws {
        let counts = try counts(of: batch)
        if counts.pending == 0 { try end(batch, counts) }
    }

    private func end(_ batch: BatchID, _ counts: (pending: Int64, failed: Int64, isCancelled: Bool)) throws {
        if counts.failed == 0, !counts.isCancelled { try enqueueFollowUp(.then, of: batch) }
        try enqueueFollowUp(.finally, of: batch)
        try database.execute(
            sql: "UPDATE job_batches SET finished_at = ? WHERE id = ?", arguments: [now.milliseconds, batch.rawValue])
    }

    /// The counters of a batch. One that somebody deleted looks as if it had work left: nothing follows it.
    private func counts(of batch: BatchID) throws -> (pending: Int64, failed: Int64, isCancelled: Bool) {
        let statement = try session.statement(Self.countsSQL)
        statement.bind(batch.rawValue, at: 1)
        var counts: (pending: Int64, failed: Int64, isCancelled: Bool) = (.max, 0, true)
        try statement.run { row in
            counts = (row.integer(0), row.integer(1), row.integer(2) != 0)
            return false
        }
        return counts
    }

    /// Enqueues a job that follows a batch; one that cannot be read is noted with the batch, because a batch that somebody
    /// damaged must not keep its jobs from ending, and with them every worker that hands them in.
    private func enqueueFollowUp(_ followUp: FollowUp, of batch: BatchID) throws {
        let column = followUp.rawValue
        guard
            let json = try String.fetchOne(
                database, sql: "SELECT \(column) FROM job_batches WHERE id = ?", arguments: [batch.rawValue])
        else { return }
        do {
            _ = try enqueue([try JSONDecoder().decode(NewJob.self, from: Data(json.utf8))])
            try database.execute(
                sql: "UPDATE job_batches SET \(column) = NULL WHERE id = ?", arguments: [batch.rawValue])
        } catch  where !error.isStoreFailure {
            try database.execute(
                sql: "UPDATE job_batches SET error = ? WHERE id = ?",
                arguments: ["\(column) was not enqueued: \(error)", batch.rawValue])
        }
    }

    /// Marks a batch as cancelled that has not ended, and asks for the end of its jobs in hand.
    ///
    /// - Returns: The batch, and whether there is anything to cancel in it; `nil`: there is no such batch.
    func beginCancelling(_ id: BatchID) throws -> (batch: Batch, isOpen: Bool)? {
        guard let found = try batch(id) else { return nil }
        guard found.finishedAt == nil else { return (found, false) }
        try database.execute(
            sql: "UPDATE job_batches SET cancelled_at = coalesce(cancelled_at, ?) WHERE id = ?",
            arguments: [now.milliseconds, id.rawValue])
        try cancelHeldJobs(of: id)
        if found.pending <= 0 { try endBatchIfEmpty(id) }
        return (try batch(id) ?? found, true)
    }

    /// Asks for the end of the jobs of a batch that workers hold.
    func cancelHeldJobs(of id: BatchID) throws {
        try database.execute(
            sql: """
                UPDATE jobs SET cancel_requested_at = ?
                WHERE batch_id = ? AND lease_token IS NOT NULL AND cancel_requested_at IS NULL
                """, arguments: [now.milliseconds, id.rawValue])
    }

    /// Fails a job that waits, because its batch was cancelled; also one whose lease has ended. One that a worker holds is left to it.
    func cancelWaiting(_ id: Int64, of batch: BatchID) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT CAST(queue AS BLOB), CAST(kind AS BLOB), attempts FROM jobs
                WHERE id = ? AND batch_id = ? AND (lease_token IS NULL OR lease_expires_at <= ?)
                """,
            arguments: [id, batch.rawValue, now.milliseconds])
        guard let row else { return }
        try cancelWaiting(
            JobID(id), queue: row.name(0).text, kind: row.name(1).text, attempts: row[2], batch: batch.rawValue,
            message: "Its batch was cancelled before it was started.")
    }

    private static func encode(_ job: NewJob) throws -> String {
        String(decoding: try JSONEncoder().encode(job), as: UTF8.self)
    }
}

extension Batch {
    /// What it is made of: never the jobs that follow it, which stand behind and may be large.
    static let columns = "id, name, total, pending, failed, created_at, finished_at, cancelled_at, error"

    init(row: Row) {
        func time(_ column: String) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(milliseconds:)) }
        self.init(
            id: BatchID(row["id"]), name: row["name"], total: row["total"], pending: row["pending"],
            failed: row["failed"], createdAt: Timestamp(milliseconds: row["created_at"]),
            finishedAt: time("finished_at"), cancelledAt: time("cancelled_at"), error: row["error"])
    }
}
