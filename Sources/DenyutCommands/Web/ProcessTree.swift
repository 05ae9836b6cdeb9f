import Foundation
import Logging

/// Keeps several commands of this program running as processes of its own, and ends them together.
struct ProcessTree {
    private struct Child {
        let arguments: [String]
        var pid: pid_t = 0
        var startedAt = Date()
        var failures = 0
        var startAfter = Date.distantPast

        var name: String { arguments.first ?? "" }
    }

    /// The longest pause before a process is started again.
    private static let longestPause = 30.0
    /// Who lives so long has not failed at once.
    private static let soundLife = 10.0
    /// How long the processes have to stop by themselves.
    private static let patience = 60.0

    private let commands: [[String]]
    private let logger: Logger

    init(_ commands: [[String]], logger: Logger) {
        self.commands = commands
        self.logger = logger
    }

    /// Runs until told to stop.
    ///
    /// - Returns: The exit code: 0, or 1 where a process had to be killed.
    func run() async throws -> Int32 {
        var children = commands.map { Child(arguments: $0) }
        let stops = StopCounter()
        let signals = SignalWatch()
        signals.on([SIGTERM, SIGINT, SIGQUIT]) { _ = stops.count() }
        var told = 0
        var stoppedAt: Date?
        var code: Int32 = 0
        while true {
            let count = stops.value
            if count > told {
                told = count
                stoppedAt = stoppedAt ?? Date()
                for child in children where child.pid > 0 { kill(child.pid, count > 1 ? SIGKILL : SIGTERM) }
            }
            if let at = stoppedAt, Date().timeIntervalSince(at) > Self.patience {
                for child in children where child.pid > 0 { kill(child.pid, SIGKILL) }
                code = 1
            }
            for index in children.indices {
                if children[index].pid > 0 { reap(&children[index], isStopping: stoppedAt != nil) }
                if children[index].pid == 0, stoppedAt == nil, children[index].startAfter <= Date() {
                    try start(&children[index])
                }
            }
            if stoppedAt != nil, children.allSatisfy({ $0.pid == 0 }) { return code }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func start(_ child: inout Child) throws {
        var pid: pid_t = 0
        var pointers = (["denyut"] + child.arguments).map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        // Tells a child whom to watch: an owner that was killed cannot tell it to stop.
        setenv(WorkerSupervisor.variable, String(getpid()), 1)
        let code = posix_spawn(&pid, "/proc/self/exe", nil, nil, pointers, environ)
        guard code == 0 else {
            throw SettingsError("\(child.name) could not be started: \(String(cString: strerror(code)))")
        }
        child.pid = pid
        child.startedAt = Date()
        logger.info("Started \(child.name) as process \(pid).")
    }

    private func reap(_ child: inout Child, isStopping: Bool) {
        var status: Int32 = 0
        guard waitpid(child.pid, &status, WNOHANG) == child.pid else { return }
        let pid = child.pid
        child.pid = 0
        if isStopping { return }
        let signal = status & 0x7f
        let how = signal == 0 ? "exit code \((status >> 8) & 0xff)" : "signal \(signal)"
        let lived = Date().timeIntervalSince(child.startedAt)
        child.failures = lived >= Self.soundLife ? 0 : child.failures + 1
        let pause = child.failures == 0 ? 0 : min(Self.longestPause, pow(2, Double(child.failures - 1)))
        child.startAfter = Date().addingTimeInterval(pause)
        logger.warning("\(child.name) (process \(pid)) ended after \(Int(lived)) s with \(how); again in \(pause) s.")
    }
}
