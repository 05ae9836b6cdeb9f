import Foundation
import JobQueueSQLite
import SessionMonitor
import Testing

@Suite("The sessions' migrations in the program")
struct SessionMigrationTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "migrations/sessions/sqlite")

    @Test("are all files of the folder, byte for byte, in the order of their names")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".sql") }.sorted()
        #expect(MigrationLine.sessions.migrations.map { $0.name + ".sql" } == files)
        for migration in MigrationLine.sessions.migrations {
            let file = try Data(contentsOf: Self.folder.appending(path: migration.name + ".sql"))
            #expect(Data(migration.sql.utf8) == file, "\(migration.name)")
        }
    }

    @Test("have numbers that rise, and names that the queue's line does not have")
    func numbered() {
        let numbers = MigrationLine.sessions.migrations.map { Int($0.name.prefix(4)) ?? 0 }
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
        #expect(MigrationLine.sessions.name == "sessions")
        let names = Set(MigrationLine.queue.migrations.map(\.name))
        #expect(MigrationLine.sessions.migrations.allSatisfy { !names.contains($0.name) })
    }
}
