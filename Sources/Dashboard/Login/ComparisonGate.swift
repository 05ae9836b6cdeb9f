import NIOPosix
import Synchronization

/// Compares passwords, a few at a time, in the order of `ComparisonQueue`.
final class ComparisonGate: Sendable {
    private struct State {
        var queue = ComparisonQueue()
        var next = 0
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    }

    private static let patience = Duration.seconds(10)

    private let state = Mutex(State())

    /// Compares, once there is a place; nil where there was none in time.
    func matches(_ hash: PasswordHash, _ password: String, network: String, isKnown: Bool) async throws -> Bool? {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        let patience = Task {
            try await Task.sleep(for: Self.patience)
            giveUp(id)
        }
        let begins = await withCheckedContinuation { continuation in
            let (hasBegun, dropped) = state.withLock { state -> (Bool, CheckedContinuation<Bool, Never>?) in
                switch state.queue.ask(id, network: network, isKnown: isKnown) {
                case .begin: return (true, nil)
                case .wait(let dropped):
                    state.waiting[id] = continuation
                    return (false, dropped.flatMap { state.waiting.removeValue(forKey: $0) })
                }
            }
            dropped?.resume(returning: false)
            if hasBegun { continuation.resume(returning: true) }
        }
        patience.cancel()
        guard begins else { return nil }
        defer { leave(id) }
        return try await NIOThreadPool.singleton.runIfActive { hash.matches(password) }
    }

    private func giveUp(_ id: Int) {
        guard let gone = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
        leave(id)
        gone.resume(returning: false)
    }

    private func leave(_ id: Int) {
        let next = state.withLock { state in
            state.queue.leave(id).flatMap { state.waiting.removeValue(forKey: $0) }
        }
        next?.resume(returning: true)
    }
}
