import Basics
import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import JobSchedule
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The schedule in SQLite")
struct SQLiteScheduleStoreTests {
    private let database: ScheduleDatabase
    private let store: SQLiteScheduleStore

    init() throws {
        database = try ScheduleDatabase()
        store = try database.open()
    }

    @Test("keeps the contract of a schedule's store", arguments: ScheduleStoreConformance.checks)
    func contract(check: ScheduleStoreConformance.Check) async throws {
        try await check.run { store }
    }

    @Test("a slot's jobs stand in the queue with all they were given")
    func enqueuesWholeJobs() async throws {
        _ = try await store.begin([ScheduleMaterial.sweep], now: ScheduleMaterial.noon)
        let job = NewJob(
            queue: "mail", kind: "Send", payload: Data(#"{"to":7}"#.utf8), payloadVersion: 3, priority: 2,
            delay: .seconds(90), startWithin: .minutes(5), uniqueKey: "k", maxAttempts: 4,
            chain: [NewJob(kind: "Next")])
        _ = try await store.fire([ScheduleMaterial.firing("sweep", minute: 0, jobs: [job])])
        let row = try #require(try database.inspect { try Row.fetchOne($0, sql: "SELECT * FROM jobs") })
        #expect(row["queue"] == "mail")
        #expect(row["kind"] == "Send")
        #expect(row["payload"] == #"{"to":7}"#)
        #expect(row["priority"] == 2)
        #expect(row["unique_key"] == "k")
        #expect(row["payload_version"] == 3)
        #expect(row["max_attempts"] == 4)
        #expect((row["chain"] as String?)?.contains("Next") == true)
        // Ninety seconds after it was fired, which was a second after noon.
        #expect(row["available_at"] == (ScheduleMaterial.noon + .seconds(91)).milliseconds)
        #expect(row["deadline_at"] == (ScheduleMaterial.noon + .seconds(91 + 300)).milliseconds)
    }

    @Test(
        "an entry whose job says what the table has no columns for is refused, and nothing of it is lost",
        arguments: [
            NewJob(kind: "NoOp", payloadVersion: 2), NewJob(kind: "NoOp", startWithin: .minutes(1)),
            NewJob(kind: "NoOp", maxAttempts: 1), NewJob(kind: "NoOp", chain: [NewJob(kind: "NoOp")]),
        ])
    func refusesWhatItCannotKeep(job: NewJob) async throws {
        var definition = EntryDefinition(name: "sweep", cron: "* * * * *", job: job)
        await #expect(throws: ScheduleError.self) {
            _ = try await store.addEntry(definition, now: ScheduleMaterial.noon)
        }
        definition.job = NewJob(kind: "NoOp")
        #expect(try await store.addEntry(definition, now: ScheduleMaterial.noon))
        definition.job = job
        await #expect(throws: ScheduleError.self) {
            _ = try await store.replaceEntry(definition, now: ScheduleMaterial.noon)
        }
        #expect(try await store.storedEntries().map(\.job) == [NewJob(kind: "NoOp")])
    }

    @Test("a pass that finds nothing new writes nothing")
    func beginWithoutNewsOnlyReads() async throws {
        let entries = (0..<200).map { EntryRegistration(name: "entry-\($0)", fingerprint: "* * * * * UTC") }
        let first = try await store.begin(entries, now: ScheduleMaterial.noon)
        let observer = try DatabaseQueue(path: database.path)
        func version() throws -> Int? { try observer.inDatabase { try Int.fetchOne($0, sql: "PRAGMA data_version") } }
        let before = try version()
        #expect(try await store.begin(entries, now: ScheduleMaterial.minute(1)) == first)
        #expect(try version() == before)
        try await store.record(ScheduleTick(at: ScheduleMaterial.minute(1), scheduler: "here:1"))
        #expect(try version() != before)
    }

    @Test("if the jobs cannot be written, neither the slot nor the cursor is")
    func slotAndJobsCommitTogether() async throws {
        let before = try await store.begin([ScheduleMaterial.sweep], now: ScheduleMaterial.noon)
        try database.inspect { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON jobs WHEN NEW.kind = 'Last'
                    BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """)
        }
        let jobs = ["First", "Last"].map { NewJob(kind: $0) }
        let step = ScheduleMaterial.firing("sweep", minute: 0, jobs: jobs)
        await #expect(throws: JobStoreError.self) { try await store.fire([step]) }
        #expect(try await store.state() == before)
        #expect(try database.number("SELECT count(*) FROM schedule_slots") == 0)
        #expect(try database.number("SELECT count(*) FROM jobs") == 0)

        try database.inspect { try $0.execute(sql: "DROP TRIGGER refuse") }
        #expect(try await store.fire([step]) == [.fired(enqueued: 2, alreadyLive: 0)])
    }

    @Test("schedulers that race for the same slots fire each of them once")
    func racingSchedulers() async throws {
        let slots = 60
        _ = try await store.begin([ScheduleMaterial.sweep], now: ScheduleMaterial.noon)
        let stores = try (0..<3).map { _ in try database.open() }
        let fired = try await withThrowingTaskGroup(of: Int.self) { group in
            for store in stores {
                group.addTask {
                    var fired = 0
                    while true {
                        let cursor = try await store.state().entries["sweep"]?.cursor
                        let last = cursor.map { Int(($0 - ScheduleMaterial.noon).components.seconds / 60) }
                        guard (last ?? -1) + 1 < slots else { return fired }
                        let step = ScheduleMaterial.firing("sweep", minute: (last ?? -1) + 1, after: last)
                        if case .fired? = try await store.fire([step]).first { fired += 1 }
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(fired == slots)
        #expect(try database.number("SELECT count(*) FROM schedule_slots") == slots)
        #expect(try database.number("SELECT count(*) FROM jobs") == slots)
    }

    @Test("a slot takes ten thousand jobs")
    func largeFanOut() async throws {
        _ = try await store.begin([ScheduleMaterial.sweep], now: ScheduleMaterial.noon)
        let jobs = (0..<10_000).map { NewJob(kind: "Check", uniqueKey: "account-\($0)") }
        #expect(
            try await store.fire([ScheduleMaterial.firing("sweep", minute: 0, jobs: jobs)])
                == [.fired(enqueued: 10_000, alreadyLive: 0)])
        #expect(try database.number("SELECT count(*) FROM jobs") == 10_000)
    }

    @Test("old slots are forgotten, but never the newest of an entry")
    func pruning() async throws {
        _ = try await store.begin([ScheduleMaterial.sweep, ScheduleMaterial.reports], now: ScheduleMaterial.noon)
        _ = try await store.fire(
            [ScheduleMaterial.firing("reports", minute: 0)]
                + (0..<10).map { ScheduleMaterial.firing("sweep", minute: $0, after: $0 == 0 ? nil : $0 - 1) })
        #expect(try await store.pruneSlots(firedBefore: ScheduleMaterial.minute(8), portion: 5) == 8)
        #expect(try await store.pruneSlots(firedBefore: ScheduleMaterial.minute(8)) == 0)
        let left = try await store.firedSlots(of: nil, limit: 20).map(\.slot)
        #expect(
            left == [
                Slot(entry: "sweep", due: ScheduleMaterial.minute(9)),
                Slot(entry: "sweep", due: ScheduleMaterial.minute(8)),
                Slot(entry: "reports", due: ScheduleMaterial.noon),
            ])
    }

    @Test("any program may add an entry with an INSERT")
    func entriesByHand() async throws {
        try database.inspect { db in
            try db.execute(
                sql: """
                    INSERT INTO schedule_entries (name, cron, kind, created_at, changed_at)
                    VALUES ('by hand', '0 8 * * *', 'NoOp', 0, 0)
                    """)
        }
        #expect(
            try await store.storedEntries() == [
                EntryDefinition(name: "by hand", cron: "0 8 * * *", job: NewJob(kind: "NoOp"))
            ])
    }

    @Test("a row that cannot be read is refused by its check and hides no other")
    func unreadableEntry() async throws {
        try database.inspect { db in
            try db.execute(
                sql: """
                    INSERT INTO schedule_entries (name, cron, kind, environments, created_at, changed_at)
                    VALUES ('bad', '0 8 * * *', 'NoOp', '[7]', 0, 0), ('good', '0 8 * * *', 'NoOp', '[]', 0, 0)
                    """)
        }
        let entries = try await store.storedEntries()
        #expect(entries.map(\.name) == ["bad", "good"])
        #expect(entries[0].environments == [""])
    }

    @Test(
        "the database refuses a row that no entry could be made of",
        arguments: [
            "(name, kind, created_at, changed_at) VALUES ('a', 'NoOp', 0, 0)",
            "(name, cron, every, kind, created_at, changed_at) VALUES ('a', '* * * * *', 'hourly', 'NoOp', 0, 0)",
            "(name, cron, kind, missed, created_at, changed_at) VALUES ('a', '* * * * *', 'NoOp', 'never', 0, 0)",
            "(name, cron, kind, environments, created_at, changed_at) VALUES ('a', '* * * * *', 'NoOp', '{}', 0, 0)",
        ])
    func impossibleRows(_ values: String) throws {
        #expect(throws: DatabaseError.self) {
            try database.inspect { try $0.execute(sql: "INSERT INTO schedule_entries " + values) }
        }
    }

    @Test(
        "what each pass asks is answered by an index, never by looking at every slot",
        arguments: [
            (ScheduleSQL.states, ["SCAN s", "SEARCH t USING PRIMARY KEY (entry=? AND due_at=?)"]),
            (ScheduleSQL.firedSlots, ["SCAN schedule_slots USING INDEX schedule_slots_due_at"]),
            (ScheduleSQL.firedSlotsOfEntry, ["SEARCH schedule_slots USING PRIMARY KEY (entry=?)"]),
            (ScheduleSQL.pruneSlots, ["SEARCH old USING INDEX schedule_slots_due_at (due_at<?)"]),
        ])
    func queryPlans(_ sql: String, _ expected: [String]) throws {
        let plan = try database.inspect { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            statement.setUncheckedArguments([])
            return try Row.fetchAll(statement).map { $0["detail"] as String }
        }
        for step in expected { #expect(plan.contains { $0.hasPrefix(step) }, "\(plan)") }
    }
}
