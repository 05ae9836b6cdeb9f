import CSQLiteSupport
import Foundation
import GRDB
import JobQueue
import WallTime

extension SQLiteJobStore {
    /// The version of SQLite's library.
    private static let versionSQL = "SELECT sqlite_version()"
    /// Those that all connections of ours have alike: what a reader has for itself says nothing of the writer.
    private static let pragmaNames = [
        "encoding", "journal_mode", "journal_size_limit", "mmap_size", "page_size", "wal_autocheckpoint",
    ]

    /// What is known of the database, its file and its disk.
    package func facts() async throws -> StoreFacts {
        let (path, migrator) = (path, migrator)
        let checkpointPages = Int64(options.checkpointPages)
        return try await read { db in
            var pragmas: [String: String] = [:]
            for name in Self.pragmaNames {
                pragmas[name] = try String.fetchOne(db, sql: "PRAGMA \(name)")
            }
            let pageSize = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
            let freePages = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            let attributes = try? FileManager.default.attributesOfFileSystem(forPath: SQLiteFile.folder(of: path))
            let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let oldest = try Int64.fetchOne(db, sql: "SELECT min(leased_at) FROM jobs WHERE lease_token IS NOT NULL")
            var facts = StoreFacts(
                version: try String.fetchOne(db, sql: Self.versionSQL) ?? "?", pragmas: pragmas,
                migrations: try migrator.appliedCount(db),
                size: pages * pageSize, free: freePages * pageSize, walSize: SQLiteFile.size(path + "-wal"),
                walLimit: checkpointPages * pageSize, diskFree: (attributes?[.systemFreeSize] as? NSNumber)?.int64Value,
                networkFileSystem: SQLiteFile.networkFileSystem(of: SQLiteFile.folder(of: path)),
                dataVersion: try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0,
                checkpointedAt: SQLiteFile.changedAt(path), oldestLease: oldest.map(Timestamp.init(milliseconds:)))
            let names = try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            for name in names {
                let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
                let rows =
                    try Int.fetchOne(
                        db, sql: "SELECT count(*) FROM (SELECT 1 FROM \(quoted) LIMIT \(StoreFacts.rowCap + 1))") ?? 0
                facts.tables.append((name, rows))
            }
            return facts
        }
    }

    /// Bytes of the database file and of its WAL. Looks at names only; opening them would drop SQLite's locks.
    package func fileSizes() -> (database: Int64, wal: Int64) {
        (SQLiteFile.size(path), SQLiteFile.size(path + "-wal"))
    }
}
