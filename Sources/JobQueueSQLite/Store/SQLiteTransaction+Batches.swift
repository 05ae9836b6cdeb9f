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
        if failed, failures == 1 { try enqueueFollowUp(row["on_failure"]) }
        guard pending == 0 else { return }
        if failures == 0, row["cancelled_at"] == nil as Int64? { try enqueueFollowUp(row["on_success"]) }
        try enqueueFollowUp(row["on_finish"])
        try database.execute(
            sql: "UPDATE job_batches SET finished_at = ? WHERE id = ?", arguments: [now.milliseconds, batch])
    }

    private func enqueueFollowUp(_ json: String?) throws {
        guard let json else { return }
        _ = try enqueue([try JSONDecoder().decode(NewJob.self, from: Data(json.utf8))])
    }
}
