import Foundation
import GRDB
import JobQueue
import Testing
import WallTime

@testable import JobQueueSQLite

/// What works on any number of rows: in portions, so that others have the lock in between.
@Suite("Work on many rows", .timeLimit(.minutes(2)))
struct PortionTests {
    private let subject: StoreOnDisk
    private static let rows = 2500

    init() async throws {
        subject = try StoreOnDisk()
    }

    private var store: SQLiteJobStore { subject.store }

    private func makeFailed(_ count: Int = rows, batch: Int64? = nil, at time: Int64 = 1000) async throws {
        try await store.write { transaction in
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < ?1)
                    INSERT INTO failed_jobs (id, queue, kind, payload, attempts, created_at, failed_at, reason, error_type,
                      error_message, batch_id)
                    SELECT v, iif(v % 5 = 0, 'other', 'default'), 'Test', '{}', 3, 1, ?2 + v, 'attempts', 'E', 'm', ?3 FROM n
                    """, arguments: [count, time, batch])
            try transaction.database.execute(
                sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('jobs', 1000000)")
            try transaction.database.execute(
                sql: """
                    INSERT INTO job_attempts (job_id, attempt, outcome, error_type, error_message, finished_at)
                    SELECT id, 1, 'failed', 'E', 'm', failed_at FROM failed_jobs
                    """)
        }
    }

    /// How many transactions something takes: each is a moment in which others can write.
    private func transactions(_ body: () async throws -> Void) async throws -> Int {
        let before = store.writer.transactions
        try await body()
        return store.writer.transactions - before
    }

    @Test("retry: all come back with their ids, in several transactions")
    func retry() async throws {
        try await makeFailed()
        var result = RetryResult()
        let count = try await transactions { result = try await store.retryFailed(.all) }
        #expect(count >= Self.rows / Portion.rows)
        #expect(result.retried.map(\.rawValue) == Array(1...Int64(Self.rows)))
        #expect(result.blocked.isEmpty && result.unknown.isEmpty)
        #expect(try await subject.count("jobs") == Self.rows)
        #expect(try await subject.count("failed_jobs") == 0)
        #expect(try await subject.count("job_attempts") == Self.rows)
    }

    @Test("retry: a live job with the key or with the id blocks its own row and no other")
    func blocked() async throws {
        try await makeFailed(10)
        try await store.write { transaction in
            try transaction.database.execute(sql: "UPDATE failed_jobs SET unique_key = 'k' WHERE id = 3")
            try transaction.database.execute(
                sql: """
                    INSERT INTO jobs (id, queue, kind, unique_key) VALUES (5000, 'default', 'Test', 'k'), (7, 'default', 'Test', NULL)
                    """)
        }
        let result = try await store.retryFailed(.all)
        #expect(result.blocked.map(\.rawValue) == [3, 7])
        #expect(result.retried.count == 8)
        #expect(try await store.failedJobs().map(\.id.rawValue).sorted() == [3, 7])
        #expect(try await store.retryFailed(.ids([JobID(4711)])).unknown == [JobID(4711)])
    }

    @Test("forget and flush: those that are old enough, of one queue or of all, with their attempts")
    func forget() async throws {
        try await makeFailed()
        #expect(try await store.forgetFailed(.queue("other")) == Self.rows / 5)
        // Failed at 1000 + id.
        #expect(
            try await store.forgetFailed(.all, olderThan: Timestamp(milliseconds: 1000 + 101)) == 100 - 100 / 5)
        let rest = Self.rows - Self.rows / 5 - 80
        #expect(try await subject.count("failed_jobs") == rest)
        #expect(try await subject.count("job_attempts") == rest)
        var forgotten = 0
        let count = try await transactions { forgotten = try await store.forgetFailed(.all) }
        #expect(forgotten == rest)
        #expect(count >= rest / Portion.rows)
        #expect(try await subject.count("job_attempts") == 0)
    }

    @Test("clear: what waits goes, what is held stays, in several transactions")
    func clear() async throws {
        try await subject.enqueue(Self.rows)
        try await subject.enqueue(10, queue: "other")
        _ = try await subject.claim(7)
        var cleared = 0
        let count = try await transactions { cleared = try await store.clear(queue: "default") }
        #expect(cleared == Self.rows - 7)
        #expect(count >= Self.rows / Portion.rows - 1)
        #expect(try await store.depths().map(\.size) == [7, 10])
    }

    @Test("prune: attempts of jobs that are gone, past those that stay, however many there are")
    func prune() async throws {
        try await makeFailed(1500)
        // More than are looked at in one go, behind those of failed jobs.
        try await store.write { transaction in
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 12000)
                    INSERT INTO job_attempts (job_id, attempt, outcome, error_type, error_message, finished_at)
                    SELECT 100000 + v, 1, 'failed', 'E', 'm', 5000 FROM n
                    """)
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 1200)
                    INSERT INTO queue_minutes (minute, queue, kind) SELECT v * 60000, 'default', 'Test' FROM n
                    """)
            try transaction.database.execute(
                sql: "INSERT INTO job_rates (key, window_ends_at, used) VALUES ('a', 5, 1), ('b', 9000000000000000, 1)")
            try transaction.database.execute(
                sql: "INSERT INTO job_locks (key, job_id, lease_token) VALUES ('dead', 99, 1)")
            try transaction.database.execute(
                sql: """
                    INSERT INTO job_batches (id, name, created_at, finished_at) VALUES (1, 'kept', 1, 2), (2, 'gone', 1, 2)
                    """)
            try transaction.database.execute(sql: "UPDATE failed_jobs SET batch_id = 1 WHERE id = 1")
        }
        var pruned = 0
        let count = try await transactions {
            pruned = try await store.pruneHistory(before: Timestamp(milliseconds: 72_000_000))
        }
        // Minutes 1 to 1199 are before minute 1200.
        #expect(pruned == 12000 + 1199 + 1 + 1 + 1)
        #expect(count >= (12000 + 1199) / Portion.rows)
        #expect(try await subject.count("job_attempts") == 1500)
        #expect(try await subject.count("queue_minutes") == 1)
        #expect(try await subject.count("job_batches") == 1)
        #expect(try await subject.count("job_rates") == 1)
        #expect(try await store.pruneHistory(before: Timestamp(milliseconds: 72_000_000)) == 0)
    }

    @Test("cancel a batch: all that wait fail, those in hand are asked to end, and it can be said again")
    func cancelBatch() async throws {
        let jobs = (0..<1200).map { _ in NewJob(kind: "Test") }
        let id = try await store.enqueue(NewBatch("big", jobs), durability: .durable)
        _ = try await subject.claim(3)
        var batch: Batch?
        let count = try await transactions { batch = try await store.cancelBatch(id) }
        #expect(count >= 1200 / Portion.rows)
        #expect(batch?.state == .cancelled)
        #expect(batch?.failed == 1197)
        #expect(batch?.pending == 3)
        #expect(try await subject.count("jobs WHERE cancel_requested_at IS NOT NULL") == 3)
        // A process that was killed had not come to these.
        try await store.write { transaction in
            try transaction.database.execute(
                sql: "INSERT INTO jobs (queue, kind, batch_id) VALUES ('default', 'Test', ?)", arguments: [id.rawValue])
            try transaction.database.execute(sql: "UPDATE job_batches SET pending = pending + 1, total = total + 1")
        }
        #expect(try await store.cancelBatch(id)?.failed == 1198)
    }

    @Test("others write in between, whatever comes: a payload of a megabyte ends a portion sooner")
    func largeRows() async throws {
        try await makeFailed(200)
        try await store.write { transaction in
            try transaction.database.execute(
                sql: "UPDATE failed_jobs SET payload = '\"' || hex(zeroblob(400000)) || '\"'")
        }
        let count = try await transactions { _ = try await store.retryFailed(.all) }
        #expect(count > 2)
    }
}
