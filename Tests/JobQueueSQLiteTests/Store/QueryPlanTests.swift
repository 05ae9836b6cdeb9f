import GRDB
import Testing

@testable import JobQueueSQLite

@Suite("The query plan")
struct QueryPlanTests {
    private static func plan(_ sql: String) async throws -> [String] {
        let subject = try StoreOnDisk()
        return try await subject.store.read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            // The plan depends on no value.
            statement.setUncheckedArguments([])
            return try Row.fetchAll(statement).map { $0["detail"] as String }
        }
    }

    /// What each statement that runs per job or per claim must search.
    static let hotStatements: [(sql: String, search: String)] = [
        (SQLiteTransaction.nextKindSQL, "USING INDEX jobs_waiting (queue=? AND kind>?)"),
        (SQLiteTransaction.nextPrioritySQL, "USING INDEX jobs_waiting (queue=? AND kind=? AND priority>?)"),
        (SQLiteTransaction.dueSQL, "USING INDEX jobs_waiting (queue=? AND kind=? AND priority=? AND available_at<?)"),
        (
            SQLiteTransaction.dueKeysSQL,
            "USING INDEX jobs_waiting (queue=? AND kind=? AND priority=? AND available_at<?)"
        ),
        (
            SQLiteTransaction.nextDueSQL,
            "USING INDEX jobs_waiting (queue=? AND kind=? AND priority=? AND available_at>?)"
        ),
        (SQLiteTransaction.byIDSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.leaseSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.nextExpirySQL, "INDEX jobs_leased"),
        (SQLiteTransaction.nextDeadlineSQL, "USING INDEX jobs_deadline"),
        (SQLiteTransaction.expiredLeasesSQL, "USING INDEX jobs_leased (lease_expires_at<?)"),
        (SQLiteTransaction.crashedSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.overdueSQL, "USING INDEX jobs_deadline (deadline_at>? AND deadline_at<?)"),
        (SQLiteTransaction.cancelledSQL, "USING INDEX jobs_cancel"),
        (SQLiteTransaction.deleteSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.holdsLeaseSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.retrySQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.releaseSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.keepSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.failSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.removeSQL, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (SQLiteTransaction.liveIDSQL, "USING INDEX jobs_unique_key (unique_key=?)"),
        (BrowseQuery.byKey, "USING INDEX jobs_unique_key (unique_key=?)"),
        (AttendanceSQL.renew, "USING INDEX jobs_leased (lease_expires_at>?)"),
        (AttendanceSQL.held, "USING INDEX jobs_leased (lease_expires_at>?)"),
        (AttendanceSQL.cancelled, "USING INDEX jobs_cancel"),
        (AttendanceSQL.heartbeat, "USING PRIMARY KEY (id=?)"),
        (BrowseQuery.failedPage(ofQueue: false, ofBatch: false), "USING INDEX failed_jobs_failed_at (failed_at<?)"),
        (
            BrowseQuery.failedPage(ofQueue: true, ofBatch: false),
            "USING INDEX failed_jobs_queue (queue=? AND failed_at<?)"
        ),
        (FailedSQL.retry, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (FailedSQL.deleteOld, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (FailedSQL.deleteAttempts, "USING INDEX job_attempts_job (job_id=?)"),
        (PruneSQL.findAttempts, "USING INDEX job_attempts_finished_at"),
        (PruneSQL.deleteAttempt, "USING INTEGER PRIMARY KEY (rowid=?)"),
    ]

    @Test("of each hot statement is a search by an index, without a sort", arguments: hotStatements)
    func plan(sql: String, search: String) async throws {
        let plan = try await Self.plan(sql)
        #expect(plan.contains { $0.contains(search) }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        // A partial index that is read from its beginning is no scan of the table.
        #expect(!plan.contains { $0.hasPrefix("SCAN") && !$0.contains("INDEX jobs_") }, "\(plan)")
    }
}
