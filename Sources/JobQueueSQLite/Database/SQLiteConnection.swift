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

    /// What a connection is for.
    enum Purpose: Sendable, Equatable {
        /// Everything.
        case writing
        /// Reading only; in a database that nobody can write any connection is.
        case reading
        /// Reading a file that nobody changes, without WAL and locks.
        case readingImmutable
    }

    /// How long SQLite waits between two tries to take a lock.
    ///
    /// Its own back-off is unfair (steps up to 100 ms, the oldest waits longest), and shorter steps than 1 ms make two
    /// processes slower, not faster.
    private static let busyStep: useconds_t = 1000

    package let path: String
    private let queue: DatabaseQueue
    private let waitLimit: WaitLimit
    private let isClosed = Mutex(false)

    /// - Parameter isKnown: Whether the file was open before: where it is gone by now, another one must not be made in its place.
    init(
        path: String, options: SQLiteOptions, for purpose: Purpose = .writing, synchronous: Synchronous = .full,
        isKnown: Bool = false
    ) throws {
        guard !isKnown || SQLiteFile.exists(path) else { throw Self.replaced(path, "was deleted or moved away") }
        self.path = path
        let limit = Int(options.busyTimeout.wholeMilliseconds)
        let waitLimit = WaitLimit(limit)
        self.waitLimit = waitLimit
        var configuration = Configuration()
        configuration.readonly = purpose != .writing
        configuration.foreignKeysEnabled = false
        configuration.label = "denyut"
        configuration.busyMode = .callback { tries in
            guard tries < waitLimit.limit.withLock({ $0 }) else { return false }
            usleep(Self.busyStep)
            return true
        }
        configuration.prepareDatabase { db in
            try Self.prepare(db, options, purpose, synchronous: synchronous)
        }
        do {
            queue = try DatabaseQueue(
                path: purpose == .readingImmutable ? try Self.immutableURI(path) : path, configuration: configuration)
            // Who waited for a lock on a file that was exchanged meanwhile has the old one open.
            try queue.writeWithoutTransaction { try Self.checkIsInPlace($0, path: path) }
        } catch {
            throw JobStoreError(error, path: path)
        }
    }

    deinit {
        close()
    }

    private final class WaitLimit: Sendable {
        let limit: Mutex<Int>
        init(_ limit: Int) { self.limit = Mutex(limit) }
    }

    /// https://www.sqlite.org/uri.html
    private static func immutableURI(_ path: String) throws -> String {
        guard sqlite3_compileoption_used("USE_URI") != 0,
            let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
        else {
            throw JobStoreError(
                .cannotOpen,
                "The database \(path) is on a file system that is mounted read-only, where the SQLite of this system cannot read it. Copy it to a folder that can be written, and name the copy."
            )
        }
        return "file://\(escaped)?immutable=1"
    }

    private static func prepare(
        _ db: Database, _ options: SQLiteOptions, _ purpose: Purpose, synchronous: Synchronous
    ) throws {
        // Keeps other processes' readers and writers apart: https://www.sqlite.org/wal.html
        if try String.fetchOne(db, sql: "PRAGMA journal_mode") != "wal", purpose == .writing {
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
        // A page whose cells lie outside of it is found when it is read, and no SQL of whoever can spoil the file by ordinary
        // statements: https://www.sqlite.org/security.html. (`trusted_schema = OFF` is not possible: up to SQLite 3.40 it refuses the
        // JSON functions in our own CHECKs. What a schema from elsewhere can call is SQLite's own: nothing is ever added to it.)
        try db.execute(sql: "PRAGMA cell_size_check = ON")
        if let connection = db.sqliteConnection {
            _ = denyut_sqlite_set_defensive(UnsafeMutableRawPointer(connection))
        }
        // Only the store's own close, in order, writes the WAL back.
        setCheckpointsOnClose(false, db)
    }

    private static func setCheckpointsOnClose(_ isOn: Bool, _ db: Database) {
        guard let connection = db.sqliteConnection else { return }
        _ = denyut_sqlite_set_checkpoint_on_close(UnsafeMutableRawPointer(connection), isOn ? 1 : 0)
    }

    /// Runs SQL outside a transaction, on the calling thread.
    package func run<T>(_ body: (Database) throws -> T) throws -> T {
        do {
            return try queue.writeWithoutTransaction { db in
                guard !isClosed.withLock({ $0 }) else {
                    throw JobStoreError(.other, "The database \(path) has been closed by this process.")
                }
                return try body(db)
            }
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

    // MARK: The file

    /// Makes sure that the file which the connection has open is still the one at its path: it may have been deleted, or a
    /// backup may have been copied over it.
    ///
    /// - Parameter identity: What the database had when it was opened.
    /// - Throws: `JobStoreError.replaced`.
    static func checkIsInPlace(_ db: Database, path: String, identity: DatabaseIdentity? = nil) throws {
        guard let connection = db.sqliteConnection else { return }
        let hasMoved = denyut_sqlite_has_moved(UnsafeMutableRawPointer(connection)) != 0
        if !hasMoved {
            guard let identity, let stored = DatabaseIdentity.stored(db), stored != identity else { return }
        }
        let what =
            !hasMoved
            ? "was written over by another one"
            : SQLiteFile.exists(path) ? "was replaced by another file" : "was deleted or moved away"
        throw replaced(path, what)
    }

    private static func replaced(_ path: String, _ what: String) -> JobStoreError {
        JobStoreError(
            .replaced,
            "The database \(path) \(what) while this process had it open. What it did since is lost or in the old file. Stop all processes that use it, put the right file in place, and start them again.",
            remedy: .restore)
    }

    // MARK: Closing

    /// Closes it; what is asked of it afterwards is refused.
    ///
    /// - Parameter writesBack: Whether the WAL goes back into the database where nobody else has it open. SQLite locks the whole
    ///   database for that, so no other connection can write or checkpoint meanwhile.
    func close(writingBack writesBack: Bool = false) {
        queue.writeWithoutTransaction { db in
            isClosed.withLock { $0 = true }
            if writesBack { Self.setCheckpointsOnClose(true, db) }
        }
        try? queue.close()
    }
}
