import GRDB
import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The write-ahead log", .timeLimit(.minutes(3)))
struct CheckpointerTests {
    /// A checkpoint each 100 pages, and a file of no more than 200 after a restart.
    private static var options: SQLiteOptions {
        var options = SQLiteOptions()
        options.checkpointPages = 100
        return options
    }

    @Test("stays small in a long run, with a reader open now and then, and shrinks once a long reader is gone")
    func bounded() async throws {
        let subject = try StoreOnDisk(options: Self.options)
        let reader = try subject.otherProgram()
        var largestWithoutReader: Int64 = 0
        var written = 0
        for round in 0..<60 {
            let isReading = round % 10 == 5
            if isReading {
                try await reader.writeWithoutTransaction { db in
                    try db.execute(sql: "BEGIN")
                    _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs")
                }
            }
            try await subject.enqueue(300, size: 1000)
            written += 300 * 1000
            while true {
                let jobs = try await subject.claim(100)
                if jobs.isEmpty { break }
                _ = try await subject.settle(jobs)
            }
            if isReading {
                try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            } else if round % 10 != 6 {
                largestWithoutReader = max(largestWithoutReader, subject.walSize)
            }
        }
        // Each job is written at least thrice, in pages of 4 KiB: without checkpoints the WAL would hold all of it.
        #expect(written > 16 << 20)
        #expect(subject.store.checkpointer.runs > 20)
        #expect(largestWithoutReader < 2 << 20, "the WAL had \(largestWithoutReader) bytes")
    }

    @Test("is not written back while another process holds the writer lock, because that can lose commits")
    func onlyUnderTheWriterLock() async throws {
        let subject = try StoreOnDisk(options: Self.options)
        let other = try subject.otherProgram()
        let checkpointer = Checkpointer(path: subject.path, options: Self.options)
        let writer = try SQLiteConnection(path: subject.path, options: Self.options)
        try checkpointer.watch(writer)
        try writer.run { db in
            for _ in 0..<60 {
                try db.execute(
                    sql: "INSERT INTO jobs (queue, kind, payload) VALUES ('default', 'Test', hex(zeroblob(4000)))")
            }
        }
        #expect(checkpointer.isDue)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let size = SQLiteFile.size(subject.path)
        checkpointer.checkpointIfDue(writer)
        #expect(checkpointer.runs == 0)
        #expect(SQLiteFile.size(subject.path) == size, "The database was written.")
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        // It is due again after some more growth.
        try writer.run { db in
            for _ in 0..<40 {
                try db.execute(
                    sql: "INSERT INTO jobs (queue, kind, payload) VALUES ('default', 'Test', hex(zeroblob(4000)))")
            }
        }
        checkpointer.checkpointIfDue(writer)
        #expect(checkpointer.runs == 1)
        #expect(SQLiteFile.size(subject.path) > size)
    }

    @Test("loses nothing that was committed while a reader was there")
    func losesNothing() async throws {
        let subject = try StoreOnDisk(options: Self.options)
        let reader = try subject.otherProgram()
        try await reader.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN")
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs")
        }
        for _ in 0..<20 { try await subject.enqueue(50, size: 2000) }
        #expect(
            try await reader.writeWithoutTransaction { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 0)
        try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        for _ in 0..<20 { try await subject.enqueue(50, size: 2000) }
        #expect(try await reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 2000)
        #expect(try await reader.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
    }

    @Test("of a worker that does nothing but renew its leases is written back, too")
    func idleWorker() async throws {
        let subject = try StoreOnDisk(options: Self.options)
        let worker = WorkerRegistration(
            id: "idle", name: "idle", host: "here", processID: 1, queues: ["default"], concurrency: 1,
            lease: .seconds(60))
        let attendance = try await subject.store.attend(worker) { _ in }
        // Time passes in steps of a renewal; each one writes a page or two.
        try await eventually {
            subject.clock.advance(by: .seconds(21))
            subject.store.doorbell.ring()
            return subject.store.checkpointer.runs > 0
        }
        await attendance.end()
    }
}
