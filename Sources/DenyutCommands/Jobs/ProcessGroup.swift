import Foundation
import Synchronization

/// The processes that a program started, known by their group.
final class ProcessGroup: Sendable {
    private let leader = Mutex<pid_t?>(nil)

    func set(_ leader: pid_t) {
        self.leader.withLock { $0 = leader }
    }

    /// Asks all of them to end, and kills those that are left after a while.
    func end(within patience: Duration) async {
        send(SIGTERM)
        let limit = ContinuousClock.now + patience
        while exists, ContinuousClock.now < limit {
            try? await Task.sleep(for: .milliseconds(20))
        }
        kill()
    }

    /// Kills all of them.
    func kill() {
        send(SIGKILL)
    }

    private var exists: Bool {
        leader.withLock { $0 }.map { Foundation.kill(-$0, 0) == 0 } ?? false
    }

    private func send(_ signal: Int32) {
        if let leader = leader.withLock({ $0 }) { Foundation.kill(-leader, signal) }
    }
}
