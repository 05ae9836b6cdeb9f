import Foundation
import GRDB
import JobQueue
import Synchronization
import WallTime

/// A worker's presence: a thread with a connection of its own that renews the leases each third of their length, listens to
/// the doorbell, and looks for what operators ask.
///
/// On its own thread, because a worker whose jobs block everything else must not lose its leases.
final class Attendance: WorkerAttendance {
    /// How long changes by programs that do not ring may go unnoticed.
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
        var lastRenewal: Timestamp
        var hasLostLeases = false
        var lastLook = Timestamp.distantPast
    }

    private let worker: WorkerRegistration
    private let connection: SQLiteConnection
    private let bell: Bell
    private let clock: any WallClock
    private let signal: @Sendable (WorkerSignal) -> Void
    private let report = Mutex(Report())
    private let isOver = Mutex(false)
    private let thread = SerialThread(name: "denyut-leases")

    static func begin(
        _ worker: WorkerRegistration, connection: SQLiteConnection, doorbell: Doorbell, clock: any WallClock,
        signal: @escaping @Sendable (WorkerSignal) -> Void
    ) async throws -> Attendance {
        let attendance = Attendance(worker, connection, Bell(folder: doorbell.folder), clock, signal)
        try await attendance.thread.run { try attendance.register() }
        attendance.thread.async { attendance.attend() }
        return attendance
    }

    private init(
        _ worker: WorkerRegistration, _ connection: SQLiteConnection, _ bell: Bell, _ clock: any WallClock,
        _ signal: @escaping @Sendable (WorkerSignal) -> Void
    ) {
        self.worker = worker
        self.connection = connection
        self.bell = bell
        self.clock = clock
        self.signal = signal
    }

    func report(state: WorkerState, done: Int, failed: Int) {
        report.withLock { $0 = Report(state: state, done: done, failed: failed) }
    }

    func end() async {
        isOver.withLock { $0 = true }
        bell.wake()
        try? await thread.run { try self.unregister() }
    }

    // MARK: On the thread

    private func attend() {
        var state = ThreadState(lastRenewal: clock.now())
        let interval = worker.lease / 3
        var nextRenewal = state.lastRenewal + interval
        while !isOver.withLock({ $0 }) {
            let now = clock.now()
            if now >= nextRenewal || now < state.lastRenewal {
                nextRenewal = now + (renew(&state, now: now) ? interval : .seconds(1))
            }
            look(&state, now: now)
            let patience = min(Self.pollInterval, max(nextRenewal - now, .milliseconds(1)))
            if bell.wait(atMost: patience) { signal(.workArrived) }
        }
    }

    /// Renews the leases; returns whether that worked.
    private func renew(_ state: inout ThreadState, now: Timestamp) -> Bool {
        do {
            let report = report.withLock { $0 }
            let expiry = now + worker.lease
            try connection.run(waitingAtMost: worker.lease / 6) { db in
                try db.inTransaction(.immediate) {
                    try db.cachedStatement(sql: AttendanceSQL.renew).execute(
                        arguments: [expiry.milliseconds, worker.id, now.milliseconds])
                    try db.cachedStatement(sql: AttendanceSQL.heartbeat).execute(
                        arguments: [now.milliseconds, report.state.rawValue, report.done, report.failed, worker.id])
                    return .commit
                }
            }
            state.lastRenewal = now
            state.hasLostLeases = false
            return true
        } catch {
            if now - state.lastRenewal >= worker.lease, !state.hasLostLeases {
                state.hasLostLeases = true
                signal(.leasesLost(reason: "They could not be renewed for \(worker.lease): \(error)"))
            }
            return false
        }
    }

    /// Looks whether anything was committed by others since, and what operators ask.
    private func look(_ state: inout ThreadState, now: Timestamp) {
        // While rings come often the loop does, too.
        guard now - state.lastLook >= .milliseconds(100) || now < state.lastLook else { return }
        state.lastLook = now
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
            pausedQueues: Set(try String.fetchAll(db, sql: "SELECT queue FROM queue_pauses")),
            restartRequestedAt: try Int64.fetchOne(
                db, sql: "SELECT sent_at FROM queue_signals WHERE name = 'restart'"
            ).map(Timestamp.init(milliseconds:)),
            cancelledJobs: Set(
                try Int64.fetchAll(db, sql: AttendanceSQL.cancelled, arguments: [worker.id]).map { JobID($0) }))
    }

    private func register() throws {
        let now = clock.now()
        try connection.run { db in
            try db.execute(
                sql: AttendanceSQL.register,
                arguments: [
                    worker.id, worker.name, worker.host, worker.processID, worker.queues.joined(separator: ","),
                    worker.concurrency, now.milliseconds, now.milliseconds,
                ])
        }
    }

    private func unregister() throws {
        try connection.run { db in
            try db.execute(sql: "DELETE FROM workers WHERE id = ?", arguments: [worker.id])
        }
    }
}

/// The statements of an attendance.
private enum AttendanceSQL {
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
