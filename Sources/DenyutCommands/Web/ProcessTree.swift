import Foundation
import Logging
import WallTime

/// Keeps several commands of this program running as processes of its own, and ends them together.
struct ProcessTree {
    private struct Child {
        let arguments: [String]
        var pid: pid_t = 0
        /// By `SystemClock.uptime()`, as all times here: a clock that is set back must not keep a process from being started.
        var startedAt = Duration.zero
        var pace = RestartPace()
        var startAfter = Duration.zero
        /// Whether it ever ran for long enough to be well.
        var hasRun = false

        var name: String { arguments.first ?? "" }
    }

    /// How long the processes have to stop by themselves.
    private static let patience: Duration = .seconds(60)
    /// What ran for as long had all that it needs.
    private static let startTime: Duration = .seconds(10)

    /// What the processes wait for that trying again does not bring.
    struct StartFailure: Error {
        /// The exit code of the process that cannot start.
        let code: Int32
    }

    private let commands: [[String]]
    private let environment: CommandEnvironment
    private var logger: Logger { environment.logger }

    init(_ commands: [[String]], environment: CommandEnvironment) {
        self.commands = commands
        self.environment = environment
    }

    /// Runs until told to stop.
    ///
    /// - Parameter hopeless: The exit code by which a process says that it cannot start. One that says so the first time stops all.
    /// - Returns: The exit code: 0, or 1 where a process had to be killed.
    /// - Throws: `StartFailure`, once all processes have ended, where one cannot start.
    func run(hopeless: Int32) async throws -> Int32 {
        var children = commands.map { Child(arguments: $0) }
        let stops = StopCounter()
        let signals = SignalWatch()
        signals.on([SIGTERM, SIGINT, SIGQUIT]) { _ = stops.count() }
        let hangUps = StopCounter()
        HangUp.watch(signals, environment, reopened: { _ = hangUps.count() }, stop: { _ = stops.count() })
        var told = 0
        var reopened = 0
        var stoppedAt: Duration?
        var code: Int32 = 0
        var failure: StartFailure?
        while true {
            let count = stops.value
            if count > told {
                told = count
                stoppedAt = stoppedAt ?? SystemClock.uptime()
                for child in children where child.pid > 0 { kill(child.pid, count > 1 ? SIGKILL : SIGTERM) }
            }
            if hangUps.value > reopened {
                reopened = hangUps.value
                for child in children where child.pid > 0 { kill(child.pid, SIGHUP) }
            }
            if let at = stoppedAt, SystemClock.uptime() - at > Self.patience {
                for child in children where child.pid > 0 { kill(child.pid, SIGKILL) }
                code = 1
            }
            for index in children.indices {
                if children[index].pid > 0, let end = reap(&children[index], isStopping: stoppedAt != nil),
                    end.code == hopeless, !children[index].hasRun, stoppedAt == nil
                {
                    failure = StartFailure(code: end.code)
                    _ = stops.count()
                    children[index].startAfter = .seconds(Int64.max / 2)
                }
                if children[index].pid == 0, stoppedAt == nil, children[index].startAfter <= SystemClock.uptime() {
                    try start(&children[index])
                }
            }
            if stoppedAt != nil, children.allSatisfy({ $0.pid == 0 }) {
                if let failure { throw failure }
                return code
            }
            try? await environment.clock.sleep(for: .milliseconds(50))
        }
    }

    private func start(_ child: inout Child) throws {
        child.pid = try ChildProcess.spawn(["denyut"] + child.arguments)
        child.startedAt = SystemClock.uptime()
        logger.info("Started \(child.name) as process \(child.pid).")
    }

    /// - Returns: How the process ended; nil while it runs.
    private func reap(_ child: inout Child, isStopping: Bool) -> ChildEnd? {
        let age = SystemClock.uptime() - child.startedAt
        if age > Self.startTime { child.hasRun = true }
        guard let end = ChildProcess.end(of: child.pid) else { return nil }
        let pid = child.pid
        child.pid = 0
        if isStopping { return end }
        let lived = age.inSeconds
        let wasAsked = end.code == WorkerSupervisor.overMemory || end.code == WorkerSupervisor.startAgain
        let pause = child.pace.pause(afterLivingFor: lived, wasAsked: wasAsked)
        child.startAfter = SystemClock.uptime() + .seconds(pause)
        logger.warning(
            "\(child.name) (process \(pid)) ended after \(Int(lived)) s with \(end); again in \(pause.plain) s.")
        return end
    }
}
