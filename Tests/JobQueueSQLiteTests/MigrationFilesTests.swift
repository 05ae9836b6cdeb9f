import Foundation
import JobQueueSQLite
import Testing

@Suite("The migrations in the program")
struct MigrationFilesTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "migrations/sqlite")

    private static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    }

    @Test("are all files of the folder, in the order of their names")
    func complete() throws {
        #expect(try Migration.all.map(\.name) == Self.names())
    }

    @Test("are the files, byte for byte")
    func sameBytes() throws {
        for migration in Migration.all {
            let file = try Data(contentsOf: Self.folder.appending(path: migration.name + ".sql"))
            #expect(Data(migration.sql.utf8) == file, "\(migration.name)")
        }
    }

    @Test("are numbered from 0001 without a gap")
    func numbered() {
        for (index, migration) in Migration.all.enumerated() {
            let digits = String(index + 1)
            #expect(migration.name.hasPrefix(String(repeating: "0", count: 4 - digits.count) + digits + "_"))
        }
    }
}
