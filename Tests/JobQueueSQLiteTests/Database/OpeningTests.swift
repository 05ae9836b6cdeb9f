import Foundation
import GRDB
import JobQueue
import Testing

@testable import JobQueueSQLite

@Suite("A file that is no database of ours")
struct OpeningTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func refusal() throws -> JobStoreError {
        try #require(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: folder.file()) }
    }

    private func bytes() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder.file()))
    }

    /// A database as another program leaves it.
    private func makeForeign(_ sql: String) throws {
        let database = try DatabaseQueue(path: folder.file())
        try database.write { try $0.execute(sql: sql) }
        try database.close()
    }

    @Test("is refused where it is something else, and left as it was")
    func noDatabase() throws {
        let text = Data(repeating: 0x61, count: 5000)
        try text.write(to: URL(fileURLWithPath: folder.file()))
        #expect(try refusal().code == .damaged)
        #expect(try bytes() == text)
    }

    @Test("is refused where its pages are damaged, and left as it was")
    func damaged() async throws {
        do {
            let store = try SQLiteJobStore(path: folder.file())
            _ = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
        }
        let database = try DatabaseQueue(path: folder.file())
        try await database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try database.close()
        var data = try bytes()
        data.replaceSubrange(100..<600, with: Data(repeating: 0xff, count: 500))
        try data.write(to: URL(fileURLWithPath: folder.file()))
        let error = try refusal()
        #expect(error.code == .damaged)
        #expect(error.message.contains(".recover"))
        #expect(!error.isTransient)
        #expect(try bytes() == data)
    }

    @Test("is refused where it was written by a newer program, in whatever journal mode, and left as it was")
    func newer() throws {
        try makeForeign(
            """
            CREATE TABLE queue_migrations (line TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL);
            INSERT INTO queue_migrations VALUES ('queue', '9999_from_the_future', 'x', 0);
            """)
        let before = try bytes()
        let error = try refusal()
        #expect(error.code == .newerSchema)
        #expect(error.message.contains("9999_from_the_future"))
        #expect(try bytes() == before)
    }

    @Test(
        "is refused where another program has something of the same name in it, and left as it was",
        arguments: [
            "CREATE TABLE jobs (id INTEGER PRIMARY KEY, title TEXT)", "CREATE VIEW jobs AS SELECT 1",
            "CREATE TABLE Jobs (id INTEGER)", "CREATE TABLE t (id INTEGER); CREATE INDEX jobs ON t (id)",
        ])
    func foreign(sql: String) throws {
        try makeForeign(sql)
        let before = try bytes()
        let error = try refusal()
        #expect(error.code == .cannotOpen)
        #expect(error.message.contains("\"jobs\" of another program"))
        #expect(try bytes() == before)
    }

    @Test("is shared with a program that has other tables in it")
    func shared() async throws {
        try makeForeign("CREATE TABLE customers (id INTEGER PRIMARY KEY); INSERT INTO customers VALUES (7)")
        let store = try SQLiteJobStore(path: folder.file())
        #expect(try await store.enqueue([NewJob(kind: "Test")], durability: .durable).count == 1)
        #expect(try await store.read { try Int.fetchOne($0, sql: "SELECT id FROM customers") } == 7)
    }
}
