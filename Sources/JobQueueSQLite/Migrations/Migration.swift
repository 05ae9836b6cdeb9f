//  JobQueueSQLite: the queue and the schedule in an SQLite file.
//
//  The only module besides the application's own stores that knows SQL or GRDB. Imports JobQueue, JobSchedule, GRDB and
//  SQLite itself for the few statements that run once per job. Never calls SQLite on Swift's shared threads, never touches
//  the file, its WAL or its shared memory but through SQLite.

import CMigrations

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

    /// A checksum of the SQL (FNV-1a, 64 bits), to see that a migration that was applied is the one we know.
    public var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in sql.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// All migrations that are compiled into this program.
    public static let all: [Migration] = (0..<denyut_migration_count()).compactMap { index in
        guard let entry = denyut_migration_at(index)?.pointee else { return nil }
        let bytes = UnsafeBufferPointer(start: entry.sql, count: entry.length)
        return Migration(name: String(cString: entry.name), sql: String(decoding: bytes, as: UTF8.self))
    }
}
