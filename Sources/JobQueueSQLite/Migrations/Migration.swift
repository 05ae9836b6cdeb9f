//  JobQueueSQLite: the queue and the schedule in an SQLite file.
//
//  The only module besides the application's own stores that knows SQL or GRDB. Imports JobQueue, JobSchedule, GRDB and
//  SQLite itself for the few statements that run once per job. Never calls SQLite on Swift's shared threads, never touches
//  the file, its WAL or its shared memory but through SQLite.

import CQueueMigrations

/// A step from one schema to the next: plain SQL, applied once, in one transaction.
public struct Migration: Sendable, Equatable {
    /// Its number and name, such as `0001_queue`; migrations are applied in the order of their names.
    public let name: String
    /// The statements.
    public let sql: String

    /// Makes a migration of its parts.
    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// Reads one that the compiler embedded.
    ///
    /// - Parameters:
    ///   - name: Its name, terminated.
    ///   - length: How many bytes of UTF-8 the SQL has.
    package init(embedded name: UnsafePointer<CChar>, _ sql: UnsafePointer<UInt8>, length: Int) {
        let bytes = UnsafeBufferPointer(start: sql, count: length)
        self.init(name: String(cString: name), sql: String(decoding: bytes, as: UTF8.self))
    }

    /// A checksum of the SQL (FNV-1a, 64 bits), to see that a migration that was applied is the one we know.
    public var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in sql.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The schema of one program or library, as it grew: its migrations, in the order in which they are applied.
///
/// A database may hold the tables of several lines, which know nothing of each other: each has its own numbers, and may be newer or older
/// than the others. `SQLiteJobStore` brings its own, `MigrationLine.queue`; a program that keeps its tables in the same file can hand in
/// a line of its own, or look after them by itself.
///
/// ```swift
/// let shop = MigrationLine("shop", migrations: [
///     Migration(name: "0001_orders", sql: "CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL) STRICT")
/// ])
/// let store = try SQLiteJobStore(path: "shop.sqlite", lines: [shop])
/// ```
public struct MigrationLine: Sendable, Equatable {
    /// Its name, under which the database keeps what was applied. Never change it.
    public let name: String
    /// Its migrations, in the order of their names. What was released never changes: add another one.
    public let migrations: [Migration]

    /// Makes a line.
    ///
    /// - Parameter name: Any but `queue`, which is the queue's own.
    public init(_ name: String, migrations: [Migration]) {
        self.name = name
        self.migrations = migrations
    }

    /// The tables of queue and schedule.
    public static let queue = MigrationLine(
        "queue",
        migrations: (0..<denyut_queue_migration_count()).compactMap { index in
            guard let entry = denyut_queue_migration_at(index)?.pointee else { return nil }
            return Migration(embedded: entry.name, entry.sql, length: entry.length)
        })
}
