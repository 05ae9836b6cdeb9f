import Foundation
import GRDB
import Testing

/// Copies that are made while everything runs.
@Suite struct BackupTests {
    @Test("a copy under writes is whole, of one instant, and has every job that was enqueued before it began")
    func online() async throws {
        let folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        let producers = try [1, 2].map { _ in
            try RunningProcess(Binaries.path("storm-worker"), ["produce", folder.database, "1000000"])
        }
        defer { for producer in producers { producer.send(SIGKILL) } }
        func acknowledged() -> Set<Int64> {
            Set(
                producers.flatMap {
                    $0.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                }
                .compactMap { Int64($0) })
        }
        for number in 1...3 {
            let wanted = 200 * number
            #expect(try await eventually(within: 60) { acknowledged().count >= wanted })
            let before = acknowledged()
            let path = "\(folder.path)/copy-\(number).sqlite"
            let result = try await denyut("backup", path, database: folder.database)
            #expect(result.status == 0, "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            try await DatabaseQueue(path: path).read { db in
                #expect(try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"])
                let ids = Set(try Int64.fetchAll(db, sql: "SELECT id FROM jobs"))
                #expect(before.isSubset(of: ids))
                // What is enqueued in one transaction is counted in it.
                #expect(try Int.fetchOne(db, sql: "SELECT sum(enqueued) FROM queue_minutes") == ids.count)
            }
            // As good as the original.
            #expect(try await denyut("queue-monitor", "storm", "--max=1000000", database: path).status == 0)
        }
    }

    @Test("a file that is there is not written over")
    func existing() async throws {
        let folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        let path = try folder.file("precious", "text")
        let result = try await denyut("backup", path, database: folder.database)
        #expect(result.status == 1)
        #expect(result.errors.contains("exists already"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "text")
    }
}
