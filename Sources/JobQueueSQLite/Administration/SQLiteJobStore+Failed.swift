public import Basics
import GRDB
public import JobQueue
public import WallTime

extension SQLiteJobStore {
    /// The jobs that failed for good, newest first.
    ///
    /// - Parameters:
    ///   - queue: Only of that queue.
    ///   - batch: Only of that batch.
    ///   - limit: At most so many, from 1.
    ///   - before: Only those after that one in this order, to page on: the last job of the page before, even if it is gone.
    public func failedJobs(
        queue: String?, batch: BatchID?, limit: Int, before: JobRecord?
    ) async throws -> [JobRecord] {
        try await read { db in
            let time = before?.endedAt ?? .distantFuture
            let id = before?.id ?? JobID(.max)
            var arguments: StatementArguments = ["time": time.milliseconds, "id": id.rawValue, "limit": max(limit, 1)]
            if let queue { arguments += ["queue": queue] }
            if let batch { arguments += ["batch": batch.rawValue] }
            return try Row.fetchAll(
                db, sql: BrowseQuery.failedPage(ofQueue: queue != nil, ofBatch: batch != nil), arguments: arguments
            ).map { JobRecord($0, state: .failed) }
        }
    }

    /// How many jobs failed for good, by queue.
    public func failedCounts() async throws -> [Name: Int] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT CAST(queue AS BLOB), count(*) FROM failed_jobs GROUP BY queue")
            return Dictionary(rows.map { ($0.name(0), $0[1] as Int) }, uniquingKeysWith: +)
        }
    }

    /// Puts failed jobs back into their queues, with their old ids and their attempts forgotten.
    ///
    /// However many they are, others wait no longer than some milliseconds; workers begin with the first before the last are back.
    public func retryFailed(_ selection: FailedJobSelection) async throws -> RetryResult {
        if case .batch(let batch) = selection {
            try await write { transaction in
                try transaction.database.execute(sql: FailedSQL.takeBackCancellation, arguments: [batch.rawValue])
            }
        }
        var result = RetryResult()
        try await inPortions(try await ids(of: selection)) { transaction, id in
            (id, try transaction.retryFailed(id))
        } each: { id, outcome in
            switch outcome {
            case .retried: result.retried.append(id)
            case .blocked: result.blocked.append(id)
            case .unknown: result.unknown.append(id)
            }
        }
        return result
    }

    /// Deletes failed jobs with the record of their attempts. Returns how many there were.
    ///
    /// However many they are, others wait no longer than some milliseconds.
    @discardableResult
    public func forgetFailed(_ selection: FailedJobSelection, olderThan limit: Timestamp?) async throws -> Int {
        var count = 0
        try await inPortions(try await ids(of: selection, failedBefore: limit)) { transaction, id in
            try transaction.forgetFailed(id, failedBefore: limit)
        } each: { wasThere in
            count += wasThere ? 1 : 0
        }
        return count
    }

    private func ids(of selection: FailedJobSelection, failedBefore limit: Timestamp? = nil) async throws -> [JobID] {
        let limit = limit?.milliseconds ?? .max
        return switch selection {
        case .ids(let ids): ids
        case .queue(let queue):
            try await read { db in
                try Int64.fetchAll(
                    db, sql: "SELECT id FROM failed_jobs WHERE queue = ? AND failed_at < ? ORDER BY id",
                    arguments: [queue, limit]
                ).map { JobID($0) }
            }
        case .batch(let batch):
            try await read { db in
                try Int64.fetchAll(
                    db, sql: "SELECT id FROM failed_jobs WHERE batch_id = ? AND failed_at < ? ORDER BY id",
                    arguments: [batch.rawValue, limit]
                ).map { JobID($0) }
            }
        case .all:
            try await read { db in
                try Int64.fetchAll(
                    db, sql: "SELECT id FROM failed_jobs WHERE failed_at < ? ORDER BY id", arguments: [limit]
                ).map { JobID($0) }
            }
        }
    }
}

extension SQLiteTransaction {
    fileprivate enum Retry {
        case retried
        case blocked
        case unknown
    }

    fileprivate func retryFailed(_ id: JobID) throws -> Retry {
        let find = try session.statement(FailedSQL.batch)
        find.bind(id.rawValue, at: 1)
        var isThere = false
        var batch: Int64?
        try find.run { row in
            isThere = true
            batch = row.optionalInteger(0)
            return false
        }
        guard isThere else { return .unknown }
        let retry = try session.statement(FailedSQL.retry)
        retry.bind(id.rawValue, at: 1)
        retry.bind(now.milliseconds, at: 2)
        guard try retry.changes() == 1 else { return .blocked }
        try change(FailedSQL.delete, id.rawValue)
        if let batch { try change(FailedSQL.reopenBatch, batch) }
        markEnqueued()
        return .retried
    }

    fileprivate func forgetFailed(_ id: JobID, failedBefore limit: Timestamp?) throws -> Bool {
        let delete = try session.statement(FailedSQL.deleteOld)
        delete.bind(id.rawValue, at: 1)
        delete.bind(limit?.milliseconds, at: 2)
        guard try delete.changes() == 1 else { return false }
        try change(FailedSQL.deleteAttempts, id.rawValue)
        return true
    }

    private func change(_ sql: String, _ id: Int64) throws {
        let statement = try session.statement(sql)
        statement.bind(id, at: 1)
        try statement.run()
    }
}

/// The statements of retrying and forgetting.
enum FailedSQL {
    static let batch = "SELECT batch_id FROM failed_jobs WHERE id = ?1"
    /// Adds nothing where a live job has the unique key, or the id: another program may have given one by itself.
    static let retry = """
        INSERT INTO jobs (id, queue, kind, payload, payload_version, priority, max_attempts, available_at, created_at,
          unique_key, trace, batch_id, chain)
        SELECT id, queue, kind, payload, payload_version, priority, max_attempts, ?2, created_at,
          unique_key, trace, batch_id, chain
        FROM failed_jobs WHERE id = ?1
        ON CONFLICT DO NOTHING
        """
    static let delete = "DELETE FROM failed_jobs WHERE id = ?1"
    static let deleteOld = "DELETE FROM failed_jobs WHERE id = ?1 AND (?2 IS NULL OR failed_at < ?2)"
    static let deleteAttempts = "DELETE FROM job_attempts WHERE job_id = ?1"
    static let takeBackCancellation = "UPDATE job_batches SET cancelled_at = NULL WHERE id = ?"
    static let reopenBatch = """
        UPDATE job_batches SET pending = min(pending, 1000000000000) + 1, failed = max(failed, 1) - 1, finished_at = NULL
        WHERE id = ?1
        """
}
