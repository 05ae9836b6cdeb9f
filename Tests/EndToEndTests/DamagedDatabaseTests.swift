import Foundation
import GRDB
import Testing

/// Files that are no database of ours are refused with a clear error, exit code 1, and left as they were.
@Suite struct DamagedDatabaseTests {
    private func work(_ path: String) async throws -> ProcessResult {
        try await denyut("queue-work", "--stop-when-empty", database: path)
    }

    @Test("a missing folder")
    func missingFolder() async throws {
        let folder = try TemporaryFolder()
        let result = try await work(folder.path + "/nowhere/denyut.sqlite")
        #expect(result.status == 1)
        #expect(result.errors.contains("mkdir -p"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/nowhere"))
    }

    @Test("a text file")
    func textFile() async throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "This is a diary, and no database.\n", count: 200)
        let path = try folder.file("diary.txt", text)
        let result = try await work(path)
        #expect(result.status == 1)
        #expect(result.errors.contains("not an SQLite database"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("a file that may not be written")
    func readOnly() async throws {
        let folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.database)
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        let result = try await work(folder.database)
        #expect(result.status == 1)
        #expect(result.errors.contains("chmod"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
    }

    @Test("a database from a newer version")
    func newerSchema() async throws {
        let folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        let database = try DatabaseQueue(path: folder.database)
        try await database.write {
            try $0.execute(sql: "INSERT INTO queue_migrations VALUES ('sessions', '9999_from_the_future', 'x', 0)")
        }
        try database.close()
        let result = try await work(folder.database)
        #expect(result.status == 1)
        #expect(result.errors.contains("9999_from_the_future"))
        #expect(result.errors.contains("newer"))
    }
}
