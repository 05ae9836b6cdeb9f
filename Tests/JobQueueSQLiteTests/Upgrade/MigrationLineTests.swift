import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import Logging
import Testing
import WallTime

@testable import JobQueueSQLite

/// One file, several programs' tables: each line of migrations by itself.
@Suite("Lines of migrations")
struct MigrationLineTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file() }
    private let clock = ManualClock(Timestamp(milliseconds: 1_794_900_120_000))

    init() throws {
        folder = try TemporaryFolder()
    }

    private func execute(_ sql: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
        try database.close()
    }

    private func texts(_ sql: String) throws -> [String] {
        let database = try DatabaseQueue(path: path)
        defer { try? database.close() }
        return try database.read { try String.fetchAll($0, sql: sql) }
    }

    private func makeReleased(_ version: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Databases/\(version).sql")
        try execute(String(contentsOf: file, encoding: .utf8))
    }

    private static let shop = MigrationLine(
        "shop",
        migrations: [
            Migration(name: "0001_queue", sql: "CREATE TABLE orders (id INTEGER PRIMARY KEY)"),
            Migration(name: "0002_totals", sql: "ALTER TABLE orders ADD COLUMN total INTEGER"),
        ])

    @Test("a database of a program that uses the queue alone has the tables that the document names, and no other")
    func tablesOfTheQueue() throws {
        try SQLiteJobStore(path: path).close()
        let tables = try texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: root.appending(path: "docs/database.md"), encoding: .utf8)
        let section = try #require(document.components(separatedBy: "### Of the queue").dropFirst().first)
        let rows = section.components(separatedBy: "\n### ")[0].split(separator: "\n")
            .filter { $0.hasPrefix("| `") }
        let named = rows.flatMap { row in
            row.split(separator: "|")[0].matches(of: /`(\w+)`/).map { String($0.output.1) }
        }
        #expect(Set(tables) == Set(named))
        #expect(tables.count == named.count)
    }

    @Test("a program's own tables stand beside the queue's whatever their names, and its rows commit with its job")
    func ownTables() async throws {
        struct Pay: Job { static let kind = "Pay" }
        try execute(
            """
            CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
            CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT);
            CREATE TABLE audit (what TEXT NOT NULL);
            CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);
            INSERT INTO accounts VALUES (1, 100);
            INSERT INTO schema_migrations VALUES ('20261201093000');
            """)
        let store = try SQLiteJobStore(path: path)
        let queue = Queue(store: store)
        for _ in 0..<2 { try await queue.enqueue(Pay()) }
        var registry = JobRegistry()
        try registry.register(Pay.self) { _, context in
            context.onSettle(write: { (transaction: SQLiteTransaction) in
                try transaction.database.execute(sql: "UPDATE accounts SET balance = balance - 10 WHERE id = 1")
                try transaction.database.execute(sql: "INSERT INTO audit VALUES ('paid')")
            })
            return .done
        }
        var options = WorkerOptions()
        options.stopWhenEmpty = true
        let worker = Worker(
            store: store, registry: registry, options: options,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        _ = try await worker.run()
        store.close()
        #expect(
            try texts("SELECT CAST(balance AS TEXT) FROM accounts UNION ALL SELECT what FROM audit") == [
                "80", "paid", "paid",
            ])
        #expect(try texts("SELECT version FROM schema_migrations") == ["20261201093000"])
        #expect(try texts("SELECT kind FROM jobs") == [])
    }

    @Test("a program brings a line of its own, with numbers of its own, and each goes its way")
    func ownLine() throws {
        let first = MigrationLine("shop", migrations: [Self.shop.migrations[0]])
        try SQLiteJobStore(path: path, lines: [first]).close()
        #expect(try texts("SELECT name FROM queue_migrations WHERE line = 'shop'") == ["0001_queue"])
        // Who does not know the line opens the database all the same, and changes nothing of it.
        try SQLiteJobStore(path: path).close()
        try SQLiteJobStore(path: path, lines: [Self.shop]).close()
        #expect(
            try texts("SELECT name FROM queue_migrations WHERE line = 'shop' ORDER BY name")
                == ["0001_queue", "0002_totals"])
        #expect(try texts("SELECT name FROM pragma_table_info('orders')") == ["id", "total"])
        // The older program knows its line, and that it is newer.
        let error = #expect(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path, lines: [first]) }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("0002_totals") == true)
    }

    @Test("a line whose tables another program has is refused, and nothing is made")
    func ownLineInTheWay() throws {
        try execute("CREATE TABLE orders (number TEXT)")
        let error = #expect(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path, lines: [Self.shop]) }
        #expect(error?.code == .cannotOpen)
        #expect(error?.message.contains("\"orders\"") == true)
        #expect(try texts("SELECT name FROM sqlite_schema WHERE type = 'table'") == ["orders"])
    }

    @Test("the queue's name is the queue's", arguments: [["queue"], ["shop", "shop"]])
    func names(names: [String]) {
        #expect(throws: JobStoreError.self) {
            _ = try SQLiteJobStore(path: path, lines: names.map { MigrationLine($0, migrations: []) })
        }
    }

    @Test(
        "a table in the way is seen however the statement is written",
        arguments: ["create table orders (id)", "\n  CREATE  TABLE \"orders\"(id)", "CREATE TABLE\norders (id)"])
    func inTheWay(statement: String) throws {
        try execute("CREATE TABLE orders (number TEXT)")
        let line = MigrationLine("shop", migrations: [Migration(name: "0001", sql: statement)])
        let error = #expect(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path, lines: [line]) }
        #expect(error?.code == .cannotOpen)
        #expect(try texts("SELECT name FROM sqlite_schema WHERE type = 'table'") == ["orders"])
    }

    @Test("a line that takes a table which is there is given it")
    func mayBeThere() throws {
        try execute("CREATE TABLE orders (number TEXT)")
        let sql = "CREATE TABLE IF NOT EXISTS orders (number TEXT)"
        try SQLiteJobStore(
            path: path, lines: [MigrationLine("shop", migrations: [Migration(name: "0001", sql: sql)])]
        ).close()
        #expect(try texts("SELECT name FROM sqlite_schema WHERE type = 'table'").contains("jobs"))
    }

    @Test(
        "the names of a line's migrations are in order, each once",
        arguments: [["0001_a", "0001_a"], ["0002_b", "0001_a"]])
    func order(names: [String]) {
        let line = MigrationLine("shop", migrations: names.map { Migration(name: $0, sql: "SELECT 1") })
        let error = #expect(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path, lines: [line]) }
        #expect(error?.message.contains("of the line shop comes after") == true)
    }

    // MARK: The table that all lines shared up to 0.2.0

    @Test("a released database is taken over in place: what was applied keeps its time, and older programs keep off")
    func takenOver() throws {
        try makeReleased("0010_worker_lease")
        let before = try texts("SELECT name || checksum || applied_at FROM schema_migrations ORDER BY name")
        try SQLiteJobStore(path: path, lines: [sessionLine()]).close()
        let after = try texts(
            "SELECT name || checksum || applied_at FROM queue_migrations WHERE name <= '0010_worker_lease' ORDER BY name"
        )
        #expect(after == before)
        #expect(before.count == 10)
        let lines = try texts(
            "SELECT line || ' ' || name FROM queue_migrations WHERE name <= '0010_worker_lease' ORDER BY name")
        #expect(
            lines == [
                "queue 0001_queue", "queue 0002_schedule", "sessions 0003_sessions", "sessions 0004_gateway_settings",
                "queue 0005_queue_claim", "queue 0006_lease_time", "sessions 0007_evidence",
                "sessions 0008_notifications_account", "queue 0009_large_columns_last", "queue 0010_worker_lease",
            ])
        // How 0.2.0 and its workers find out that a database is newer than they are.
        #expect(try texts("SELECT max(name) FROM schema_migrations") == ["0011_lines"])
    }

    @Test("what belongs to a line that the program does not know waits for one that does")
    func takenOverInTwoSteps() throws {
        try makeReleased("0010_worker_lease")
        try SQLiteJobStore(path: path).close()
        #expect(
            try texts("SELECT name FROM schema_migrations ORDER BY name")
                == [
                    "0003_sessions", "0004_gateway_settings", "0007_evidence", "0008_notifications_account",
                    "0011_lines",
                ])
        #expect(try texts("SELECT DISTINCT line FROM queue_migrations") == ["queue"])
        try SQLiteJobStore(path: path, lines: [sessionLine()]).close()
        #expect(try texts("SELECT name FROM schema_migrations") == ["0011_lines"])
        #expect(try texts("SELECT name FROM queue_migrations WHERE line = 'sessions'").count == 4)
    }

    @Test("a released database whose text was changed is refused, and left as it was")
    func foreignChecksum() throws {
        try makeReleased("0010_worker_lease")
        try execute("UPDATE schema_migrations SET checksum = 'x' WHERE name = '0005_queue_claim'")
        let before = try Data(contentsOf: URL(filePath: path))
        let error = #expect(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path) }
        #expect(error?.code == .newerSchema)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("a row of no released version in the shared table is newer than this program")
    func unknownShared() throws {
        try makeReleased("0010_worker_lease")
        try execute("INSERT INTO schema_migrations VALUES ('9999_from_the_future', 'x', 0)")
        #expect(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path) }
    }

    @Test("a write that fails in the midst of a take-over leaves the database as it was")
    func takeOverUndone() throws {
        try makeReleased("0010_worker_lease")
        // What a kill leaves is what a transaction that is not committed leaves.
        try execute(
            "CREATE TRIGGER stop BEFORE DELETE ON schema_migrations WHEN old.name = '0009_large_columns_last' BEGIN SELECT raise(ABORT, 'stop'); END"
        )
        #expect(throws: (any Error).self) { _ = try SQLiteJobStore(path: path) }
        #expect(try texts("SELECT name FROM schema_migrations").count == 10)
        #expect(try texts("SELECT name FROM sqlite_schema WHERE name = 'queue_migrations'") == [])
        try execute("DROP TRIGGER stop")
        try SQLiteJobStore(path: path).close()
    }
}
