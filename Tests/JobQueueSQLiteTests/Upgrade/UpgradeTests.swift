import Basics
import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import JobSchedule
import Logging
import Testing
import WallTime

@testable import JobQueueSQLite

/// Databases as every version left them, with jobs and history, brought to the newest schema. Their texts are frozen: a migration that is
/// changed after it was applied somewhere fails here.
@Suite("An upgrade", .timeLimit(.minutes(2)))
struct UpgradeTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Databases")

    static let versions: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    }()

    private let temporary: TemporaryFolder
    private var path: String { temporary.file() }
    /// A minute after the databases were left.
    private let clock = ManualClock(Timestamp(milliseconds: 1_794_900_120_000))

    init() throws {
        temporary = try TemporaryFolder()
    }

    private func make(_ version: String, at path: String? = nil) throws {
        let sql = try String(contentsOf: Self.folder.appending(path: version + ".sql"), encoding: .utf8)
        let database = try DatabaseQueue(path: path ?? self.path)
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
        try database.close()
    }

    private func schema(_ path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema
                    WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name
                    """
            ).map { $0.replacing("\"", with: "") }
        }
    }

    /// A release adds the database that it leaves; migrations that no release has yet are applied to those that there are.
    @Test("there is a database of every version that was released")
    func complete() throws {
        let names = try [MigrationLine.queue, sessionLine()].flatMap(\.migrations).map(\.name).sorted()
        #expect(Array(Self.versions.prefix(6)) == Array(names.prefix(6)))
        #expect(Self.versions.contains("0010_worker_lease"))
        #expect(Set(Self.versions).isSubset(of: Set(names)))
    }

    @Test("keeps all jobs and all history, and workers go on with them", arguments: versions)
    func upgrade(version: String) async throws {
        try make(version)
        let store = try SQLiteJobStore(path: path, clock: clock)
        #expect(try await store.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
        let counts = try await store.read { db in
            try ["jobs", "job_attempts"].map { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") }
        }
        #expect(counts == [7, 3])
        #expect(try await store.failedJobs().map(\.id) == [JobID(8)])
        #expect(try await store.job(JobID(9))?.state == .finished)
        #expect(try await store.pauses().keys.map { "\($0)" } == ["mail"])
        #expect(try await store.batch(BatchID(1))?.pending == 2)
        if version >= "0002" {
            let schedule = SQLiteScheduleStore(store)
            #expect(try await schedule.firedSlots(of: "prune-history", limit: 5).count == 1)
            #expect(try await schedule.storedEntries().map { "\($0.name)" } == ["mine"])
        }
        // The lease of the old worker has ended: its job comes back, counted as one more crash.
        let claim = ClaimRequest(queues: ["default", "whatsapp-health"], kinds: ["Test"], limit: 100)
        let claimed = try await store.exchange(Exchange(worker: "new", claim: claim)).claimed
        #expect(claimed.map(\.id.rawValue) == [2, 3, 4, 7, 1, 6])
        #expect(claimed.first { $0.id == JobID(7) }?.crashes == 2)
        let now = clock.now()
        let settlements = claimed.map {
            Settlement(job: $0, verdict: .done(keepFor: nil), startedAt: now, finishedAt: now)
        }
        #expect(
            try await store.exchange(Exchange(worker: "new", settlements: settlements)).settled.allSatisfy {
                $0 == .settled
            })
        #expect(try await store.retryFailed(.all).retried == [JobID(8)])
        // New ids go on behind the old ones.
        #expect(try await store.enqueue([NewJob(kind: "Test")], durability: .durable)[0].id.rawValue > 7)
    }

    @Test("ends with the same schema as a new database", arguments: versions)
    func sameSchema(version: String) throws {
        try make(version)
        let fresh = temporary.file("fresh.sqlite")
        for path in [path, fresh] { try SQLiteJobStore(path: path, lines: [sessionLine()]).close() }
        // What is left of the table that all lines shared tells older programs to keep off.
        #expect(try schema(path).filter { !$0.hasPrefix("table schema_migrations ") } == schema(fresh))
    }

    @Test("keeps indexes, triggers and views that other programs have put on the tables", arguments: versions)
    func foreignParts(version: String) async throws {
        try make(version)
        let other = try DatabaseQueue(path: path)
        try await other.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE mine (job INTEGER);
                    CREATE INDEX mine_kind ON jobs (kind);
                    CREATE TRIGGER mine_added AFTER INSERT ON jobs BEGIN INSERT INTO mine VALUES (new.id); END;
                    CREATE TRIGGER mine_asked AFTER INSERT ON mine BEGIN DELETE FROM mine WHERE job IN (SELECT id FROM finished_jobs); END;
                    CREATE VIEW mine_waiting AS SELECT id, payload FROM jobs WHERE lease_token IS NULL;
                    """)
        }
        let store = try SQLiteJobStore(path: path, clock: clock)
        #expect(try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM mine") } == 0)
        let id = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)[0].id
        try await store.read { db in
            #expect(try Int64.fetchAll(db, sql: "SELECT job FROM mine") == [id.rawValue])
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM mine_waiting WHERE id = \(id)") == 1)
            let parts = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE name LIKE 'mine%' ORDER BY name")
            #expect(parts == ["mine", "mine_added", "mine_asked", "mine_kind", "mine_waiting"])
        }
    }

    @Test("that a trigger of another program does not fit any more changes nothing, and names it")
    func unfittingTrigger() throws {
        try make("0006_lease_time")
        let steps =
            MigrationLine.queue.migrations.filter { $0.name <= "0006_lease_time" } + [
                Migration(
                    name: "0007_away",
                    sql: "ALTER TABLE jobs RENAME TO old; CREATE TABLE jobs (id INTEGER); DROP TABLE old")
            ]
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE INDEX mine ON jobs (kind)") }
        let connection = try SQLiteConnection(path: path, options: SQLiteOptions())
        let error = #expect(throws: JobStoreError.self) {
            try connection.run {
                _ = try Migrator(lines: [MigrationLine("queue", migrations: steps)]).migrate($0, now: clock.now())
            }
        }
        #expect(error?.message.contains("index \"mine\"") == true)
        #expect(try connection.run { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 7)
    }

    @Test("gives no id again that a job had before")
    func identities() async throws {
        try make("0001_queue")
        try await DatabaseQueue(path: path).write {
            try $0.execute(
                sql: "UPDATE sqlite_sequence SET seq = 5000 WHERE name IN ('jobs', 'job_batches'); DELETE FROM jobs")
        }
        let store = try SQLiteJobStore(path: path, clock: clock)
        #expect(try await store.enqueue([NewJob(kind: "Test")], durability: .durable)[0].id == JobID(5001))
        let batch = NewBatch("b", [NewJob(kind: "Test")])
        #expect(try await store.enqueue(batch, durability: .durable) == BatchID(5001))
    }

    @Test("killed after any of its steps goes on from there", arguments: versions)
    func interrupted(version: String) throws {
        let (queue, sessions) = try (MigrationLine.queue.migrations, sessionLine().migrations)
        for count in 0...queue.count + sessions.count {
            let path = temporary.file("\(count).sqlite")
            try make(version, at: path)
            // Each step is a transaction: who is killed has made some of them.
            let some = [
                MigrationLine("queue", migrations: Array(queue.prefix(count))),
                MigrationLine("sessions", migrations: Array(sessions.prefix(max(0, count - queue.count)))),
            ]
            try SQLiteConnection(path: path, options: SQLiteOptions()).run {
                _ = try Migrator(lines: some).migrate($0, now: clock.now())
            }
            try SQLiteJobStore(path: path, lines: [sessionLine()], clock: clock).close()
            let counts = try DatabaseQueue(path: path).read { db in
                try ["jobs", "queue_migrations", "schema_migrations"].map {
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)")
                }
            }
            #expect(counts == [7, queue.count + sessions.count, 1])
        }
    }

    @Test("a step that fails in its midst leaves nothing of itself")
    func halfStep() throws {
        try make("0001_queue")
        let first = MigrationLine.queue.migrations[0]
        let half = Migration(name: "0002_half", sql: "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)")
        let steps = [MigrationLine("queue", migrations: [first, half])]
        let connection = try SQLiteConnection(path: path, options: SQLiteOptions())
        #expect(throws: (any Error).self) {
            try connection.run { _ = try Migrator(lines: steps).migrate($0, now: clock.now()) }
        }
        #expect(try connection.run { try $0.tableExists("half") } == false)
        #expect(
            try connection.run { try Migrator(lines: [MigrationLine("queue", migrations: [first])]).status($0) }.count
                == 1)
    }

    @Test("a worker whose database a newer version upgrades finishes its job and ends, to be started anew")
    func outdatedWorker() async throws {
        struct Test: Job { static let kind = "Test" }
        let store = try SQLiteJobStore(path: path)
        _ = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
        let (started, start) = AsyncStream<Void>.makeStream()
        let (upgraded, upgrade) = AsyncStream<Void>.makeStream()
        var registry = JobRegistry()
        try registry.register(Test.self) { _, _ in
            start.yield()
            for await _ in upgraded { break }
            return .done
        }
        var options = WorkerOptions()
        options.pollInterval = .hours(1)
        let worker = Worker(
            store: store, registry: registry, options: options,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let end = Task { try await worker.run() }
        for await _ in started { break }
        // It has migrations of its own, and works on as before until it has committed one.
        try await DatabaseQueue(path: path).write {
            try $0.execute(sql: "INSERT INTO queue_migrations VALUES ('queue', '9999_from_the_future', 'x', 0)")
        }
        upgrade.yield()
        #expect(try await end.value == .restart)
        #expect(try await store.depths().map(\.size) == [])
        #expect(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path) }
    }

    @Test(
        "a worker of the old version goes on beside a new one, without losing or repeating a job",
        arguments: versions)
    func sideBySide(version: String) async throws {
        try make(version)
        // The statements of that version, as its worker has prepared them before the upgrade.
        let old = try DatabaseQueue(path: path)
        let claim = """
            UPDATE jobs SET lease_token = 77, lease_expires_at = 1794900999000, worker = 'old' WHERE id =
              (SELECT id FROM jobs WHERE lease_token IS NULL AND queue = 'default' AND available_at <= 1794900120000
               ORDER BY priority, available_at, id LIMIT 1) RETURNING id
            """
        let statement = try await old.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            return try Int64.fetchOne(db, sql: claim)
        }
        #expect(statement == 2)
        let store = try SQLiteJobStore(path: path, clock: clock)
        let request = ClaimRequest(queues: ["default"], kinds: ["Test"], limit: 1)
        #expect(try await store.exchange(Exchange(worker: "new", claim: request)).claimed.map(\.id.rawValue) == [3])
        #expect(try await old.writeWithoutTransaction { try Int64.fetchOne($0, sql: claim) } == 4)
        let settled = try await old.writeWithoutTransaction { db in
            try db.execute(sql: "DELETE FROM jobs WHERE id = 2 AND lease_token = 77")
            return db.changesCount
        }
        #expect(settled == 1)
        #expect(try await store.exchange(Exchange(worker: "new", claim: request)).claimed.map(\.id.rawValue) == [7])
    }
}
