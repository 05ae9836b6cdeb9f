import Synchronization
import WallTime

/// Wakes the simulation when the next event is due.
///
/// Holds the one task of the module that has no parent: what is due next changes with every call, and a sleeper that
/// can be replaced is simpler than one that can be interrupted.
final class Alarm: Sendable {
    private struct State {
        var due: Timestamp?
        var sleeper: Task<Void, Never>?
        var isStopped = false
    }

    private let clock: any WallClock
    private let state = Mutex(State())

    init(clock: any WallClock) {
        self.clock = clock
    }

    /// Runs the action at that time, unless it is to run earlier already.
    func set(_ due: Timestamp, _ action: @escaping @Sendable () -> Void) {
        state.withLock { state in
            if state.isStopped { return }
            if let earlier = state.due, earlier <= due { return }
            state.sleeper?.cancel()
            state.due = due
            state.sleeper = Task { [clock, weak self] in
                do { try await clock.sleep(until: due) } catch { return }
                self?.rang(due)
                action()
            }
        }
    }

    private func rang(_ due: Timestamp) {
        state.withLock { if $0.due == due { $0.due = nil } }
    }

    /// Never runs an action again.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.sleeper?.cancel()
            state.sleeper = nil
        }
    }
}
