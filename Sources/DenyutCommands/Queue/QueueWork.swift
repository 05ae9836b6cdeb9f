import ArgumentParser
import Foundation
import JobQueue
import JobQueueSQLite
import Logging
import Programs
import Synchronization
import WallTime

/// `queue-work`: claims jobs and runs them.
struct QueueWork: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-work", abstract: "Claim jobs and run them, until told to stop.",
        discussion: """
            Queues are served in strict order: a job of a later queue is taken only when the earlier ones have none that is \
            due. SIGTERM, SIGINT and SIGQUIT finish the jobs in hand and give back the others; a second one ends at once. \
            SIGUSR2 pauses, SIGCONT resumes. SIGHUP reopens the log file; without one, or when the terminal is gone, it stops. Exit codes: 0 stopped cleanly, 12 over the memory limit, 1 an error. Times are seconds, or have a unit: 500ms, 30s, 5m, 2h, 1d.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions

    @Option(
        help: ArgumentHelp("The queues, in strict order.", valueName: "a,b"), completion: StoredNames.queueList)
    var queue = "default"
    @Option(help: ArgumentHelp("The name of this worker.", valueName: "name"))
    var name = "worker"
    @Flag(help: "Run one job and end; end at once where none is due.")
    var once = false
    @Flag(help: "End when no job is due.")
    var stopWhenEmpty = false
    @Option(help: ArgumentHelp("End after that many jobs (0: never).", valueName: "n"))
    var maxJobs = 0
    @Option(
        help: ArgumentHelp("End after that time (default: 0: never).", valueName: "time"), transform: SpanText.option)
    var maxTime = 0.0
    @Option(
        help: ArgumentHelp("End, with exit code 12, when the process uses more memory (0: never).", valueName: "MB"))
    var memory = 0
    @Option(
        help: ArgumentHelp("How long to wait before looking again when nothing rings (default: 5).", valueName: "time"),
        transform: SpanText.option)
    var sleep = 5.0
    @Option(
        help: ArgumentHelp("How long to rest after each job (default: 0).", valueName: "time"),
        transform: SpanText.option)
    var rest = 0.0
    @Option(
        help: ArgumentHelp(
            "Cancel a job that runs longer, unless it or its kind says otherwise; 0: never (default: 300).",
            valueName: "time"),
        transform: SpanText.option)
    var timeout = 300.0
    @Option(help: ArgumentHelp("How many attempts may fail before a job does.", valueName: "n"))
    var tries = 3
    @Option(
        help: ArgumentHelp("The times from a failure to the next attempt; the last one repeats.", valueName: "1,5,10"))
    var backoff = "1,5,10,30,60"
    @Option(
        help: ArgumentHelp(
            "How many workers may die of a job before it fails; they are counted apart from attempts.", valueName: "n"))
    var maxCrashes = 3
    @Option(
        help: ArgumentHelp(
            "How long a lease holds unless it is renewed, as it is after each third of it (default: 60).",
            valueName: "time"),
        transform: SpanText.option)
    var lease = 60.0
    @Option(help: ArgumentHelp("How many jobs run at once.", valueName: "n"))
    var concurrency = 10
    @Option(
        help: ArgumentHelp(
            "How many worker processes to keep running; they are restarted when they die.", valueName: "n"))
    var processes = 1
    @Flag(help: "Work on paused queues too.")
    var force = false
    @Flag(help: "Let jobs of the kind RunCommand run programs as this user.")
    var allowCommands = false
    @Flag(help: "Print one JSON object per finished job.")
    var json = false

    func validate() throws {
        guard !queues.isEmpty else { throw ValidationError("--queue needs at least one name, such as --queue=default") }
        for queue in queues {
            if let problem = QueueList.problem(with: queue) { throw ValidationError("--queue: \(problem)") }
        }
        try Self.check("--max-jobs", Double(maxJobs), in: 0...1e12)
        try Self.check("--max-time", maxTime, in: 0...1e9)
        try Self.check("--memory", Double(memory), in: 0...1e9)
        try Self.check("--sleep", sleep, in: 0.01...3600)
        try Self.check("--rest", rest, in: 0...3600)
        try Self.check("--timeout", timeout, in: 0...1e9)
        try Self.check("--tries", Double(tries), in: 1...1000)
        try Self.check("--max-crashes", Double(maxCrashes), in: 1...1000)
        try Self.check("--lease", lease, in: 0.1...86400)
        try Self.check("--concurrency", Double(concurrency), in: 1...1000)
        try Self.check("--processes", Double(processes), in: 1...64)
        _ = try delays()
    }

    func run() async throws {
        if processes > 1 {
            let code = try await WorkerSupervisor(processes: processes, environment: global.environment()).run()
            throw ExitCode(code)
        }
        Terminal.endsWithReader.store(false, ordering: .relaxed)
        let environment = try global.environment()
        warnOfFewFiles(environment.logger)
        let sessions = try await SessionEnvironment(environment)
        let store = sessions.queue
        if let obstacle = store.doorbellObstacle { environment.logger.warning("\(obstacle)") }
        let options = try options()
        let registry = try JobKinds.registry(
            sessions, commands: allowCommands ? CommandRunner(timeout: options.timeout) : nil,
            yieldsLanes: !once && !stopWhenEmpty && maxJobs == 0)
        let reporter = json ? JobReporter(logger: environment.logger) : nil
        if !allowCommands, try await store.hasJobs(ofKind: RunCommand.kind) {
            environment.logger.warning(
                "There are RunCommand jobs, and this worker was not started with --allow-commands: they wait for one that is."
            )
        }
        let onFinish: (@Sendable (JobReport) -> Void)? = reporter.map { reporter in
            { @Sendable report in reporter.report(report) }
        }
        let worker = Worker(
            store: store, registry: registry, options: options, host: HostName.current,
            processID: getpid(), clock: environment.clock, logger: environment.logger,
            memoryUsage: { ProcessMemory.resident() }, onFinish: onFinish)
        let signals = SignalWatch()
        let stops = StopCounter()
        signals.on([SIGTERM, SIGINT, SIGQUIT]) {
            if stops.count() > 1 { endAtOnce() }
            worker.stop()
        }
        HangUp.watch(signals, environment) { worker.stop() }
        signals.on([SIGUSR2]) { worker.pause() }
        signals.on([SIGCONT]) { worker.resume() }
        Owner.endWithIt()
        environment.logger.info("Worker \(worker.id) serves \(queues.joined(separator: ", ")).")
        let reason = try await worker.run()
        await sessions.shutdown()
        environment.logger.info("Worker \(worker.id) ends: \(reason.rawValue).")
        reporter?.flush()
        switch reason {
        case .memory: throw ExitCode(WorkerSupervisor.overMemory)
        case .restart, .abandoned:
            // Without a supervisor of ours the service manager starts the process again.
            if Owner.process != nil { throw ExitCode(WorkerSupervisor.startAgain) }
            if reason == .abandoned {
                LineWriter.flushAll()
                _exit(0)
            }
        case .requested, .empty, .maxJobs, .maxTime: break
        }
    }

    /// Descriptors that a worker needs besides those of its jobs, and the most that a job needs.
    private static let filesOfWorker = 64
    private static let filesOfJob = 4

    /// Says where more jobs are to run at once than this process may have files and connections for: they are held back then.
    private func warnOfFewFiles(_ logger: Logger) {
        let needed = Self.filesOfWorker + Self.filesOfJob * concurrency
        let limit = OpenFiles.limits.soft
        guard needed > limit else { return }
        logger.warning(
            "--concurrency=\(concurrency) may need \(needed) open files, and this process may have \(limit): jobs are held back while there are too few. Lower --concurrency, or raise the hard limit (ulimit -Hn, LimitNOFILE=)."
        )
    }

    private var queues: [String] {
        QueueList.names(queue)
    }

    private func delays() throws -> [Duration] {
        guard backoff.contains(where: { $0 != "," && $0 != " " }) else {
            throw ValidationError("--backoff takes times such as 1,5,10 or 10s,5m; it is empty")
        }
        return try backoff.split(separator: ",").map { text in
            guard let seconds = SpanText.seconds(String(text)), seconds <= 86400 * 365 else {
                throw ValidationError("--backoff takes times such as 1,5,10 or 10s,5m; \"\(text.prefix(40))\" is none")
            }
            return .milliseconds(Int64(seconds * 1000))
        }
    }

    func options() throws -> WorkerOptions {
        func duration(_ seconds: Double) -> Duration { .milliseconds(Int64(seconds * 1000)) }
        var options = WorkerOptions(name: name, queues: queues)
        options.concurrency = once ? 1 : concurrency
        options.lease = duration(lease)
        options.maxCrashes = maxCrashes
        options.retryPolicy = RetryPolicy(maxAttempts: tries, backoff: Backoff(try delays()))
        options.timeout = timeout > 0 ? duration(timeout) : nil
        options.pollInterval = duration(sleep)
        options.rest = duration(rest)
        options.maxJobs = once ? 1 : maxJobs > 0 ? maxJobs : nil
        options.maxTime = maxTime > 0 ? duration(maxTime) : nil
        options.memoryLimit = memory > 0 ? memory << 20 : nil
        options.stopWhenEmpty = once || stopWhenEmpty
        options.ignoresPauses = force
        return options
    }

    private static func check(_ option: String, _ value: Double, in range: ClosedRange<Double>) throws {
        guard range.contains(value) else {
            throw ValidationError(
                "\(option) must be from \(range.lowerBound.plain) to \(range.upperBound.plain), not \(value.plain)")
        }
    }
}

extension Double {
    /// Without a fraction where there is none.
    var plain: String {
        self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self)
    }
}
