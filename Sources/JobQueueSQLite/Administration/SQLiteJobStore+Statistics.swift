import Basics
import GRDB
public import JobQueue
public import WallTime

extension SQLiteJobStore {
    /// What went through the queue since then, oldest minute first.
    public func minutes(since start: Timestamp, queue: String?) async throws -> [QueueMinute] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT *, CAST(queue AS BLOB) AS queue_name, CAST(kind AS BLOB) AS kind_name FROM queue_minutes
                    WHERE minute >= ?1 AND (?2 IS NULL OR queue = CAST(?2 AS TEXT))
                    ORDER BY minute, queue, kind
                    """, arguments: [start.milliseconds, queue.map { Name($0).blob }]
            ).map { row in
                QueueMinute(
                    minute: Timestamp(milliseconds: row["minute"]), queue: row.name("queue_name").text,
                    kind: row.name("kind_name").text,
                    enqueued: (row["enqueued"] as Int).asCount, done: (row["done"] as Int).asCount,
                    failed: (row["failed"] as Int).asCount, retried: (row["retried"] as Int).asCount,
                    runTime: .milliseconds((row["run_time"] as Int64).asCount),
                    waitTime: .milliseconds((row["wait_time"] as Int64).asCount))
            }
        }
    }
}
