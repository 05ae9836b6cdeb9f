import Foundation
import Synchronization

/// The processes that a program started, known by their session, which is theirs alone, and by its first process group.
final class ProcessGroup: Sendable {
    private let leader = Mutex<pid_t?>(nil)

    func set(_ leader: pid_t) {
        self.leader.withLock { $0 = leader }
    }

    /// Waits until the program itself has ended, whatever it left behind. Looks often at first, because most programs are short.
    func waitForEnd() async throws {
        var pause = Duration.milliseconds(2)
        while isRunning {
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    /// Looks without reaping: that is for who started the program.
    private var isRunning: Bool {
        guard let leader = leader.withLock({ $0 }) else { return false }
        var info = siginfo_t()
        return waitid(P_PID, id_t(leader), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == 0
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

    /// Kills all of them: the group, then those that made groups of their own in the session, as a shell with job control does.
    func kill() {
        send(SIGKILL)
        for process in othersInSession { Foundation.kill(process, SIGKILL) }
    }

    /// The processes of the session, as Linux lists them: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    private var othersInSession: [pid_t] {
        guard let leader = leader.withLock({ $0 }) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                // The name stands in parentheses and may hold any character; after it state, parent, group and session.
                let end = stat.lastIndex(of: ")")
            else { return false }
            return stat[end...].split(separator: " ").dropFirst(4).first == Substring(String(leader))
        }
    }

    private var exists: Bool {
        leader.withLock { $0 }.map { Foundation.kill(-$0, 0) == 0 } ?? false
    }

    private func send(_ signal: Int32) {
        if let leader = leader.withLock({ $0 }) { Foundation.kill(-leader, signal) }
    }
}
