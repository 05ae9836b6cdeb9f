import Basics
import Synchronization

/// At most so many lanes of a worker work on one gateway with calls that have to be waited for, such as restarts: the others stay
/// free for other gateways, also while one hangs.
final class GatewayLanes: Sendable {
    private let limit: Int
    private let used = Mutex<[Name: Int]>([:])

    init(limit: Int) {
        self.limit = limit
    }

    /// Runs the body, or gives nil where the gateway has its lanes already.
    func run<T>(_ gateway: String, _ body: () async throws -> T) async rethrows -> T? {
        let name = Name(gateway)
        let entered = used.withLock { used in
            guard used[name, default: 0] < limit else { return false }
            used[name, default: 0] += 1
            return true
        }
        guard entered else { return nil }
        defer {
            used.withLock { used in
                let left = (used[name] ?? 1) - 1
                used[name] = left > 0 ? left : nil
            }
        }
        return try await body()
    }
}
