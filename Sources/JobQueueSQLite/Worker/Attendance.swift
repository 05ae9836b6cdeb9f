import Basics
import GRDB
import JobQueue
import Synchronization
import WallTime

/// A worker's presence: a thread with a connection of its own that renews the leases each third of their length, and looks for
/// what operators ask and other programs have written. The worker's own thread listens to the doorbell meanwhile.
///
/// On its own thread, because a worker whose jobs block everything else must not lose its leases.
final class Attendance: WorkerAttendance {
    /// How long what operators ask, and changes by programs that do not ring, may go unnoticed.
    static let pollInterval: Duration = .milliseconds(500)

    private struct Report {
        var state = WorkerState.running
        var done = 0
        var failed = 0
    }

    /// What only the thread touches.
    private struct ThreadState {
        var dataVersion: Int64 = -1
        var control = WorkerControl()
        /// The file was deleted or replaced, and the worker was told.
        var isGone = false
        /// A newer program has brought the schema further, and the worker was told.
        var isOutdated = false
        var leases: LeaseKeeper
        var leaps: LeapDetector
        var mending = MendingRhythm()
    }

    private let worker: WorkerRegistration
    private let connection: SQLiteConnection
    /// What the database had when it was opened.
    private let identity: DatabaseIdentity?
    private let migrator: Migrator
    let parking: (any ThreadParking)?
    private let ending = Wakeup()
    private let vigil: LeaseVigil
    private let clock: any WallClock
    /// Called after what it wrote: a worker that only renews its leases makes the WAL grow, too.
    private let onWrite: @Sendable () -> Void
    private let signal: @Sendable (WorkerSignal) -> Void
    private let report = Mutex(Report())
    private let thread = SerialThread(name: "denyut-leases")

    static func begin(
        _ worker: WorkerRegistration, connection: SQLiteConnection, identity: DatabaseIdentity?, migrator: Migrator,
        doorbell: Doorbell, clock: any WallClock, vigil: LeaseVigil, onWrite: @escaping @Sendable () -> Void,
        signal: @escaping @Sendable (WorkerSignal) -> Void
    ) async throws -> Attendance {
        let parking = BellParking(bell: Bell(folder: doorbell.folder)) { signal(.workArrived) }
        let attendance = Attendance(worker, connection, identity, migrator, parking, clock, vigil, onWrite, signal)
        // From here on, not from whenever the thread gets its turn.
        let reading = clock.reading()
        let leases = LeaseKeeper(lease: worker.lease, uptime: reading.uptime)
        let leaps = LeapDetector(reading)
        try await attendance.thread.run {
            try attendance.register()
            // Before the first claim: a paused queue must not lose a job to a worker that has not looked yet. And whatever was
            // asked before is told, so that what is new can be known by its being new, not by its time.
            signal(.control(try connection.run { try attendance.readControl($0) }))
        }
        vigil.begin(worker)
        attendance.thread.async { attendance.attend(ThreadState(leases: leases, leaps: leaps)) }
        return attendance
    }

    private init(
        _ worker: WorkerRegistration, _ connection: SQLiteConnection, _ identity: DatabaseIdentity?,
        _ migrator: Migrator, _ parking: BellParking, _ clock: any WallClock, _ vigil: LeaseVigil,
        _ onWrite: @escaping @Sendable () -> Void, _ signal: @escaping @Sendable (WorkerSignal) -> Void
    ) {
        self.worker = worker
        self.connection = connection
        self.identity = identity
        self.migrator = migrator
        self.parking = parking
        self.clock = clock
        self.vigil = vigil
        self.onWrite = onWrite
        self.signal = signal
    }

    func report(state: WorkerState, done: Int, failed: Int) {
        report.withLock { $0 = Report(state: state, done: done, failed: failed) }
    }

    func end() async {
        vigil.end(worker)
        ending.signal()
        try? await thread.run {
            defer { self.connection.close() }
            try self.unregister()
        }
    }

    // MARK: On the thread

    private func attend(_ beginning: ThreadState) {
        var state = beginning
        while true {
            let reading = clock.reading()
            vigil.beat(reading)
            if let leap = state.leaps.look(reading) {
                state.leases.leapt(by: leap, uptime: reading.uptime)
                if leap < .zero { state.mending.clockWentBack() }
                // What is due, and when, has changed.
                signal(.workArrived)
            }
            if state.leases.isDue(uptime: reading.uptime) { renew(&state.leases, reading) }
            mend(&state)
            look(&state)
            let untilRenewal = max(state.leases.nextAttempt - clock.uptime(), .milliseconds(1))
            if ending.wait(atMost: min(Self.pollInterval, untilRenewal)) { return }
        }
    }

    private func renew(_ leases: inout LeaseKeeper, _ reading: ClockReading) {
        do {
            let held = try connection.run(waitingAtMost: leases.patience) { db in
                var held: [JobID: LeaseToken] = [:]
                try db.inTransaction(.immediate) {
                    // Not the time from before the wait for the lock: it may have been set meanwhile.
                    try write(db, now: clock.now())
                    held = try self.held(db)
                    return .commit
                }
                return held
            }
            onWrite()
            vigil.renewed(worker)
            if leases.succeeded(uptime: reading.uptime) { signal(.leasesHeld(held, asOf: reading.uptime)) }
        } catch {
            if leases.failed(uptime: reading.uptime) {
                signal(.leasesLost(reason: "They could not be renewed for \(worker.lease): \(error)"))
            }
        }
    }

    /// The leases that this worker has.
    private func held(_ db: Database) throws -> [JobID: LeaseToken] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: AttendanceSQL.held), arguments: [Int64.min, worker.id])
        var held: [JobID: LeaseToken] = [:]
        while let row = try rows.next() { held[JobID(row[0])] = LeaseToken(rawValue: row[1]) }
        return held
    }

    /// Sets right what was written under a clock that was ahead.
    private func mend(_ state: inout ThreadState) {
        guard let extent = state.mending.next(uptime: clock.uptime()) else { return }
        let (clock, leases) = (clock, state.leases)
        do {
            let (count, isComplete) = try connection.run(waitingAtMost: worker.lease / 6) { db in
                // The leases first, however much there is to mend.
                try TimesAhead.mend(db, now: clock.now, extent) { !leases.isDue(uptime: clock.uptime()) }
            }
            if !isComplete { state.mending.again(extent) }
            guard count > 0 else { return }
            onWrite()
            signal(.workArrived)
        } catch {
            // The store is busy or full; what is to be mended waits for the next turn.
            state.mending.again(extent, after: MendingRhythm.pause, uptime: clock.uptime())
        }
    }

    /// Writes that the worker lives.
    private func write(_ db: Database, now: Timestamp) throws {
        let report = report.withLock { $0 }
        try db.cachedStatement(sql: AttendanceSQL.renew).execute(
            arguments: [(now + worker.lease).milliseconds, worker.id, Int64.min])
        try db.cachedStatement(sql: AttendanceSQL.heartbeat).execute(
            arguments: [now.milliseconds, report.state.rawValue, report.done, report.failed, worker.id])
        // Somebody took it for dead.
        if db.changesCount == 0 { try register(db, now: now) }
    }

    /// Looks whether the file is still there, whether anything was committed by others since, and what operators ask.
    private func look(_ state: inout ThreadState) {
        do {
            try connection.run {
                try SQLiteConnection.checkIsInPlace($0, path: connection.path, identity: identity)
            }
        } catch let error as JobStoreError where error.code == .replaced {
            if !state.isGone { signal(.leasesLost(reason: error.message)) }
            state.isGone = true
            // The worker asks the store, and ends with its answer.
            signal(.workArrived)
            return
        } catch {
            return
        }
        guard let version = try? connection.run({ try Int64.fetchOne($0, sql: "PRAGMA data_version") }),
            version != state.dataVersion
        else { return }
        guard let control = try? connection.run({ try readControl($0) }) else { return }
        state.dataVersion = version
        if !state.isOutdated, let newest = try? connection.run({ try migrator.newerThanKnown($0) }) {
            state.isOutdated = true
            signal(
                .outdated(
                    reason:
                        "A newer program has brought the database to the schema \(newest), which this worker does not know: it finishes the jobs in hand and ends. Start workers of the new version."
                ))
        }
        signal(.workArrived)
        if control != state.control {
            state.control = control
            signal(.control(control))
        }
    }

    private func readControl(_ db: Database) throws -> WorkerControl {
        WorkerControl(
            pausedQueues: try Name.fetchSet(db, sql: SQLiteTransaction.pausesSQL),
            restartRequestedAt: try Int64.fetchOne(
                db, sql: "SELECT sent_at FROM queue_signals WHERE name = 'restart'"
            ).map(Timestamp.init(milliseconds:)),
            cancelledJobs: Set(
                try Int64.fetchAll(db, sql: AttendanceSQL.cancelled, arguments: [worker.id]).map { JobID($0) }))
    }

    private func register() throws {
        try connection.run { db in try register(db, now: clock.now()) }
    }

    private func register(_ db: Database, now: Timestamp) throws {
        try db.execute(
            sql: AttendanceSQL.register,
            arguments: [
                worker.id, worker.name, worker.host, worker.processID, worker.queues.joined(separator: ","),
                worker.concurrency, worker.lease.wholeMilliseconds, now.milliseconds, now.milliseconds,
            ])
    }

    private func unregister() throws {
        try connection.run { db in
            try db.execute(sql: "DELETE FROM workers WHERE id = ?", arguments: [worker.id])
        }
    }
}

/// The statements of an attendance.
enum AttendanceSQL {
    // Also a lease that has ended: as long as the row has it nobody else has the job, and who comes first gets it. The comparison
    // is always true; without it SQLite would look at every job instead of those in the index.
    static let renew = """
        UPDATE jobs SET lease_expires_at = ? WHERE lease_token IS NOT NULL AND worker = ? AND lease_expires_at > ?
        """
    static let held = """
        SELECT id, lease_token FROM jobs WHERE lease_token IS NOT NULL AND lease_expires_at > ? AND worker = ?
        """
    static let heartbeat = "UPDATE workers SET seen_at = ?, state = ?, jobs_done = ?, jobs_failed = ? WHERE id = ?"
    static let cancelled = "SELECT id FROM jobs WHERE cancel_requested_at IS NOT NULL AND worker = ?"
    static let register = """
        INSERT OR REPLACE INTO workers (id, name, host, pid, queues, concurrency, lease, state, started_at, seen_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)
        """
}
