import JobQueue
import Logging
import Programs
import Synchronization
import WallTime

/// Runs the programs of `RunCommand` jobs.
struct CommandRunner: Sendable {
    /// The tail of the output that is kept, in bytes.
    private static let outputLimit = 16_384
    /// How often, and after which pause, a program is tried again for which the system has no room. That holds back the lane as well,
    /// so that a worker with too many programs takes no more of them.
    private static let tries = 20
    private static let pause: Duration = .milliseconds(250)
    /// After which time a job comes back that found no room.
    private static let delay: Duration = .seconds(5)

    /// How long a program may run whose job does not say; `nil`: for ever.
    let timeout: Duration?
    private let complaints = Complaints()

    init(timeout: Duration?) {
        self.timeout = timeout
    }

    /// Runs the program of a job.
    ///
    /// - Throws: `ProgramError` with the tail of its output, `PayloadError`.
    func run(_ job: RunCommand, _ context: JobContext) async throws -> Outcome {
        let timeout = try job.checkedTimeout() ?? timeout
        var environment = ProgramEnvironment.inherited(others: job.inherit ?? []).merging(job.env ?? [:]) { $1 }
        if let trace = context.trace { environment["TRACEPARENT"] = trace.description }
        let program = Program(
            job.command, environment: environment, timeout: timeout, outputLimit: Self.outputLimit)
        for _ in 0..<Self.tries {
            do {
                return try Self.outcome(try await program.run(), of: job, timeout)
            } catch ProgramStartError.noRoom(let reason) {
                complaints.tell(reason, context)
                try await context.clock.sleep(for: Self.pause)
            } catch ProgramStartError.cannotRun(let reason) {
                throw ProgramError(message: "\(job.command[0]) could not be run: \(reason).", output: "")
            }
        }
        // No fault of the job: it counts no attempt.
        return .release(after: Self.delay)
    }

    private static func outcome(_ result: Program.Result, of job: RunCommand, _ timeout: Duration?) throws -> Outcome {
        let name = job.command[0]
        if result.isTimedOut {
            let limit = timeout.map { " than \($0)" } ?? ""
            throw ProgramError(
                message: "\(name) ran longer\(limit) and was killed.", output: result.output, isTimeout: true)
        }
        if result.isCancelled {
            throw ProgramError(message: "\(name) was cancelled and killed.", output: result.output)
        }
        switch result.end {
        case .exited(0): return .done
        case .exited(let code):
            throw ProgramError(message: "\(name) ended with exit code \(code).", output: result.output)
        case .signalled(let signal):
            throw ProgramError(message: "\(name) was ended by signal \(signal).", output: result.output)
        }
    }
}

/// Says once a minute that there is no room for programs, however many wait for it.
private final class Complaints: Sendable {
    private let last = Mutex<Duration?>(nil)

    func tell(_ reason: String, _ context: JobContext) {
        let now = context.clock.uptime()
        let isDue = last.withLock { last in
            if let time = last, now - time < .minutes(1) { return false }
            last = now
            return true
        }
        guard isDue else { return }
        context.logger.warning(
            "The system has no room for another program (\(reason)): jobs are held back until there is. Lower --concurrency, or raise the limits (ulimit -n, ulimit -u)."
        )
    }
}
