import Foundation

/// What the system knows of running processes.
enum ProcessTable {
    /// The processes that run with that parent, and the command of ours that each carries out.
    static func children(of parent: pid_t) -> [pid_t: String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var children: [pid_t: String] = [:]
        for pid in entries.compactMap({ pid_t($0) }) {
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                let after = stat.split(separator: ")").last?.split(separator: " "), after.count > 1,
                after[0] != "Z", pid_t(after[1]) == parent,
                let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
            else { continue }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            if words.count > 1 { children[pid] = words[1] }
        }
        return children
    }

    /// Whether there is such a process that has not ended.
    static func isRunning(_ pid: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return stat.split(separator: ")").last?.hasPrefix(" Z") == false
    }
}
