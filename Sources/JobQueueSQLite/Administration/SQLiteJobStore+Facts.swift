import CSQLiteSupport
import Foundation
import GRDB
import JobQueue
import WallTime

extension SQLiteJobStore {
    /// The version of SQLite's library.
    private static let versionSQL = "SELECT sqlite_version()"
    private static let pragmaNames = [
        "journal_mode", "synchronous", "wal_autocheckpoint", "mmap_size", "foreign_keys", "page_size", "temp_store",
        "busy_timeout", "encoding",
    ]

    /// What is known of the database, its file and its disk.
    package func facts() async throws -> StoreFacts {
        let path = path
        let pages = Int64(options.checkpointPages)
        return try await read { db in
            var pragmas: [String: String] = [:]
            for name in Self.pragmaNames {
                pragmas[name] = try Row.fetchOne(db, sql: "PRAGMA \(name)").flatMap { String.fromDatabaseValue($0[0]) }
            }
            let pageSize = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
            let freePages = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            let attributes = try? FileManager.default.attributesOfFileSystem(forPath: SQLiteFile.folder(of: path))
            let oldest = try Int64.fetchOne(
                db, sql: "SELECT min(lease_expires_at) FROM jobs WHERE lease_token IS NOT NULL")
            var facts = StoreFacts(
                version: try String.fetchOne(db, sql: Self.versionSQL) ?? "?", pragmas: pragmas,
                migrations: try Int.fetchOne(db, sql: "SELECT count(*) FROM schema_migrations") ?? 0,
                size: Self.size(of: path), free: freePages * pageSize, walSize: Self.size(of: path + "-wal"),
                walLimit: pages * pageSize, diskFree: (attributes?[.systemFreeSize] as? NSNumber)?.int64Value,
                networkFileSystem: SQLiteFile.networkFileSystem(of: SQLiteFile.folder(of: path)),
                dataVersion: try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0,
                oldestLease: oldest.map(Timestamp.init(milliseconds:)))
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
        (Self.size(of: path), Self.size(of: path + "-wal"))
    }

    private static func size(of path: String) -> Int64 {
        var info = stat()
        return stat(path, &info) == 0 ? Int64(info.st_size) : 0
    }
}
