import Foundation
import GRDB
import JobQueueSQLite

/// The folder of the databases that are measured.
struct Workspace {
    let folder: String

    init(folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { "\(folder)/\(name).sqlite" }

    /// Makes a database with so many jobs in it that are due.
    func make(_ name: String, backlog: Int) throws -> String {
        let path = path(name)
        remove(name)
        _ = try SQLiteJobStore(path: path)
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try Self.fill(db, count: backlog)
            _ = try db.checkpoint(.truncate)
        }
        try database.close()
        sync()
        return path
    }

    /// Adds jobs as fast as SQLite can.
    static func fill(_ db: Database, count: Int) throws {
        guard count > 0 else { return }
        try db.execute(
            sql: """
                INSERT INTO jobs (queue, kind, payload)
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
                SELECT ?, ?, \(BenchJob.payloadSQL) FROM numbers
                """, arguments: [count, BenchJob.queue, BenchJob.kind])
    }

    /// A fresh copy of a database, so that each measurement begins alike.
    func copy(_ name: String, to other: String) throws -> String {
        remove(other)
        try FileManager.default.copyItem(atPath: path(name), toPath: path(other))
        sync()
        return path(other)
    }

    func remove(_ name: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path(name) + suffix) }
    }
}
