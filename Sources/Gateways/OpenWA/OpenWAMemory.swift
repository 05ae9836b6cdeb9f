import Basics
import Synchronization

/// What must be remembered of OpenWA's sessions to tell one that was stopped by its user from one that was lost: both are
/// `disconnected`, and neither has an engine.
///
/// It was its user where one look found the session ready and the next one finds it down without an engine, an error or a
/// restriction, in the same process: its own reconnect keeps the old engine until it starts a new one, and an attempt that fails
/// leaves its error. A restart leaves no error (they are in memory only) and tells nothing of itself, but after one every session that
/// is ready has connected anew. So another session that has been connected since before proves that there was none.
final class OpenWAMemory: Sendable {
    private struct State {
        /// The sessions that the last look found ready, with the time since when they are.
        var ready: [Name: String] = [:]
        var stopped: Set<Name> = []
    }

    /// More sessions than that in one gateway are not watched by one process.
    private static let limit = 50_000

    private let state = Mutex(State())

    /// Takes in a list.
    func saw(_ sessions: [OpenWAShapes.Session]) {
        state.withLock { state in
            let before = state.ready
            let isSameProcess = sessions.contains { session in
                session.readySince.map { before[Name(session.observation.id)] == $0 } ?? false
            }
            state.ready = [:]
            for session in sessions.prefix(Self.limit) {
                let name = Name(session.observation.id)
                if let since = session.readySince {
                    state.ready[name] = since
                    state.stopped.remove(name)
                } else if !session.looksStopped {
                    state.stopped.remove(name)
                } else if isSameProcess, before[name] != nil, state.stopped.count < Self.limit {
                    state.stopped.insert(name)
                }
            }
        }
    }

    /// Takes in what was told of one session alone. A stop cannot be concluded from that, and that it is something else can.
    func saw(_ session: OpenWAShapes.Session) {
        guard !session.looksStopped else { return }
        state.withLock { state in
            let name = Name(session.observation.id)
            state.stopped.remove(name)
            if session.readySince == nil { state.ready[name] = nil }
        }
    }

    /// Whether somebody stopped the session.
    func wasStopped(_ session: OpenWAShapes.Session) -> Bool {
        session.looksStopped && state.withLock { $0.stopped.contains(Name(session.observation.id)) }
    }
}
