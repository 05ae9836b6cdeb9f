import GRDB
import JobQueue
import JobSchedule
public import WallTime

/// How a database file is doing, as `doctor` tells it.
public struct StoreCondition: Sendable, Equatable {
    /// SQLite's version, such as `3.40.1`.
    public var sqliteVersion: String
    /// Whether that version can lose commits when processes write and checkpoint at the same instant
    /// (https://www.sqlite.org/wal.html#walresetbug); the store's own checkpoints avoid it.
    public var hasWALResetBug: Bool
    /// The pragmas that matter, as this connection has them.
    public var pragmas: [Pragma]
    /// What `PRAGMA quick_check` found; empty: nothing.
    public var damages: [String]
    /// The size of the database file, in bytes.
    public var size: Int64
    /// The size of the write-ahead log, in bytes.
    public var walSize: Int64
    /// Free space on its disk, in bytes; `nil` where nobody can tell.
    public var freeSpace: Int64?
    /// The kind of its file system, such as `ext4`; its number in hexadecimal where nobody here knows a name.
    public var fileSystem: String
    /// The kind of its file system, where it is one that several hosts share.
    public var networkFileSystem: String?
    /// Those of the database's files that others than their owner may read or write.
    public var filesOpenToOthers: [String]
    /// Why workers cannot be rung when there is work, and the cure; `nil`: they can.
    public var doorbellObstacle: String?
    /// The lease that ends first.
    public var nextExpiry: Timestamp?
    /// When the scheduler last made a pass; `nil`: never.
    public var lastTick: Timestamp?

    /// A pragma with its value.
    public struct Pragma: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: String
    }

    /// Whether a version of SQLite has the WAL-reset bug: 3.7.0 to 3.51.2, but for 3.44.6 and 3.50.7 and what follows them.
    public static func hasWALResetBug(version: String) -> Bool {
        let parts = version.split(separator: ".").compactMap { Int($0) }
        guard parts.count >= 3 else { return true }
        let (major, minor, patch) = (parts[0], parts[1], parts[2])
        guard major == 3, minor >= 7 else { return false }
        return switch minor {
        case 44: patch < 6
        case 50: patch < 7
        case 51: patch < 3
        default: minor < 51
        }
    }
}

extension SQLiteJobStore {
    /// Looks at the database file; reads all of it.
    public func condition() async throws -> StoreCondition {
        let path = path
        let doorbellObstacle = doorbellObstacle
        return try await read { db in
            let version = try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "?"
            let names = ["journal_mode", "synchronous", "wal_autocheckpoint", "page_size", "mmap_size", "temp_store"]
            let pragmas = try names.map { name in
                StoreCondition.Pragma(name: name, value: try String.fetchOne(db, sql: "PRAGMA \(name)") ?? "?")
            }
            let damages = try String.fetchAll(db, sql: "PRAGMA quick_check").filter { $0 != "ok" }
            return StoreCondition(
                sqliteVersion: version, hasWALResetBug: StoreCondition.hasWALResetBug(version: version),
                pragmas: pragmas,
                damages: damages, size: SQLiteFile.size(path), walSize: SQLiteFile.size(path + "-wal"),
                freeSpace: SQLiteFile.freeSpace(of: SQLiteFile.folder(of: path)),
                fileSystem: SQLiteFile.fileSystem(of: SQLiteFile.folder(of: path)),
                networkFileSystem: SQLiteFile.networkFileSystem(of: SQLiteFile.folder(of: path)),
                filesOpenToOthers: SQLiteFile.filesOpenToOthers(path), doorbellObstacle: doorbellObstacle,
                nextExpiry: try Int64.fetchOne(
                    db, sql: "SELECT min(lease_expires_at) FROM jobs WHERE lease_token IS NOT NULL"
                ).map(Timestamp.init(milliseconds:)),
                lastTick: try ScheduleMemory.lastTick(reading: db)?.at)
        }
    }
}
