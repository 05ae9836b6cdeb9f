import Basics
import Synchronization
import WallTime

/// What must be remembered of WAHA's sessions to tell one that was stopped by its user from one that a restart left behind: both are
/// STOPPED. It was its user where the session ran before, and the process is still the one in which it ran.
final class WAHAMemory: Sendable {
    private struct State {
        /// When its process started.
        var startedAt: Timestamp?
        /// Sessions that were seen running in it.
        var running: Set<Name> = []
    }

    /// More sessions than that in one gateway are not watched by one process.
    private static let limit = 50_000
    /// Two times of one start differ by that much: one is computed from an uptime and our clock.
    private static let tolerance = Duration.seconds(10)

    private let state = Mutex(State())

    /// Takes in when the process started; what ran in an earlier one is forgotten.
    func started(at time: Timestamp) {
        state.withLock { state in
            if let known = state.startedAt, abs(known, time) <= Self.tolerance { return }
            state.startedAt = time
            state.running = []
        }
    }

    private func abs(_ first: Timestamp, _ second: Timestamp) -> Duration {
        first < second ? second - first : first - second
    }

    /// Takes in what was seen of some sessions.
    ///
    /// - Returns: whether one is stopped that ran before, so that it is worth asking whether the process is still the same.
    func saw(_ sessions: [SessionObservation]) -> Bool {
        state.withLock { state in
            if state.running.count + sessions.count > 2 * Self.limit { state.running = [] }
            var mayBeStopped = false
            for session in sessions {
                let name = Name(session.id)
                if session.isStopped {
                    mayBeStopped = mayBeStopped || state.running.contains(name)
                } else if state.startedAt != nil {
                    state.running.insert(name)
                }
            }
            return mayBeStopped
        }
    }

    /// Whether somebody stopped the session in the process that runs now.
    func wasStopped(_ session: SessionObservation) -> Bool {
        session.isStopped && state.withLock { $0.running.contains(Name(session.id)) }
    }
}

extension SessionObservation {
    fileprivate var isStopped: Bool { rawStatus.uppercased() == "STOPPED" }
}
