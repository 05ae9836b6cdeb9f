import Foundation

/// The processes of one program: those of its session, which is its alone, known by the number of its first process.
struct ProgramSession {
    let leader: pid_t

    /// Asks the program's own process group to end.
    func askToEnd() {
        Foundation.kill(-leader, SIGTERM)
    }

    /// Kills all of them: the group, then those that made groups of their own in the session, as a shell with job control does.
    func kill() {
        Foundation.kill(-leader, SIGKILL)
        for process in members { Foundation.kill(process, SIGKILL) }
    }

    /// Whether the number is still that of a session's first process: another process may have it by now.
    var exists: Bool { getsid(leader) == leader }

    /// The processes of the session, as Linux lists them: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    private var members: [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { getsid($0) == leader }
    }
}
