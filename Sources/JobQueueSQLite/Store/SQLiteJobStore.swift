import Foundation
package import GRDB
public import JobQueue
import Synchronization
public import WallTime

/// The job queue in an SQLite file, shared by any number of processes of one host.
///
/// ```swift
/// let store = try SQLiteJobStore(path: "storage/jobs.sqlite")
/// let queue = Queue(store: store)
/// ```
public final class SQLiteJobStore: Sendable {
    /// The path of the database file: absolute, with links followed.
    public let path: String
    let options: SQLiteOptions
    package let clock: any WallClock
    /// Of the lines that this program knows.
    let migrator: Migrator
    let writer: Writer
    let checkpointer: Checkpointer
    let doorbell: Doorbell
    /// So many jobs are enqueued in less time than their commit takes.
    private static let briefEnqueue = 16
    private let freeSpace: FreeSpaceGuard
    private let vigil: LeaseVigil
    private let readers: ReaderPool
    private let access: DatabaseAccess
    /// What the database had when it was opened.
    private let identity: DatabaseIdentity?
    /// Those that were opened besides writer and readers, and must be closed before them.
    private let others = Mutex<[WeakConnection]>([])

    private struct WeakConnection: Sendable {
        weak var connection: SQLiteConnection?
    }

    /// Opens a database, makes it if it is missing, and brings its schema up to date.
    ///
    /// A new file can be read and written by its owner only. One on a file system that is mounted read-only is opened for
    /// reading where `options.createsAndMigrates` is off.
    ///
    /// - Parameter lines: Tables of the program's own that the store keeps up to date with the queue's. Whatever else stands in the
    ///   file is none of its business.
    /// - Throws: `JobStoreError` that names the cure; the file is then as it was.
    public init(
        path: String, options: SQLiteOptions = SQLiteOptions(), lines: [MigrationLine] = [],
        clock: any WallClock = SystemClock()
    ) throws {
        let path = SQLiteFile.resolve(path)
        let access = try DatabaseAccess.find(path, options: options)
        let migrator = Migrator(adding: lines)
        let missing = try Self.missingMigrations(path, options, access, migrator)
        if let first = missing.first, !options.createsAndMigrates {
            throw JobStoreError(
                .olderSchema, "The database \(path) lacks the migration \(first). Bring its schema up to date.",
                remedy: .migrate)
        }
        SQLiteFile.makePrivate(path)
        let connection = try SQLiteConnection(path: path, options: options, for: access.purpose(writes: true))
        let identity = try connection.run { db in
            try DatabaseIdentity.check(db, path: path)
            if options.createsAndMigrates {
                _ = try migrator.migrate(db, now: clock.now())
                try DatabaseIdentity.give(db)
            }
            return try DatabaseIdentity.read(db)
        }
        let checkpointer = Checkpointer(path: path, options: options)
        if access == .readAndWrite { try checkpointer.watch(connection) }
        let doorbell = Doorbell(databasePath: path)
        self.path = path
        self.options = options
        self.clock = clock
        self.migrator = migrator
        self.doorbell = doorbell
        self.checkpointer = checkpointer
        self.vigil = LeaseVigil(clock.reading())
        self.access = access
        self.identity = identity
        self.writer = Writer(connection: connection, checkpointer: checkpointer, identity: identity)
        self.readers = try ReaderPool(
            path: path, options: options, purpose: access.purpose(writes: false), identity: identity)
        self.freeSpace = FreeSpaceGuard(path: path, watermark: options.freeSpaceWatermark)
    }

    /// Makes sure that there is a database at a path which this user can read and write, or a place for one. Opens nothing.
    ///
    /// - Throws: `JobStoreError` that names the cure.
    package static func checkCanBeOpened(_ path: String, options: SQLiteOptions = SQLiteOptions()) throws {
        _ = try DatabaseAccess.find(SQLiteFile.resolve(path), options: options)
    }

    deinit {
        close()
    }

    /// Ends the work with the database. What is asked of the store afterwards is refused.
    ///
    /// Where no other process has the database open, what stands in its WAL goes into the database file, which then is all there
    /// is of it. Called by itself when nobody has the store any more; waits for the statement that is running.
    public func close() {
        let others = others.withLock { connections in
            defer { connections = [] }
            return connections.compactMap(\.connection)
        }
        for connection in others { connection.close() }
        checkpointer.close()
        readers.close()
        // The last one: it writes the WAL back.
        writer.close()
    }

    /// Whether the database can only be read, because its file system is mounted so.
    package var isReadOnly: Bool { access != .readAndWrite }

    /// Opens one more connection, which is closed with the store at the latest.
    func connect(writes: Bool, synchronous: SQLiteConnection.Synchronous = .full) throws -> SQLiteConnection {
        let connection = try SQLiteConnection(
            path: path, options: options, for: access.purpose(writes: writes), synchronous: synchronous, isKnown: true)
        try checkIsInPlace(connection)
        others.withLock { connections in
            connections.removeAll { $0.connection == nil }
            connections.append(WeakConnection(connection: connection))
        }
        return connection
    }

    /// Makes sure that the file which this process has open is still the one at its path.
    ///
    /// - Throws: `JobStoreError.replaced`.
    func checkIsInPlace(_ connection: SQLiteConnection) throws {
        try connection.run { try SQLiteConnection.checkIsInPlace($0, path: path, identity: identity) }
    }

    /// The names of the migrations that a file lacks. Looks at it as a reader: what is refused is left as it was, also its
    /// journal mode.
    private static func missingMigrations(
        _ path: String, _ options: SQLiteOptions, _ access: DatabaseAccess, _ migrator: Migrator
    ) throws -> [String] {
        let status =
            SQLiteFile.size(path) == 0
            ? migrator.nothingApplied
            : try SQLiteConnection(path: path, options: options, for: access.purpose(writes: false))
                .run { try migrator.status($0) }
        return status.filter { $0.appliedAt == nil }.map(\.name)
    }

    /// Runs a write transaction of the application on the store's own connection, on its thread; waiting writes may share it.
    ///
    /// - Throws: What the closure throws, or a `JobStoreError`: then nothing of it was written.
    public func write<T: Sendable>(
        _ durability: Durability = .durable, _ body: @escaping @Sendable (SQLiteTransaction) throws -> T
    ) async throws -> T {
        try await write(durability, on: .writerThread, body)
    }

    private func write<T: Sendable>(
        _ durability: Durability, on site: Writer.Site, _ body: @escaping @Sendable (SQLiteTransaction) throws -> T
    ) async throws -> T {
        let clock = clock
        let doorbell = doorbell
        let recordsStatistics = options.recordsStatistics
        // The workers are woken before the caller is, which takes as long again.
        let ring: @Sendable ((value: T, hasEnqueued: Bool)) -> Void = { if $0.hasEnqueued { doorbell.ring() } }
        return try await writer.write(durability, on: site, afterCommit: ring) { session in
            let transaction = SQLiteTransaction(
                session: session, now: clock.now(), recordsStatistics: recordsStatistics)
            let value = try body(transaction)
            try transaction.finish()
            return (value, transaction.hasEnqueued)
        }.value
    }

    /// Refuses new work while the disk is nearly full.
    ///
    /// - Throws: `JobStoreError.full`.
    func checkFreeSpace() throws {
        try freeSpace.check(now: clock.now())
    }

    /// Runs a read transaction, on a thread of the store's own. Keep it short: while it is open the WAL cannot shrink.
    package func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await readers.read(body)
    }
}

extension SQLiteJobStore: JobStore {
    /// Adds jobs, all of them or none; refused with `.full` while the disk is nearly full.
    public func enqueue(_ jobs: [NewJob], durability: Durability) async throws -> [EnqueuedJob] {
        guard !jobs.isEmpty else { return [] }
        try checkFreeSpace()
        let site: Writer.Site = jobs.count <= Self.briefEnqueue ? .anyThread : .writerThread
        return try await write(durability, on: site) { try $0.enqueue(jobs) }
    }

    /// Settles and claims in one transaction.
    public func exchange(_ exchange: Exchange) async throws -> ExchangeResult {
        let (vigil, clock) = (vigil, clock)
        // A worker's loop has a thread of its own.
        return try await write(.fast, on: .ownThread) { transaction in
            var result = ExchangeResult(
                settled: try transaction.settle(exchange.settlements, worker: exchange.worker))
            if let claim = exchange.claim {
                // Looked at now, not before: the clock may have leapt while others held the lock.
                let (attends, patience) = vigil.look(exchange.worker, clock.reading())
                let reclaim = SQLiteTransaction.Reclaim(
                    worker: exchange.worker, keepsOwn: attends, patience: patience)
                try transaction.claim(claim, reclaim, into: &result)
            }
            return result
        }
    }

    /// Notes how far a job has got.
    public func report(progress: String, of job: JobID, token: LeaseToken) async throws {
        try await writer.write(.fast) { session in
            try session.db.execute(
                sql: "UPDATE jobs SET progress = ? WHERE id = ? AND lease_token = ?",
                arguments: [progress, job.rawValue, token.rawValue])
        }
    }

    /// Takes a lock until the job's lease ends.
    public func acquireLock(_ key: String, for job: JobID, token: LeaseToken) async throws -> Bool {
        let now = clock.now()
        return try await writer.write(.fast) { session in
            try session.db.execute(
                sql: LockSQL.acquire, arguments: [key, job.rawValue, token.rawValue, now.milliseconds])
            return session.db.changesCount == 1
        }
    }

    /// Counts one use of a key within its window.
    public func countUse(of key: String, limit: Int, window: Duration) async throws -> Timestamp? {
        let now = clock.now()
        guard limit > 0 else { return now + window }
        return try await writer.write(.fast) { session in
            let row = try Row.fetchOne(
                session.db, sql: "SELECT window_ends_at, used FROM job_rates WHERE key = ?", arguments: [key])
            // A window that ends later than one that begins now was begun under a clock that was ahead.
            if let row, row["window_ends_at"] > now.milliseconds,
                row["window_ends_at"] <= (now + window).milliseconds
            {
                guard row["used"] < limit else { return Timestamp(milliseconds: row["window_ends_at"]) }
                try session.db.execute(sql: "UPDATE job_rates SET used = used + 1 WHERE key = ?", arguments: [key])
                return nil
            }
            try session.db.execute(
                sql: "INSERT OR REPLACE INTO job_rates (key, window_ends_at, used) VALUES (?, ?, 1)",
                arguments: [key, (now + window).milliseconds])
            return nil
        }
    }

    /// Until when a key is used up.
    public func exhaustion(of key: String, limit: Int, window: Duration) async throws -> Timestamp? {
        let now = clock.now()
        return try await read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT window_ends_at FROM job_rates
                    WHERE key = ? AND window_ends_at > ? AND window_ends_at <= ? AND used >= ?
                    """,
                arguments: [key, now.milliseconds, (now + window).milliseconds, limit]
            ).map(Timestamp.init(milliseconds:))
        }
    }

    /// Registers a worker and keeps its leases alive.
    public func attend(_ worker: WorkerRegistration, signal: @escaping @Sendable (WorkerSignal) -> Void) async throws
        -> any WorkerAttendance
    {
        let connection = try connect(writes: true, synchronous: .normal)
        try checkpointer.watch(connection)
        return try await Attendance.begin(
            worker, connection: connection, identity: identity, migrator: migrator, doorbell: doorbell, clock: clock,
            vigil: vigil,
            onWrite: { [writer] in writer.checkpointIfDue() }, signal: signal)
    }
}

/// The statement that takes a lock.
private enum LockSQL {
    /// Only who holds its lease takes a lock, and a lock counts only while the lease under which it was taken holds.
    static let acquire = """
        INSERT INTO job_locks (key, job_id, lease_token)
        SELECT ?1, id, lease_token FROM jobs WHERE id = ?2 AND lease_token = ?3
        ON CONFLICT (key) DO UPDATE SET job_id = excluded.job_id, lease_token = excluded.lease_token
        WHERE (job_locks.job_id = excluded.job_id AND job_locks.lease_token = excluded.lease_token)
           OR NOT EXISTS (
             SELECT 1 FROM jobs WHERE jobs.id = job_locks.job_id AND jobs.lease_token = job_locks.lease_token
               AND jobs.lease_expires_at > ?4)
        """
}
