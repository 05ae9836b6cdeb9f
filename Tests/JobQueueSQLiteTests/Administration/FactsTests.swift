import Basics
import GRDB
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("What the page asks of the store")
struct FactsTests {
    @Test(
        "a job is held since its claim: not since it was due, nor since its lease was renewed, nor when it waits again")
    func heldSince() async throws {
        let subject = try StoreOnDisk()
        let id = try await subject.enqueue()[0]
        subject.clock.advance(by: .seconds(300))
        let claimed = try await subject.claim()
        let began = subject.clock.now()
        subject.clock.advance(by: .seconds(20))
        try await subject.store.write { transaction in
            try transaction.database.execute(
                sql: AttendanceSQL.renew, arguments: [(began + .seconds(80)).milliseconds, "one", began.milliseconds])
        }
        let held = try #require(try await subject.store.heldJobs()["one"]?.first)
        #expect(held.leasedAt == began)
        #expect(held.leaseExpiresAt == began + .seconds(80))
        #expect(try await subject.store.facts().oldestLease == began)

        _ = try await subject.settle(claimed, .release(after: nil))
        #expect(try await subject.store.job(id)?.leasedAt == nil)
        #expect(try await subject.store.facts().oldestLease == nil)
    }

    @Test("a worker that died leaves no time of a claim behind")
    func heldByTheDead() async throws {
        let subject = try StoreOnDisk()
        let id = try await subject.enqueue()[0]
        _ = try await subject.claim()
        subject.clock.advance(by: .seconds(3600))
        _ = try await subject.claim(queues: ["other"])
        let job = try #require(try await subject.store.job(id))
        #expect(job.state == .pending)
        #expect(job.leasedAt == nil)
    }

    @Test("the time of the last checkpoint is that of any process, and the size counts what still stands in the WAL")
    func checkpoint() async throws {
        let subject = try StoreOnDisk()
        let before = try #require(try await subject.store.facts().checkpointedAt)
        try await subject.enqueue(500, size: 2000)
        let grown = try await subject.store.facts()
        #expect(grown.checkpointedAt == before)
        #expect(grown.size > 500 * 2000)
        #expect(grown.free <= grown.size)
        try await subject.otherProgram().writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let after = try await subject.store.facts()
        #expect(try #require(after.checkpointedAt) > before)
        #expect(after.size == SQLiteFile.size(subject.path))
    }

    @Test("every pragma is told, also those that are numbers")
    func pragmas() async throws {
        let subject = try StoreOnDisk()
        let pragmas = try await subject.store.facts().pragmas
        #expect(pragmas["journal_mode"] == "wal")
        #expect(pragmas["wal_autocheckpoint"] == "0")
        #expect(pragmas["page_size"] == "4096")
        #expect(pragmas.count == 6)
        withExtendedLifetime(subject) {}
    }
}
