import CSQLiteSupport
import GRDB
import JobQueue

/// A random number that tells the file of one database from that of another, also from its own backups.
///
/// A WAL does not name the database it belongs to: SQLite replays whatever lies beside a file. Where somebody copied a backup over
/// a database whose WAL was still there, the file holds one number and the first page in the WAL another. The number stands
/// in the header, as SQLite's `application_id`; a backup and a restored database get a new one. Those that other programs
/// gave to their own databases are left alone.
struct DatabaseIdentity: Sendable, Equatable {
    /// The first byte of those that are ours: "D".
    private static let mark: UInt32 = 0x4400_0000

    let number: UInt32

    /// - Returns: `nil` where the number is not one of ours.
    init?(_ number: UInt32) {
        guard number & 0xff00_0000 == Self.mark else { return nil }
        self.number = number
    }

    /// A new one.
    static func random() -> DatabaseIdentity? {
        DatabaseIdentity(mark | UInt32.random(in: 1...0x00ff_ffff))
    }

    /// What the database has, with what is in the WAL.
    static func read(_ db: Database) throws -> DatabaseIdentity? {
        DatabaseIdentity(UInt32(truncatingIfNeeded: try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0))
    }

    /// What stands in the file itself.
    static func stored(_ db: Database) -> DatabaseIdentity? {
        guard let connection = db.sqliteConnection else { return nil }
        return DatabaseIdentity(denyut_sqlite_stored_application_id(UnsafeMutableRawPointer(connection)))
    }

    /// Writes it. Also where the database has it already: then this brings the first page, which holds it, into the WAL.
    func write(_ db: Database) throws {
        try db.execute(sql: "PRAGMA application_id = \(Int32(bitPattern: number))")
    }

    /// Gives one to a database that has none.
    static func give(_ db: Database) throws {
        guard try Int64.fetchOne(db, sql: "PRAGMA application_id") == 0 else { return }
        try db.inTransaction(.immediate) {
            if try Int64.fetchOne(db, sql: "PRAGMA application_id") == 0 { try random()?.write(db) }
            return .commit
        }
    }

    /// Refuses a file whose WAL belongs to another.
    ///
    /// - Throws: `JobStoreError.damaged`.
    static func check(_ db: Database, path: String) throws {
        guard let stored = stored(db), let read = try read(db), stored != read else { return }
        throw JobStoreError(
            .damaged,
            "\(path)-wal does not belong to \(path): it is the log of the database that was here before. Move \(path)-wal and \(path)-shm away, then try again; a backup is not put back by copying it over a database.",
            remedy: .restore)
    }
}
