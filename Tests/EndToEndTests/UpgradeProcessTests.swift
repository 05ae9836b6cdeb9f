import Foundation
import GRDB
import Testing

/// The real `migrate`, killed while it works.
@Suite("An upgrade by a process")
struct UpgradeProcessTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "JobQueueSQLiteTests/Upgrade/Databases")

    static let versions: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    }()

    private let denyut: Installation

    init() throws {
        denyut = try Installation()
    }

    /// A database as that version left it, and so many more jobs that an upgrade takes some time.
    private func make(_ version: String) throws {
        let sql = try String(contentsOf: Self.folder.appending(path: version + ".sql"), encoding: .utf8)
        let database = try DatabaseQueue(path: denyut.database)
        try database.writeWithoutTransaction { db in
            try db.execute(sql: sql)
            try db.execute(
                sql: """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
                    INSERT INTO jobs (queue, kind, payload) SELECT 'more', 'NoOp', '{"x":"' || hex(randomblob(1000)) || '"}' FROM n;
                    INSERT INTO failed_jobs (id, queue, kind, payload, attempts, created_at, failed_at, reason, error_type,
                      error_message)
                    SELECT id + 1000000, queue, kind, payload, 1, 0, 0, 'attempts', 'E', 'e' FROM jobs WHERE queue = 'more';
                    """)
        }
        try database.close()
    }

    /// All that must never change: how many there are, and a sum over what they say.
    private func books() throws -> [Row] {
        try DatabaseQueue(path: denyut.database).read { db in
            #expect(try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"])
            return try ["jobs", "failed_jobs", "finished_jobs"].flatMap { table in
                try Row.fetchAll(
                    db,
                    sql:
                        "SELECT count(*), sum(id), sum(length(payload)), min(kind), max(queue), sum(created_at) FROM \(table)"
                )
            }
        }
    }

    @Test(
        "killed at any moment leaves a database as it was or a step further, and the next one goes on",
        arguments: versions)
    func killed(version: String) async throws {
        try make(version)
        let before = try books()
        var kills = 0
        // Until one comes to its end: on a slow machine more are killed.
        for attempt in 1... {
            let process = try denyut.start("migrate")
            try await Task.sleep(for: .milliseconds(attempt * attempt * 8))
            process.send(SIGKILL)
            let status = await process.end().status
            #expect(try books() == before)
            if status == 0 { break }
            try #require(status == 128 + SIGKILL)
            kills += 1
        }
        #expect(kills > 0)
        let shown = try await denyut.run("migrate", "--show", "--json").objects()
        #expect(shown.count >= 9 && shown.allSatisfy { $0["applied_at"] is Int })
        #expect(try await denyut.run("queue-work", "--queue=more", "--stop-when-empty").status == 0)
        let left = try await DatabaseQueue(path: denyut.database).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs WHERE queue = 'more'")
        }
        #expect(left == 0)
    }

    @Test("several at once make one upgrade")
    func together() async throws {
        try make("0001_queue")
        let before = try books()
        let processes = try (0..<4).map { _ in try denyut.start("migrate") }
        for process in processes {
            let result = await process.end()
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(try books() == before)
    }
}
