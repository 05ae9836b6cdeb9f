import Foundation
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
        var leases: LeaseKeeper
    }

    private let worker: WorkerRegistration
    private let connection: SQLiteConnection
    let parking: (any ThreadParking)?
    private let ending = DispatchSemaphore(value: 0)
    private let clock: any WallClock
    /// Called after what it wrote: a worker that only renews its leases makes the WAL grow, too.
    private let onWrite: @Sendable () -> Void
    private let signal: @Sendable (WorkerSignal) -> Void
    private let report = Mutex(Report())
    private let thread = SerialThread(name: "denyut-leases")

    static func begin(
        _ worker: WorkerRegistration, connection: SQLiteConnection, doorbell: Doorbell, clock: any WallClock,
        onWrite: @escaping @Sendable () -> Void, signal: @escaping @Sendable (WorkerSignal) -> Void
    ) async throws -> Attendance {
        let parking = BellParking(bell: Bell(folder: doorbell.folder)) { signal(.workArrived) }
        let attendance = Attendance(worker, connection, parking, clock, onWrite, signal)
        // From here on, not from whenever the thread gets its turn.
        let leases = LeaseKeeper(lease: worker.lease, now: clock.now())
        try await attendance.thread.run {
            try attendance.register()
            // Before the first claim: a paused queue must not lose a job to a worker that has not looked yet.
            let control = try connection.run { try attendance.readControl($0) }
            if control != WorkerControl() { signal(.control(control)) }
        }
        attendance.thread.async { attendance.attend(leases) }
        return attendance
    }

    private init(
        _ worker: WorkerRegistration, _ connection: SQLiteConnection, _ parking: BellParking, _ clock: any WallClock,
        _ onWrite: @escaping @Sendable () -> Void, _ signal: @escaping @Sendable (WorkerSignal) -> Void
    ) {
        self.worker = worker
        self.connection = connection
        self.parking = parking
        self.clock = clock
        self.onWrite = onWrite
        self.signal = signal
    }

    func report(state: WorkerState, done: Int, failed: Int) {
        report.withLock { $0 = Report(state: state, done: done, failed: failed) }
    }

    func end() async {
        ending.signal()
        try? await thread.run { try self.unregister() }
    }

    // MARK: On the thread

    private func attend(_ leases: LeaseKeeper) {
        var state = ThreadState(leases: leases)
        while true {
            let now = clock.now()
            // The worker's own waits are measured on the clock that was set back.
            if state.leases.hasClockGoneBack(now: now) { signal(.workArrived) }
            if state.leases.isDue(now: now) { renew(&state.leases, now: now) }
            look(&state)
            let patience = min(Self.pollInterval, max(state.leases.nextAttempt - clock.now(), .milliseconds(1)))
            if ending.wait(timeout: .now() + .milliseconds(Int(patience.wholeMilliseconds))) == .success { return }
        }
    }

    private func renew(_ leases: inout LeaseKeeper, now: Timestamp) {
        do {
            try connection.run(waitingAtMost: leases.patience) { db in
                try db.inTransaction(.immediate) {
                    try write(db, now: now)
                    return .commit
                }
            }
            onWrite()
            if leases.succeeded(now: now) {
                signal(.leasesLost(reason: "They had ended before: the process or its clock stood still."))
            }
        } catch {
            if leases.failed(now: now) {
                signal(.leasesLost(reason: "They could not be renewed for \(worker.lease): \(error)"))
            }
        }
    }

    /// Writes that the worker lives.
    private func write(_ db: Database, now: Timestamp) throws {
        let report = report.withLock { $0 }
        try db.cachedStatement(sql: AttendanceSQL.renew).execute(
            arguments: [(now + worker.lease).milliseconds, worker.id, now.milliseconds])
        try db.cachedStatement(sql: AttendanceSQL.heartbeat).execute(
            arguments: [now.milliseconds, report.state.rawValue, report.done, report.failed, worker.id])
        // Somebody took it for dead.
        if db.changesCount == 0 { try register(db, now: now) }
    }

    /// Looks whether anything was committed by others since, and what operators ask.
    private func look(_ state: inout ThreadState) {
        guard let version = try? connection.run({ try Int64.fetchOne($0, sql: "PRAGMA data_version") }),
            version != state.dataVersion
        else { return }
        guard let control = try? connection.run({ try readControl($0) }) else { return }
        state.dataVersion = version
        signal(.workArrived)
        if control != state.control {
            state.control = control
            signal(.control(control))
        }
    }

    private func readControl(_ db: Database) throws -> WorkerControl {
        WorkerControl(
            pausedQueues: Set(try String.fetchAll(db, sql: SQLiteTransaction.pausesSQL)),
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
                worker.concurrency, now.milliseconds, now.milliseconds,
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
    // A lease that has ended already is not renewed: another worker may be about to take the job.
    static let renew = """
        UPDATE jobs SET lease_expires_at = ? WHERE lease_token IS NOT NULL AND worker = ? AND lease_expires_at > ?
        """
    static let heartbeat = "UPDATE workers SET seen_at = ?, state = ?, jobs_done = ?, jobs_failed = ? WHERE id = ?"
    static let cancelled = "SELECT id FROM jobs WHERE cancel_requested_at IS NOT NULL AND worker = ?"
    static let register = """
        INSERT OR REPLACE INTO workers (id, name, host, pid, queues, concurrency, state, started_at, seen_at)
        VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?)
        """
}
