import Basics
import GRDB
import GRDBSQLite
import JobQueue
import Testing

@testable import JobQueueSQLite

/// Rows of a megabyte, and how much of them is read. Pages are counted, as time depends on the machine.
@Suite("Large rows")
struct LargeRowTests {
    private let subject: StoreOnDisk

    init() async throws {
        subject = try StoreOnDisk()
        try await subject.store.write { transaction in
            let large = "'{\"x\":\"' || replace(hex(zeroblob(500000)), '00', 'aa') || '\"}'"
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
                    INSERT INTO jobs (queue, kind, available_at, lease_token, lease_expires_at, worker, batch_id, payload, chain)
                    SELECT 'big', 'NoOp', 0, iif(i % 2, NULL, 7), iif(i % 2, NULL, 1), iif(i % 2, NULL, 'w'), 1, \(large), \(large) FROM n;
                    INSERT INTO failed_jobs (id, queue, kind, attempts, created_at, failed_at, reason, error_type,
                      error_message, payload, chain)
                    SELECT id + 100, queue, kind, 1, 0, 0, 'attempts', 'E', 'e', payload, chain FROM jobs;
                    INSERT INTO finished_jobs (id, queue, kind, attempts, created_at, finished_at, duration, keep_until,
                      payload, output)
                    SELECT id + 200, queue, kind, 1, 0, 0, 0, 0, payload, chain FROM jobs;
                    INSERT INTO job_batches (name, created_at, on_success, on_failure, on_finish)
                    SELECT 'b', 0, payload, payload, payload FROM jobs;
                    """)
        }
    }

    /// How many pages the connection has read from the file so far, that did not stand in its cache.
    private func pagesRead() async throws -> Int {
        try await subject.store.read { db in
            var current: Int32 = 0
            var highest: Int32 = 0
            sqlite3_db_status(db.sqliteConnection, SQLITE_DBSTATUS_CACHE_MISS, &current, &highest, 0)
            return Int(current)
        }
    }

    /// A row of these has 250 to 750 pages; each list has 10 or 20 of them.
    @Test("are not read by a list of jobs", arguments: [JobRecord.State.pending, .running, .failed, .finished])
    func jobs(state: JobRecord.State) async throws {
        let before = try await pagesRead()
        let page = try await subject.store.jobs(matching: JobFilter(state: state), limit: 500)
        #expect(page.jobs.count >= 10 && page.kinds == ["NoOp": page.jobs.count])
        let pages = try await pagesRead() - before
        #expect((1...200).contains(pages), "\(pages)")
    }

    @Test("are not read by what workers hold, by a list of batches, nor by a count of their jobs")
    func others() async throws {
        let before = try await pagesRead()
        #expect(try await subject.store.heldJobs().values.map(\.count) == [10])
        #expect(try await subject.store.batches().count == 20)
        #expect(try await subject.store.liveJobs(of: BatchID(1)).map(\.waiting) == [10])
        #expect(try await subject.store.depths().map(\.reserved) == [10])
        let pages = try await pagesRead() - before
        #expect((1...200).contains(pages), "\(pages)")
    }

    @Test("have what may be large behind all that lists show")
    func order() async throws {
        func columns(_ table: String) async throws -> [String] {
            try await subject.store.read {
                try String.fetchAll($0, sql: "SELECT name FROM pragma_table_info('\(table)')")
            }
        }
        #expect(try await columns("jobs").suffix(3) == ["progress", "chain", "payload"])
        #expect(try await columns("failed_jobs").suffix(3) == ["error_message", "chain", "payload"])
        #expect(try await columns("finished_jobs").suffix(2) == ["output", "payload"])
        #expect(try await columns("job_batches").suffix(3) == ["on_success", "on_failure", "on_finish"])
    }
}
