import GRDB
public import JobQueue
public import WallTime

extension SQLiteJobStore {
    /// Which failed jobs are meant.
    public enum FailedSelection: Sendable, Equatable {
        /// Those with these ids.
        case ids([JobID])
        /// All of a queue.
        case queue(String)
        /// All of a batch. One that was cancelled goes on.
        case batch(BatchID)
        /// All.
        case all
    }

    /// What came of a retry.
    public struct RetryResult: Sendable, Equatable {
        /// The jobs that are live again, under their old ids.
        public var retried: [JobID] = []
        /// Jobs that stay failed, because a live job has their unique key.
        public var blocked: [JobID] = []
        /// Ids that no failed job has.
        public var unknown: [JobID] = []
    }

    /// The jobs that failed for good, newest first.
    ///
    /// - Parameters:
    ///   - queue: Only of that queue.
    ///   - batch: Only of that batch.
    ///   - limit: At most so many, from 1.
    ///   - before: Only those after that one in this order, to page on: the last job of the page before, even if it is gone.
    public func failedJobs(
        queue: String? = nil, batch: BatchID? = nil, limit: Int = 50, before: FailedJob? = nil
    ) async throws -> [FailedJob] {
        try await read { db in
            let time = before?.failedAt ?? .distantFuture
            let id = before?.id ?? JobID(.max)
            var arguments: StatementArguments = ["time": time.milliseconds, "id": id.rawValue, "limit": max(limit, 1)]
            if let queue { arguments += ["queue": queue] }
            if let batch { arguments += ["batch": batch.rawValue] }
            return try Row.fetchAll(
                db, sql: FailedSQL.page(ofQueue: queue != nil, ofBatch: batch != nil), arguments: arguments
            ).map(FailedJob.init(row:))
        }
    }

    /// How many jobs failed for good, by queue.
    public func failedCounts() async throws -> [String: Int] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT queue, count(*) FROM failed_jobs GROUP BY queue")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Int) })
        }
    }

    /// Puts failed jobs back into their queues, with their old ids and their attempts forgotten.
    public func retryFailed(_ selection: FailedSelection) async throws -> RetryResult {
        try await write { transaction in
            let db = transaction.database
            var result = RetryResult()
            if case .batch(let batch) = selection {
                try db.execute(sql: FailedSQL.takeBackCancellation, arguments: [batch.rawValue])
            }
            for id in try selection.ids(db) {
                guard let row = try Row.fetchOne(db, sql: FailedSQL.key, arguments: [id.rawValue]) else {
                    result.unknown.append(id)
                    continue
                }
                if let key: String = row["unique_key"],
                    try Bool.fetchOne(db, sql: FailedSQL.isLive, arguments: [key]) == true
                {
                    result.blocked.append(id)
                    continue
                }
                try db.execute(sql: FailedSQL.retry, arguments: [id.rawValue, transaction.now.milliseconds])
                try db.execute(sql: FailedSQL.delete, arguments: [id.rawValue])
                if let batch: Int64 = row["batch_id"] {
                    try db.execute(sql: FailedSQL.reopenBatch, arguments: [batch])
                }
                transaction.markEnqueued()
                result.retried.append(id)
            }
            return result
        }
    }

    /// Deletes failed jobs with the record of their attempts. Returns how many there were.
    @discardableResult
    public func forgetFailed(_ selection: FailedSelection, olderThan limit: Timestamp? = nil) async throws -> Int {
        try await write { transaction in
            let db = transaction.database
            var count = 0
            for id in try selection.ids(db, failedBefore: limit) {
                try db.execute(sql: FailedSQL.delete, arguments: [id.rawValue])
                count += db.changesCount
                try db.execute(sql: "DELETE FROM job_attempts WHERE job_id = ?", arguments: [id.rawValue])
            }
            return count
        }
    }
}

extension SQLiteJobStore.FailedSelection {
    fileprivate func ids(_ db: Database, failedBefore limit: Timestamp? = nil) throws -> [JobID] {
        let limit = limit?.milliseconds ?? .max
        return switch self {
        case .ids(let ids): ids
        case .queue(let queue):
            try Int64.fetchAll(
                db, sql: "SELECT id FROM failed_jobs WHERE queue = ? AND failed_at < ? ORDER BY id",
                arguments: [queue, limit]
            ).map { JobID($0) }
        case .batch(let batch):
            try Int64.fetchAll(
                db, sql: "SELECT id FROM failed_jobs WHERE batch_id = ? AND failed_at < ? ORDER BY id",
                arguments: [batch.rawValue, limit]
            ).map { JobID($0) }
        case .all:
            try Int64.fetchAll(
                db, sql: "SELECT id FROM failed_jobs WHERE failed_at < ? ORDER BY id", arguments: [limit]
            ).map { JobID($0) }
        }
    }
}

extension FailedJob {
    init(row: Row) {
        self.init(
            id: JobID(row["id"]), queue: row["queue"], kind: row["kind"], payload: row["payload"],
            attempts: row["attempts"], crashes: row["crashes"],
            createdAt: Timestamp(milliseconds: row["created_at"]), failedAt: Timestamp(milliseconds: row["failed_at"]),
            reason: row["reason"], errorType: row["error_type"], errorMessage: row["error_message"],
            worker: row["worker"])
    }
}

/// The statements of retrying and forgetting.
enum FailedSQL {
    static func page(ofQueue: Bool, ofBatch: Bool) -> String {
        """
        SELECT * FROM failed_jobs WHERE (failed_at, id) < (:time, :id)\(ofQueue ? " AND queue = :queue" : "")
          \(ofBatch ? "AND batch_id = :batch" : "")
        ORDER BY failed_at DESC, id DESC LIMIT :limit
        """
    }
    static let key = "SELECT unique_key, batch_id FROM failed_jobs WHERE id = ?"
    static let isLive = "SELECT EXISTS (SELECT 1 FROM jobs WHERE unique_key = ?)"
    static let retry = """
        INSERT INTO jobs (id, queue, kind, payload, payload_version, priority, max_attempts, available_at, created_at,
          unique_key, trace, batch_id, chain)
        SELECT id, queue, kind, payload, payload_version, priority, max_attempts, ?2, created_at,
          unique_key, trace, batch_id, chain
        FROM failed_jobs WHERE id = ?1
        """
    static let delete = "DELETE FROM failed_jobs WHERE id = ?"
    static let takeBackCancellation = "UPDATE job_batches SET cancelled_at = NULL WHERE id = ?"
    static let reopenBatch = """
        UPDATE job_batches SET pending = pending + 1, failed = max(failed - 1, 0), finished_at = NULL WHERE id = ?
        """
}
