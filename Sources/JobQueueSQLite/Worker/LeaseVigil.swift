import JobQueue
import Synchronization
import WallTime

/// Whether a lease that has ended may be taken for that of a dead worker.
///
/// Not of one that attends in this process: it lives, and renews its leases however late, so that a job is never started beside
/// itself. And for a while not of others either, where all of them may just have had no chance to renew: after a leap of the time
/// of day, after the machine slept, after this process stood still (as all do in a container that was paused), while the store let
/// nobody write.
final class LeaseVigil: Sendable {
    private struct Attending {
        let lease: Duration
        /// When it last renewed its leases, by the system's own clock.
        var renewedAt: Duration
    }

    private struct State {
        var leaps: LeapDetector
        /// The workers that attend here.
        var attending: [String: Attending] = [:]
        /// When a thread that never waits for long was last seen, by the system's own clock; `nil`: none attends.
        var lastBeat: Duration?
        /// Until when no lease of others is taken back, by the clock's uptime.
        var patientUntil = Duration.zero
    }

    /// Others that live have renewed their leases after so long.
    private static let longestPatience: Duration = .seconds(10)
    private static let shortestPatience: Duration = .seconds(2)

    private let state: Mutex<State>

    init(_ reading: ClockReading) {
        state = Mutex(State(leaps: LeapDetector(reading)))
    }

    func begin(_ worker: WorkerRegistration) {
        state.withLock { state in
            state.attending[worker.id] = Attending(lease: worker.lease, renewedAt: SystemClock.uptime())
            state.lastBeat = SystemClock.uptime()
        }
    }

    /// Notes that a worker has renewed its leases.
    func renewed(_ worker: WorkerRegistration) {
        state.withLock { $0.attending[worker.id]?.renewedAt = SystemClock.uptime() }
    }

    func end(_ worker: WorkerRegistration) {
        state.withLock { state in
            state.attending[worker.id] = nil
            if state.attending.isEmpty { state.lastBeat = nil }
        }
    }

    /// Notes that this process runs; called at least twice a second while a worker attends.
    func beat(_ reading: ClockReading) {
        state.withLock { state in
            notice(reading, &state)
            state.lastBeat = SystemClock.uptime()
        }
    }

    /// What a claim may take back.
    ///
    /// - Returns: Whether the worker attends here, so that its leases are not taken from it; and for how long none of others
    ///   may be taken back, 0: they may.
    func look(_ worker: String, _ reading: ClockReading) -> (attends: Bool, patience: Duration) {
        state.withLock { state in
            notice(reading, &state)
            return (state.attending[worker] != nil, max(state.patientUntil - reading.uptime, .zero))
        }
    }

    private func notice(_ reading: ClockReading, _ state: inout State) {
        let lease = state.attending.values.map(\.lease).min() ?? .seconds(60)
        // Not by the clock that is passed in: it may be moved by hand, and then nothing stood still.
        let gap = state.lastBeat.map { SystemClock.uptime() - $0 } ?? .zero
        // In less than a third of a lease nobody can have lost one.
        let stoodStill = gap >= max(Self.shortestPatience, lease / 3)
        let leap = state.leaps.look(reading) ?? .zero
        // Who has missed a renewal and can write again is not alone: the others must get their turn first.
        if state.attending.values.contains(where: { SystemClock.uptime() - $0.renewedAt >= $0.lease * 2 / 3 }) {
            state.patientUntil = max(state.patientUntil, reading.uptime + min(lease, Self.longestPatience))
        }
        guard stoodStill || leap > .zero else { return }
        let patience = max(Self.shortestPatience, min(lease, Self.longestPatience))
        state.patientUntil = max(state.patientUntil, reading.uptime + patience)
        state.lastBeat = state.lastBeat.map { _ in SystemClock.uptime() }
    }
}
