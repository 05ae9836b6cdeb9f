import Foundation
import Logging
import Synchronization
import WallTime

/// Keeps a number of worker processes running: starts them anew when they die, more slowly the sooner they do.
struct WorkerSupervisor {
    /// What is known of one child.
    private struct Child {
        var pid: pid_t = 0
        /// By `SystemClock.uptime()`, as all times here: a clock that is set back must not keep a worker from being started.
        var startedAt = Duration.zero
        var pace = RestartPace()
        var startAfter = Duration.zero
        var isFinished = false
    }

    /// Tells a child that somebody will start it again.
    static let variable = "DENYUT_SUPERVISED"
    /// The exit code of a child that wants to be started anew at once.
    static let startAgain: Int32 = 75
    /// The exit code of a child that was over its memory limit.
    static let overMemory: Int32 = 12

    let processes: Int
    let environment: CommandEnvironment
    private var logger: Logger { environment.logger }

    init(processes: Int, environment: CommandEnvironment) {
        self.processes = processes
        self.environment = environment
    }

    /// Runs until told to stop, or until all children have ended by themselves.
    ///
    /// - Returns: The exit code: 0, or that of a child that failed while stopping.
    func run() async throws -> Int32 {
        let stops = StopCounter()
        let signals = SignalWatch()
        var children = Array(repeating: Child(), count: processes)
        signals.on([SIGTERM, SIGINT, SIGQUIT]) { _ = stops.count() }
        let hangUps = StopCounter()
        HangUp.watch(signals, environment, reopened: { _ = hangUps.count() }, stop: { _ = stops.count() })
        let pauseWish = Mutex(false)
        signals.on([SIGUSR2]) { pauseWish.withLock { $0 = true } }
        signals.on([SIGCONT]) { pauseWish.withLock { $0 = false } }
        var isPaused = false
        var forwarded = 0
        var reopened = 0
        var worst: Int32 = 0
        while true {
            let stopCount = stops.value
            if stopCount > forwarded {
                forwarded = stopCount
                for child in children where child.pid > 0 { kill(child.pid, SIGTERM) }
            }
            if hangUps.value > reopened {
                reopened = hangUps.value
                for child in children where child.pid > 0 { kill(child.pid, SIGHUP) }
            }
            if pauseWish.withLock({ $0 }) != isPaused {
                isPaused.toggle()
                for child in children where child.pid > 0 { kill(child.pid, isPaused ? SIGUSR2 : SIGCONT) }
            }
            for index in children.indices {
                if children[index].pid > 0 { reap(&children[index], stopping: stopCount > 0, worst: &worst) }
                if children[index].pid == 0, !children[index].isFinished, stopCount == 0,
                    // One that started now would know nothing of the pause.
                    !isPaused, children[index].startAfter <= SystemClock.uptime()
                {
                    try start(&children[index])
                }
            }
            let isIdle = children.allSatisfy { $0.pid == 0 && ($0.isFinished || stopCount > 0) }
            if isIdle { return worst }
            try? await environment.clock.sleep(for: .milliseconds(50))
        }
    }

    private func start(_ child: inout Child) throws {
        child.pid = try ChildProcess.spawn(Self.childArguments(CommandLine.arguments))
        child.startedAt = SystemClock.uptime()
        logger.info("Worker process \(child.pid) started.")
    }

    private func reap(_ child: inout Child, stopping: Bool, worst: inout Int32) {
        guard let end = ChildProcess.end(of: child.pid) else { return }
        let pid = child.pid
        child.pid = 0
        if stopping {
            // It had not even begun when it was told to stop.
            if end != .signalled(SIGTERM) { worst = max(worst, end.code) }
            return
        }
        // A clean end was wanted: the queue is empty, or there were enough jobs.
        if end.code == 0 {
            child.isFinished = true
            logger.info("Worker process \(pid) is finished.")
            return
        }
        let lived = (SystemClock.uptime() - child.startedAt).inSeconds
        let wasAsked = end.code == Self.overMemory || end.code == Self.startAgain
        let pause = child.pace.pause(afterLivingFor: lived, wasAsked: wasAsked)
        child.startAfter = SystemClock.uptime() + .seconds(pause)
        logger.warning(
            "Worker process \(pid) ended after \(Int(lived)) s with \(end); starting another in \(pause.plain) s.")
    }

    /// The same arguments, but for `--processes`.
    static func childArguments(_ own: [String]) -> [String] {
        var arguments = [own.first ?? "denyut"]
        var rest = own.dropFirst()
        while let argument = rest.popFirst() {
            if argument == "--processes" {
                _ = rest.popFirst()
            } else if !argument.hasPrefix("--processes=") {
                arguments.append(argument)
            }
        }
        return arguments
    }
}
