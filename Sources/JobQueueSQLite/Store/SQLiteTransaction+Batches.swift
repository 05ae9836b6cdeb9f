import Foundation
import GRDB
import JobQueue
import WallTime

extension SQLiteTransaction {
    /// Counts a job of a batch as ended, and enqueues what the batch asked for then.
    func batchJobEnded(_ batch: Int64, failed: Bool) throws {
        try database.execute(
            sql: "UPDATE job_batches SET pending = pending - 1, failed = failed + ? WHERE id = ?",
            arguments: [failed ? 1 : 0, batch])
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM job_batches WHERE id = ?", arguments: [batch])
        else { return }
        let pending: Int = row["pending"]
        let failures: Int = row["failed"]
        if failed, failures == 1 { try enqueueFollowUp("on_failure", row) }
        guard pending == 0 else { return }
        if failures == 0, row["cancelled_at"] == nil as Int64? { try enqueueFollowUp("on_success", row) }
        try enqueueFollowUp("on_finish", row)
        try database.execute(
            sql: "UPDATE job_batches SET finished_at = ? WHERE id = ?", arguments: [now.milliseconds, batch])
    }

    /// Enqueues a follow-up; one that cannot be read is noted with the batch, because a batch that somebody damaged must not
    /// keep its jobs from ending, and with them every worker that hands them in.
    private func enqueueFollowUp(_ column: String, _ batch: Row) throws {
        guard let json: String = batch[column] else { return }
        do {
            _ = try enqueue([try JSONDecoder().decode(NewJob.self, from: Data(json.utf8))])
        } catch  where !error.isStoreFailure {
            try database.execute(
                sql: "UPDATE job_batches SET error = ? WHERE id = ?",
                arguments: ["\(column) was not enqueued: \(error)", batch["id"] as Int64])
        }
    }
}
