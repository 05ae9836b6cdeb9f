import Foundation
import GRDB
import Testing

/// Backups and restores as people make them.
@Suite struct RestoreCommandTests {
    private let folder: TemporaryFolder
    private var backup: String { folder.path + "/backup.sqlite" }

    init() async throws {
        folder = try TemporaryFolder()
        #expect(
            try await denyut("queue-push", "NoOp", "--queue=kept", "--count=3", database: folder.database).status == 0)
        #expect(try await denyut("backup", folder.path + "/backup.sqlite", database: folder.database).status == 0)
        #expect(
            try await denyut("queue-push", "NoOp", "--queue=later", "--count=2000", database: folder.database).status
                == 0)
    }

    private func files() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasSuffix("-bells") })
    }

    private func jobs() async throws -> Int {
        try await DatabaseQueue(path: folder.database).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") ?? 0
        }
    }

    @Test("after the last clean stop the database is one file, and a backup that is copied over it is all there is")
    func copiedByHand() async throws {
        #expect(try files() == ["denyut.sqlite", "backup.sqlite"])
        let worker = try RunningProcess(
            Binaries.path("denyut"), ["queue-work", "--queue=other"],
            environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
        #expect(try await eventually { worker.standardError.contains("serves other") })
        worker.send(SIGTERM)
        #expect(await worker.end().status == 0)
        #expect(try files() == ["denyut.sqlite", "backup.sqlite"])
        // A command that fails is a clean end, too.
        #expect(try await denyut("queue-show", "999999", database: folder.database).status == 1)
        #expect(try files() == ["denyut.sqlite", "backup.sqlite"])
        try FileManager.default.removeItem(atPath: folder.database)
        try FileManager.default.copyItem(atPath: backup, toPath: folder.database)
        let depths = try await denyut("queue-monitor", "--json", database: folder.database)
        #expect(depths.output.contains(#""queue":"kept","size":3"#), "\(depths.output)")
        #expect(!depths.output.contains("later"))
    }

    @Test("restore: refused while a worker has it open, then done, with the old database aside; said by exit codes")
    func restore() async throws {
        let worker = try RunningProcess(
            Binaries.path("denyut"), ["queue-work", "--queue=other"],
            environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { worker.standardError.contains("serves other") })
        let refused = try await denyut("restore", backup, database: folder.database)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("is open in another process"), "\(refused.errors)")
        #expect(try await jobs() == 2003)
        worker.send(SIGKILL)
        _ = await worker.end()
        let done = try await denyut("restore", backup, database: folder.database)
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output.contains("is restored from \(backup)"))
        #expect(try await jobs() == 3)
        let aside = try #require(
            try files().first { $0.contains("before-restore") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") })
        #expect(done.output.contains(aside))
        let old = try await DatabaseQueue(path: folder.path + "/" + aside).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs")
        }
        #expect(old == 2003)
        let monitor = try await denyut("queue-monitor", "kept", database: folder.database)
        #expect(monitor.status == 0, "\(monitor.errors)")
    }

    @Test("restore: killed at any moment, the database is the old one or the new one")
    func killed() async throws {
        // Large enough to be in the midst of something.
        #expect(
            try await denyut(
                "queue-push", "NoOp", "--queue=kept", "--count=3000",
                "--payload=\"\(String(repeating: "x", count: 2000))\"",
                database: folder.database
            ).status == 0)
        let big = folder.path + "/big.sqlite"
        #expect(try await denyut("backup", big, database: folder.database).status == 0)
        #expect(
            try await denyut("queue-push", "NoOp", "--queue=more", "--count=500", database: folder.database).status == 0
        )
        for delay in stride(from: 0, through: 300, by: 30) {
            let process = try RunningProcess(
                Binaries.path("denyut"), ["restore", big], environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
            try await Task.sleep(for: .milliseconds(delay))
            process.send(SIGKILL)
            _ = await process.end()
            #expect([5503, 5003].contains(try await jobs()))
            let check = try await DatabaseQueue(path: folder.database).read {
                try String.fetchAll($0, sql: "PRAGMA integrity_check")
            }
            #expect(check == ["ok"])
        }
        #expect(try await denyut("restore", big, database: folder.database).status == 0)
        #expect(try await jobs() == 5003)
        #expect(try !files().contains { $0.hasSuffix(".part") })
    }

    @Test("backup: never exit code 0 without the file, and nothing under the name after an error")
    func backups() async throws {
        for name in ["", ":memory:", "file:x.sqlite?mode=memory", folder.path] {
            let result = try await denyut("backup", name, database: folder.database)
            #expect(result.status != 0, "\(name)")
        }
        let target = folder.path + "/small.sqlite"
        let limited = try await RunningProcess(
            "/bin/sh", ["-c", "ulimit -f 100; exec \"$0\" backup \"$1\"", Binaries.path("denyut"), target],
            environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
        #expect(limited.status == 1)
        #expect(limited.errors.contains(target), "\(limited.errors)")
        #expect(try files() == ["denyut.sqlite", "backup.sqlite"])
    }
}
