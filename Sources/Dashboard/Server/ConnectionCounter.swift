import Basics
import Synchronization

/// How many connections are open, of all and of each address.
final class ConnectionCounter: Sendable {
    private struct State {
        var total = 0
        var byAsker: [Name: Int] = [:]
    }

    private let limit: Int
    private let perAsker: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: How many may be open.
    ///   - perAsker: How many of one asker. A proxy is none: all askers come through it.
    init(limit: Int, perAsker: Int) {
        self.limit = limit
        self.perAsker = perAsker
    }

    /// Counts a connection; false where it is one too many.
    func open(_ asker: String?) -> Bool {
        state.withLock { state in
            guard state.total < limit else { return false }
            if let asker {
                let count = state.byAsker[Name(asker), default: 0]
                guard count < perAsker else { return false }
                state.byAsker[Name(asker)] = count + 1
            }
            state.total += 1
            return true
        }
    }

    /// Takes back a connection that was counted.
    func close(_ asker: String?) {
        state.withLock { state in
            state.total -= 1
            guard let asker, let count = state.byAsker[Name(asker)] else { return }
            state.byAsker[Name(asker)] = count > 1 ? count - 1 : nil
        }
    }

    /// Whether most places are taken, so that connections which rest are to make room.
    var isCrowded: Bool { state.withLock { $0.total > limit / 4 * 3 } }

    /// How many connections are open.
    var count: Int { state.withLock { $0.total } }
}
