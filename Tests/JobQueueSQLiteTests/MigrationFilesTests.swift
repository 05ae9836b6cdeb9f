import Foundation
import JobQueueSQLite
import Testing

@Suite("The queue's migrations in the program")
struct MigrationFilesTests {
    private static let line = MigrationLine.queue

    @Test("are all files of the folder, byte for byte, in the order of their names")
    func complete() throws {
        let files = try MigrationFiles.read("queue")
        #expect(Self.line.migrations.map(\.name) == files.map(\.name))
        #expect(Self.line.migrations == files)
    }

    @Test("have numbers that rise")
    func numbered() {
        let numbers = Self.line.migrations.map { Int($0.name.prefix(4)) ?? 0 }
        #expect(numbers.first == 1)
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    }
}

/// Migrations as they stand in the folders, read anew: the tests of the store know no other line than the queue's by code.
enum MigrationFiles {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "migrations")

    static func read(_ line: String) throws -> [Migration] {
        let folder = folder.appending(path: line + "/sqlite")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".sql") }.sorted().map { name in
                let data = try Data(contentsOf: folder.appending(path: name))
                return Migration(name: String(name.dropLast(4)), sql: String(decoding: data, as: UTF8.self))
            }
    }
}

/// The tables of a program that keeps its own beside the queue's, and that shared one table of migrations with it up to 0.2.0.
func sessionLine() throws -> MigrationLine {
    MigrationLine("sessions", migrations: try MigrationFiles.read("sessions"))
}
