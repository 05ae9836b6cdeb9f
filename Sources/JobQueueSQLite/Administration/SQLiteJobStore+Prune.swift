import GRDB
import JobQueue
public import WallTime

extension SQLiteJobStore {
    /// Deletes what nobody needs any more: finished jobs past their time, attempts of jobs that are gone, counters, batches that
    /// ended and workers that were last seen before that. Failed jobs stay, and so do their batches. Returns how many rows went.
    ///
    /// However many they are, others wait no longer than some milliseconds: see `inPortions`.
    @discardableResult
    public func pruneHistory(before limit: Timestamp) async throws -> Int {
        var total = try await pruneAttempts(before: limit)
        for step in PruneSQL.steps {
            let time = step.isByNow ? clock.now() : limit
            while true {
                let keys = try await read { db in
                    try DatabaseValue.fetchAll(db, sql: step.find, arguments: [time.milliseconds, Portion.page])
                }
                let count = try await inPortions(step.delete, keys: keys, [time.milliseconds])
                total += count
                // Rows that nobody could delete would be found again and again.
                if keys.count < Portion.page || count == 0 { break }
            }
        }
        return total
    }

    /// Attempts come in the order of time, and those of failed and live jobs stay among them: it goes by a place in that order.
    private func pruneAttempts(before limit: Timestamp) async throws -> Int {
        var total = 0
        var (time, id) = (Int64.min, Int64.min)
        while true {
            let (after, afterID) = (time, id)
            let rows = try await read { db in
                try Row.fetchAll(
                    db, sql: PruneSQL.findAttempts, arguments: [limit.milliseconds, after, afterID, Portion.page]
                ).map { (id: $0[0] as Int64, time: $0[1] as Int64, isKept: $0[2] as Bool) }
            }
            guard let last = rows.last else { return total }
            (time, id) = (last.time, last.id)
            let keys = rows.filter { !$0.isKept }.map { $0.id.databaseValue }
            total += try await inPortions(PruneSQL.deleteAttempt, keys: keys)
            if rows.count < Portion.page { return total }
        }
    }
}

/// The statements of pruning: those that find rows, without any lock, and those that delete one, if it is still as it was.
enum PruneSQL {
    struct Step {
        /// `?1`: the time; `?2`: how many.
        let find: String
        /// `?1`: the key; `?2`: the time.
        let delete: String
        /// Whether the time is now, and not the age of history.
        var isByNow = false
    }

    static let steps = [
        Step(
            find: "SELECT id FROM finished_jobs WHERE keep_until < ?1 ORDER BY keep_until LIMIT ?2",
            delete: "DELETE FROM finished_jobs WHERE id = ?1 AND keep_until < ?2", isByNow: true),
        Step(
            find: "SELECT DISTINCT minute FROM queue_minutes WHERE minute < ?1 ORDER BY minute LIMIT ?2",
            delete: "DELETE FROM queue_minutes WHERE minute = ?1 AND minute < ?2"),
        Step(
            find: "SELECT id FROM workers WHERE seen_at < ?1 LIMIT ?2",
            delete: "DELETE FROM workers WHERE id = ?1 AND seen_at < ?2"),
        Step(
            find: "SELECT key FROM job_locks WHERE ?1 IS NOT NULL AND \(isUnheld) LIMIT ?2",
            delete: "DELETE FROM job_locks WHERE key = ?1 AND ?2 IS NOT NULL AND \(isUnheld)"),
        Step(
            find: """
                SELECT id FROM job_batches WHERE finished_at < ?1
                  AND id NOT IN (SELECT batch_id FROM failed_jobs WHERE batch_id IS NOT NULL) LIMIT ?2
                """,
            // One whose failed jobs are retried is open again.
            delete: "DELETE FROM job_batches WHERE id = ?1 AND finished_at < ?2"),
        Step(
            find: "SELECT key FROM job_rates WHERE window_ends_at < ?1 LIMIT ?2",
            delete: "DELETE FROM job_rates WHERE key = ?1 AND window_ends_at < ?2"),
    ]

    private static let isUnheld = """
        NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = job_locks.job_id AND jobs.lease_token = job_locks.lease_token)
        """

    /// Steps over the index of times; looks at no more than `?4` rows, whether they are kept or not.
    static let findAttempts = """
        SELECT id, finished_at, EXISTS (SELECT 1 FROM failed_jobs WHERE failed_jobs.id = old.job_id)
          OR EXISTS (SELECT 1 FROM jobs WHERE jobs.id = old.job_id) AS is_kept
        FROM job_attempts AS old
        WHERE finished_at < ?1 AND (finished_at, id) > (?2, ?3) ORDER BY finished_at, id LIMIT ?4
        """
    static let deleteAttempt = """
        DELETE FROM job_attempts WHERE id = ?1
          AND NOT EXISTS (SELECT 1 FROM failed_jobs WHERE failed_jobs.id = job_attempts.job_id)
          AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = job_attempts.job_id)
        """
}
