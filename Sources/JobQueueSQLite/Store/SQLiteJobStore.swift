import Foundation
package import GRDB
public import JobQueue
public import WallTime

/// The job queue in an SQLite file, shared by any number of processes of one host.
///
/// ```swift
/// let store = try SQLiteJobStore(path: "storage/jobs.sqlite")
/// let queue = Queue(store: store)
/// ```
public final class SQLiteJobStore: Sendable {
    /// The path of the database file.
    public let path: String
    let options: SQLiteOptions
    package let clock: any WallClock
    let writer: Writer
    let checkpointer: Checkpointer
    let doorbell: Doorbell
    /// So many jobs are enqueued in less time than their commit takes.
    private static let briefEnqueue = 16
    private let freeSpace: FreeSpaceGuard
    private let vigil: LeaseVigil
    private let readerThread = SerialThread(name: "denyut-reader")
    private let reader: SQLiteConnection

    /// Opens a database, makes it if it is missing, and brings its schema up to date.
    ///
    /// - Throws: `JobStoreError` that names the cure; the file is then as it was.
    public init(path: String, options: SQLiteOptions = SQLiteOptions(), clock: any WallClock = SystemClock()) throws {
        try SQLiteFile.check(path, options: options)
        let missing = try Self.missingMigrations(path, options)
        if let first = missing.first, !options.createsAndMigrates {
            throw JobStoreError(.olderSchema, "The database \(path) lacks the migration \(first). Run: denyut migrate")
        }
        let connection = try SQLiteConnection(path: path, options: options)
        if !missing.isEmpty { _ = try connection.run { try Migrator().migrate($0, now: clock.now()) } }
        let checkpointer = Checkpointer(path: path, options: options)
        try checkpointer.watch(connection)
        let doorbell = Doorbell(databasePath: path)
        self.path = path
        self.options = options
        self.clock = clock
        self.doorbell = doorbell
        self.checkpointer = checkpointer
        self.writer = Writer(connection: connection, checkpointer: checkpointer)
        self.reader = try SQLiteConnection(path: path, options: options, readsOnly: true)
        self.vigil = LeaseVigil(clock.reading())
        self.freeSpace = FreeSpaceGuard(path: path, watermark: options.freeSpaceWatermark)
    }

    /// The names of the migrations that a file lacks. Looks at it as a reader: what is refused is left as it was, also its
    /// journal mode.
    private static func missingMigrations(_ path: String, _ options: SQLiteOptions) throws -> [String] {
        let status =
            SQLiteFile.size(path) == 0
            ? Migration.all.map { Migrator.Status(name: $0.name, appliedAt: nil) }
            : try SQLiteConnection(path: path, options: options, readsOnly: true).run { try Migrator().status($0) }
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
        let reader = reader
        return try await readerThread.run {
            try reader.run { db in
                var value: T?
                try db.inTransaction(.deferred) {
                    value = try body(db)
                    return .commit
                }
                guard let value else { throw JobStoreError(.other, "The read was not performed.") }
                return value
            }
        }
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
        let connection = try SQLiteConnection(path: path, options: options, synchronous: .normal)
        try checkpointer.watch(connection)
        return try await Attendance.begin(
            worker, connection: connection, doorbell: doorbell, clock: clock, vigil: vigil,
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
