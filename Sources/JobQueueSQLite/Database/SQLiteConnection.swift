import CSQLiteSupport
import Foundation
package import GRDB
import GRDBSQLite
import JobQueue
import Synchronization
import WallTime

/// One connection to the database file, set up as the queue needs it. Used by one thread at a time.
package final class SQLiteConnection: Sendable {
    /// What commits wait for.
    package enum Synchronous: String {
        case full = "FULL"
        case normal = "NORMAL"
    }

    /// How long SQLite waits between two tries to take a lock.
    ///
    /// Its own back-off is unfair (steps up to 100 ms, the oldest waits longest), and shorter steps than 1 ms make two
    /// processes slower, not faster.
    private static let busyStep: useconds_t = 1000

    package let path: String
    private let queue: DatabaseQueue
    private let waitLimit: WaitLimit

    package init(path: String, options: SQLiteOptions, readsOnly: Bool = false, synchronous: Synchronous = .full) throws
    {
        self.path = path
        let limit = Int(options.busyTimeout.wholeMilliseconds)
        let waitLimit = WaitLimit(limit)
        self.waitLimit = waitLimit
        var configuration = Configuration()
        configuration.readonly = readsOnly
        configuration.foreignKeysEnabled = false
        configuration.label = "denyut"
        configuration.busyMode = .callback { tries in
            guard tries < waitLimit.limit.withLock({ $0 }) else { return false }
            usleep(Self.busyStep)
            return true
        }
        configuration.prepareDatabase { db in
            try Self.prepare(db, options, readsOnly: readsOnly, synchronous: synchronous)
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw JobStoreError(error, path: path)
        }
    }

    private final class WaitLimit: Sendable {
        let limit: Mutex<Int>
        init(_ limit: Int) { self.limit = Mutex(limit) }
    }

    private static func prepare(
        _ db: Database, _ options: SQLiteOptions, readsOnly: Bool, synchronous: Synchronous
    ) throws {
        // Keeps other processes' readers and writers apart: https://www.sqlite.org/wal.html
        if !readsOnly, try String.fetchOne(db, sql: "PRAGMA journal_mode") != "wal" {
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try db.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
        // Checkpoints are our own, under the writer lock: https://www.sqlite.org/wal.html#walresetbug
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        // A WAL that grew because of a long reader is cut down when it is started anew.
        try db.execute(sql: "PRAGMA journal_size_limit = \(options.walSizeLimit)")
        // A file that shrinks under a map kills the process: https://www.sqlite.org/mmap.html
        try db.execute(sql: "PRAGMA mmap_size = 0")
        // Statements that need a temporary table must not write a file each time.
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
        // A short command must not delete the WAL under the workers' feet.
        if let connection = db.sqliteConnection {
            _ = denyut_sqlite_no_checkpoint_on_close(UnsafeMutableRawPointer(connection))
        }
    }

    /// Runs SQL outside a transaction, on the calling thread.
    package func run<T>(_ body: (Database) throws -> T) throws -> T {
        do {
            return try queue.writeWithoutTransaction(body)
        } catch {
            throw JobStoreError.wrap(error, path: path)
        }
    }

    /// Runs SQL that waits for other processes no longer than that; `nil`: as long as usual.
    func run<T>(waitingAtMost limit: Duration?, _ body: (Database) throws -> T) throws -> T {
        guard let limit else { return try run(body) }
        let usual = waitLimit.limit.withLock { current in
            defer { current = Int(limit.wholeMilliseconds) }
            return current
        }
        defer { waitLimit.limit.withLock { $0 = usual } }
        return try run(body)
    }
}
