public import Basics
import GRDB
public import JobQueue
public import WallTime

extension SQLiteJobStore {
    /// Keeps workers from taking jobs of a queue (`*`: of all queues) until it is resumed. Returns whether that is new.
    @discardableResult
    public func pause(queue: String) async throws -> Bool {
        try await writeAndRing { transaction in
            try transaction.database.execute(
                sql: "INSERT OR IGNORE INTO queue_pauses (queue, paused_at) VALUES (CAST(? AS TEXT), ?)",
                arguments: [Name(queue).blob, transaction.now.milliseconds])
            return transaction.database.changesCount == 1
        }
    }

    /// Takes back a pause (`*`: every one). Returns whether there was one.
    @discardableResult
    public func resume(queue: String) async throws -> Bool {
        try await writeAndRing { transaction in
            try transaction.database.execute(
                sql: "DELETE FROM queue_pauses WHERE queue = CAST(?1 AS TEXT) OR CAST(?1 AS TEXT) = '*'",
                arguments: [Name(queue).blob])
            return transaction.database.changesCount > 0
        }
    }

    /// Since when queues are paused, by name; `*` means all of them.
    public func pauses() async throws -> [Name: Timestamp] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT CAST(queue AS BLOB), paused_at FROM queue_pauses")
            return Dictionary(rows.map { ($0.name(0), Timestamp(milliseconds: $0[1])) }, uniquingKeysWith: min)
        }
    }

    /// Asks all workers to finish what they have and end, so that their supervisor starts them anew.
    public func restartWorkers() async throws {
        try await writeAndRing { transaction in
            try transaction.database.execute(
                sql: "INSERT OR REPLACE INTO queue_signals (name, sent_at) VALUES ('restart', ?)",
                arguments: [transaction.now.milliseconds])
        }
    }

    /// Cancels a live job. One whose lease has ended is freed of its worker; one that is held by a worker that has died since is
    /// cancelled when its lease ends.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> Cancellation {
        try await writeAndRing { transaction in
            let db = transaction.database
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT lease_token, worker, CAST(queue AS BLOB) AS queue, CAST(kind AS BLOB) AS kind, attempts, batch_id
                    FROM jobs WHERE id = ?
                    """,
                arguments: [id.rawValue])
            guard let row else { return .unknown }
            if row["lease_token"] != nil as Int64? { try TimesAhead.mend(db, job: id.rawValue, now: transaction.now) }
            let isHeld = try Bool.fetchOne(
                db, sql: "SELECT lease_token IS NOT NULL AND lease_expires_at > ?2 FROM jobs WHERE id = ?1",
                arguments: [id.rawValue, transaction.now.milliseconds])
            if isHeld ?? false {
                try db.execute(
                    sql: "UPDATE jobs SET cancel_requested_at = ? WHERE id = ?",
                    arguments: [transaction.now.milliseconds, id.rawValue])
                return .requested(worker: row["worker"] ?? "")
            }
            try transaction.cancelWaiting(
                id, queue: row.name("queue").text, kind: row.name("kind").text, attempts: row["attempts"],
                batch: row["batch_id"],
                message: "The job was cancelled before it was started.")
            return .cancelled
        }
    }

    /// Deletes the jobs of a queue that no worker holds. Returns how many there were.
    ///
    /// However many they are, others wait no longer than some milliseconds. Jobs that are enqueued meanwhile stay.
    @discardableResult
    public func clear(queue: String) async throws -> Int {
        let ids = try await read { db in
            try Int64.fetchAll(
                db, sql: "SELECT id FROM jobs WHERE lease_token IS NULL AND queue = CAST(? AS TEXT) ORDER BY id",
                arguments: [Name(queue).blob])
        }
        var count = 0
        try await inPortions(ids) { transaction, id in
            try transaction.deleteWaiting(id, queue: queue)
        } each: { wasThere in
            count += wasThere ? 1 : 0
        }
        return count
    }

    /// Runs a write that workers should notice at once, whether or not it enqueued anything.
    func writeAndRing<T: Sendable>(_ body: @escaping @Sendable (SQLiteTransaction) throws -> T) async throws
        -> T
    {
        let value = try await write(.durable, body)
        doorbell.ring()
        return value
    }
}

extension SQLiteTransaction {
    private static let deleteWaitingSQL = """
        DELETE FROM jobs WHERE id = ?1 AND queue = ?2 AND lease_token IS NULL RETURNING batch_id
        """

    /// Fails a job that waits, because somebody cancelled it.
    func cancelWaiting(
        _ id: JobID, queue: String, kind: String, attempts: Int, batch: Int64?, message: String
    ) throws {
        let report = FailureReport(type: "Cancelled", message: message)
        let attempts = min(max(attempts, 0), 1_000_000_000)
        try record(report, .cancelled, job: id.rawValue, attempt: attempts + 1, duration: nil, worker: nil)
        try moveToFailed(job: id.rawValue, attempts: attempts, reason: .cancelled, report, worker: nil)
        count(queue: queue, kind: kind) { $0.failed += 1 }
        if let batch { try batchJobsEnded(BatchID(batch), failed: true) }
    }

    /// Deletes a job that waits in a queue. Returns whether there was one.
    fileprivate func deleteWaiting(_ id: Int64, queue: String) throws -> Bool {
        let statement = try session.statement(Self.deleteWaitingSQL)
        statement.bind(id, at: 1)
        statement.bind(queue, at: 2)
        var isGone = false
        var batch: Int64?
        try statement.run { row in
            isGone = true
            batch = row.optionalInteger(0)
            return true
        }
        if let batch { try batchJobsEnded(BatchID(batch), failed: true) }
        return isGone
    }
}
