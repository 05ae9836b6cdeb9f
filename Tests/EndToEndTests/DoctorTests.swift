import Foundation
import GRDB
import Testing

/// What `doctor` says of a store, and how it ends.
@Suite struct DoctorTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func findings() async throws -> (status: Int32, verdicts: [String: String], texts: [String: String]) {
        let result = try await denyut("doctor", "--json", database: folder.database)
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: String]])
        var (verdicts, texts): ([String: String], [String: String]) = ([:], [:])
        for row in rows {
            let name = try #require(row["name"])
            verdicts[name] = row["verdict"]
            texts[name] = row["text"]
        }
        return (result.status, verdicts, texts)
    }

    @Test("a store without workers and scheduler needs attention: 1, and everything that matters is named")
    func attention() async throws {
        _ = try await denyut("migrate", database: folder.database)
        let (status, verdicts, texts) = try await findings()
        #expect(status == 1)
        #expect(
            Set(verdicts.keys) == [
                "database", "integrity", "sqlite", "pragmas", "write-ahead log", "disk", "file system", "workers",
                "oldest lease", "clock", "open files", "permissions", "scheduler",
            ])
        for name in ["database", "integrity", "sqlite", "pragmas", "write-ahead log", "oldest lease"] {
            #expect(verdicts[name] == "ok", "\(name): \(texts[name] ?? "")")
        }
        #expect(verdicts["workers"] == "warning" && verdicts["scheduler"] == "warning")
        #expect(texts["sqlite"]?.contains("WAL-reset bug") == true)
        #expect(texts["pragmas"]?.contains("journal_mode=wal synchronous=2 wal_autocheckpoint=0") == true)
    }

    @Test("a lease that ended long ago, and that no worker took back, is named")
    func oldLease() async throws {
        _ = try await denyut("migrate", database: folder.database)
        try await DatabaseQueue(path: folder.database).write {
            try $0.execute(
                sql: """
                    INSERT INTO jobs (queue, kind, lease_token, lease_expires_at, worker)
                    VALUES ('default', 'NoOp', 1, 1000, 'dead')
                    """)
        }
        let (_, verdicts, texts) = try await findings()
        #expect(verdicts["oldest lease"] == "warning", "\(texts)")
    }

    @Test("a missing store is wrong: 2, and the cure is named")
    func missing() async throws {
        let (status, verdicts, texts) = try await findings()
        #expect(status == 2)
        #expect(verdicts == ["database": "error"])
        #expect(texts["database"]?.contains("denyut migrate") == true)
    }

    @Test("a damaged store is wrong: 2, and the cure is named")
    func damaged() async throws {
        _ = try await denyut("migrate", database: folder.database)
        let database = try DatabaseQueue(path: folder.database)
        try await database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try database.close()
        var data = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        data.replaceSubrange(4096 * 5..<4096 * 9, with: Data(repeating: 0xff, count: 4096 * 4))
        try data.write(to: URL(fileURLWithPath: folder.database))
        let result = try await denyut("doctor", database: folder.database)
        #expect(result.status == 2)
        #expect(result.output.contains(".recover"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == data)
    }
}
