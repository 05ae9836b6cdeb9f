import Foundation
import Logging

/// Keeps several commands of this program running as processes of its own, and ends them together.
struct ProcessTree {
    private struct Child {
        let arguments: [String]
        var pid: pid_t = 0
        var startedAt = Date()
        var pace = RestartPace()
        var startAfter = Date.distantPast

        var name: String { arguments.first ?? "" }
    }

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
        child.pid = try ChildProcess.spawn(["denyut"] + child.arguments)
        child.startedAt = Date()
        logger.info("Started \(child.name) as process \(child.pid).")
    }

    private func reap(_ child: inout Child, isStopping: Bool) {
        guard let end = ChildProcess.end(of: child.pid) else { return }
        let pid = child.pid
        child.pid = 0
        if isStopping { return }
        let lived = Date().timeIntervalSince(child.startedAt)
        let wasAsked = end.code == WorkerSupervisor.overMemory || end.code == WorkerSupervisor.startAgain
        let pause = child.pace.pause(afterLivingFor: lived, wasAsked: wasAsked)
        child.startAfter = Date().addingTimeInterval(pause)
        logger.warning(
            "\(child.name) (process \(pid)) ended after \(Int(lived)) s with \(end); again in \(pause.plain) s.")
    }
}
