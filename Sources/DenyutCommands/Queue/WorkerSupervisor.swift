import Foundation
import Logging

/// Keeps a number of worker processes running: starts them anew when they die, more slowly the sooner they do.
struct WorkerSupervisor {
    /// What is known of one child.
    private struct Child {
        var pid: pid_t = 0
        var startedAt = Date()
        var failures = 0
        var startAfter = Date.distantPast
        var isFinished = false
    }

    /// Tells a child that somebody will start it again.
    static let variable = "DENYUT_SUPERVISED"
    /// The exit code of a child that wants to be started anew at once.
    static let startAgain: Int32 = 75
    /// The longest pause before a child is started again.
    private static let longestPause = 30.0
    /// Who lives so long has not failed at once.
    private static let soundLife = 10.0

    let processes: Int
    let logger: Logger

    /// Runs until told to stop, or until all children have ended by themselves.
    ///
    /// - Returns: The exit code: 0, or that of a child that failed while stopping.
    func run() async throws -> Int32 {
        let stops = StopCounter()
        let signals = SignalWatch()
        var children = Array(repeating: Child(), count: processes)
        signals.on([SIGTERM, SIGINT, SIGQUIT]) { _ = stops.count() }
        var forwarded = 0
        var worst: Int32 = 0
        while true {
            let stopCount = stops.value
            if stopCount > forwarded {
                forwarded = stopCount
                for child in children where child.pid > 0 { kill(child.pid, SIGTERM) }
            }
            for index in children.indices {
                if children[index].pid > 0 { reap(&children[index], stopping: stopCount > 0, worst: &worst) }
                if children[index].pid == 0, !children[index].isFinished, stopCount == 0,
                    children[index].startAfter <= Date()
                {
                    try start(&children[index])
                }
            }
            let isIdle = children.allSatisfy { $0.pid == 0 && ($0.isFinished || stopCount > 0) }
            if isIdle { return worst }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func start(_ child: inout Child) throws {
        child.pid = try Self.spawn()
        child.startedAt = Date()
        logger.info("Worker process \(child.pid) started.")
    }

    private func reap(_ child: inout Child, stopping: Bool, worst: inout Int32) {
        var status: Int32 = 0
        guard waitpid(child.pid, &status, WNOHANG) == child.pid else { return }
        let pid = child.pid
        child.pid = 0
        let signal = status & 0x7f
        let code = signal == 0 ? (status >> 8) & 0xff : 128 + signal
        if stopping {
            worst = max(worst, code)
            return
        }
        // A clean end was wanted: the queue is empty, or there were enough jobs.
        if code == 0 {
            child.isFinished = true
            logger.info("Worker process \(pid) is finished.")
            return
        }
        let lived = Date().timeIntervalSince(child.startedAt)
        child.failures = lived >= Self.soundLife ? 0 : child.failures + 1
        let pause =
            code == 12 || code == Self.startAgain || child.failures == 0
            ? 0 : min(Self.longestPause, pow(2, Double(child.failures - 1)))
        child.startAfter = Date().addingTimeInterval(pause)
        let how = signal == 0 ? "exit code \(code)" : "signal \(signal)"
        logger.warning("Worker process \(pid) ended after \(Int(lived)) s with \(how); starting another in \(pause) s.")
    }

    /// Starts this program again with the same arguments, but for `--processes`.
    private static func spawn() throws -> pid_t {
        var arguments = [CommandLine.arguments.first ?? "denyut"]
        var rest = CommandLine.arguments.dropFirst()[...]
        while let argument = rest.popFirst() {
            if argument == "--processes" {
                _ = rest.popFirst()
            } else if !argument.hasPrefix("--processes=") {
                arguments.append(argument)
            }
        }
        setenv(variable, String(getpid()), 1)
        var pid: pid_t = 0
        var pointers = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        let code = posix_spawn(&pid, "/proc/self/exe", nil, nil, pointers, environ)
        guard code == 0 else {
            throw SettingsError("A worker process could not be started: \(String(cString: strerror(code)))")
        }
        return pid
    }
}
