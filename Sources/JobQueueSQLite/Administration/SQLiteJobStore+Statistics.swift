import GRDB
import JobQueue
public import WallTime

/// What went through the queue in one minute, of one queue and kind.
public struct QueueMinute: Sendable, Equatable {
    /// The beginning of the minute.
    public var minute: Timestamp
    /// The queue.
    public var queue: String
    /// The kind of job.
    public var kind: String
    /// Jobs that were enqueued through this program (not by plain SQL).
    public var enqueued: Int
    /// Jobs that were done.
    public var done: Int
    /// Jobs that failed for good.
    public var failed: Int
    /// Attempts that failed and are tried again.
    public var retried: Int
    /// The time that attempts ran, summed up.
    public var runTime: Duration
    /// The time that jobs waited from being due to being started, summed up.
    public var waitTime: Duration
}

extension SQLiteJobStore {
    /// What went through the queue since then, oldest minute first.
    public func minutes(since start: Timestamp, queue: String? = nil) async throws -> [QueueMinute] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM queue_minutes WHERE minute >= ?1 AND (?2 IS NULL OR queue = ?2)
                    ORDER BY minute, queue, kind
                    """, arguments: [start.milliseconds, queue]
            ).map { row in
                QueueMinute(
                    minute: Timestamp(milliseconds: row["minute"]), queue: row["queue"], kind: row["kind"],
                    enqueued: row["enqueued"], done: row["done"], failed: row["failed"], retried: row["retried"],
                    runTime: .milliseconds(row["run_time"] as Int64), waitTime: .milliseconds(row["wait_time"] as Int64)
                )
            }
        }
    }

    /// Deletes what nobody needs any more: finished jobs past their time, attempts of jobs that are gone, counters, batches that
    /// ended and workers that were last seen before that. Failed jobs stay, and so do their batches. Returns how many rows went.
    public func pruneHistory(before limit: Timestamp) async throws -> Int {
        try await write { transaction in
            let db = transaction.database
            var count = 0
            for (sql, arguments) in [
                ("DELETE FROM finished_jobs WHERE keep_until < ?", [transaction.now.milliseconds]),
                (
                    "DELETE FROM job_attempts WHERE finished_at < ? AND job_id NOT IN (SELECT id FROM failed_jobs) AND job_id NOT IN (SELECT id FROM jobs)",
                    [limit.milliseconds]
                ),
                ("DELETE FROM queue_minutes WHERE minute < ?", [limit.milliseconds]),
                ("DELETE FROM workers WHERE seen_at < ?", [limit.milliseconds]),
                (
                    "DELETE FROM job_locks WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = job_locks.job_id AND jobs.lease_token = job_locks.lease_token)",
                    []
                ),
                (
                    "DELETE FROM job_batches WHERE finished_at < ? AND id NOT IN (SELECT batch_id FROM failed_jobs WHERE batch_id IS NOT NULL)",
                    [limit.milliseconds]
                ),
                ("DELETE FROM job_rates WHERE window_ends_at < ?", [limit.milliseconds]),
            ] as [(String, [Int64])] {
                try db.execute(sql: sql, arguments: StatementArguments(arguments))
                count += db.changesCount
            }
            return count
        }
    }
}
