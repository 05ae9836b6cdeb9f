import Foundation
import Subprocess
import SystemPackage

/// Runs a program in a session of its own, and leaves nothing of it behind.
struct ProgramRunner {
    /// How a program ended that was not killed by us.
    struct Result {
        let status: TerminationStatus
        let output: String
    }

    /// From the polite request to end (SIGTERM) to the end (SIGKILL).
    private static let patience: Duration = .seconds(2)
    /// The tail of the output that is kept, in bytes.
    static let outputLimit = 16_384

    let command: [String]
    let environment: [String: String]
    let timeout: Duration

    /// Runs the program to its end, its time-out, or the cancellation of the task, whichever comes first.
    ///
    /// - Throws: `ProgramError` with the tail of its output.
    func run() async throws -> Result {
        var options = PlatformOptions()
        // A session and a process group of its own: so that its children can be found, and die with it.
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.patience)
        ]
        var updates = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) })
        // A denyut that it starts belongs to it, not to the supervisor of this one.
        updates[Environment.Key(stringLiteral: WorkerSupervisor.variable)] = .some(nil)
        let configuration = Configuration(
            executable: command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0]),
            arguments: Arguments(Array(command.dropFirst())), environment: .inherit.updating(updates),
            platformOptions: options)
        let tail = OutputTail(limit: Self.outputLimit)
        let group = ProcessGroup()
        // However this ends: a child that outlived the program must not.
        defer { group.kill() }
        do {
            let timeout = timeout
            let outcome = try await withTaskCancellationHandler {
                try await Subprocess.run(
                    configuration, input: .none, output: .sequence, error: .combinedWithOutput
                ) { execution in
                    group.set(execution.processIdentifier.value)
                    let output = execution.standardOutput
                    return try await Self.follow(group, timeout: timeout) {
                        for try await chunk in output {
                            chunk.withUnsafeBytes { tail.append($0) }
                        }
                    }
                }
            } onCancel: {
                // Whoever holds the output open must go before it can end, and not all of them are in the program's group.
                Task.detached { await group.end(within: Self.patience) }
            }
            guard !outcome.closureResult else {
                throw ProgramError(
                    message: "\(command[0]) ran longer than \(timeout) and was killed.", output: tail.text,
                    isTimeout: true)
            }
            return Result(status: outcome.terminationStatus, output: tail.text)
        } catch let error as SubprocessError {
            if Task.isCancelled {
                throw ProgramError(message: "\(command[0]) was cancelled and killed.", output: tail.text)
            }
            throw ProgramError(
                message: "\(command[0]) could not be run: \(error). Is it installed, and in the PATH of the worker?",
                output: tail.text)
        }
    }

    private enum Event {
        case ended
        case outputEnded
        case timedOut
    }

    /// Waits until the program has ended and so has its output. Neither means the other: a program may close its output and go
    /// on, or leave children behind that hold it open.
    ///
    /// - Returns: Whether it had to be ended because of its time-out.
    private static func follow(
        _ group: ProcessGroup, timeout: Duration, read: @escaping @Sendable () async throws -> Void
    ) async throws -> Bool {
        try await withThrowingTaskGroup(of: Event.self) { tasks in
            tasks.addTask {
                try await read()
                return .outputEnded
            }
            tasks.addTask {
                try await group.waitForEnd()
                return .ended
            }
            tasks.addTask {
                try await Task.sleep(for: timeout)
                return .timedOut
            }
            var isTimedOut = false
            var open = 2
            while open > 0, let event = try await tasks.next() {
                switch event {
                case .outputEnded: open -= 1
                case .ended:
                    open -= 1
                    group.kill()
                case .timedOut:
                    isTimedOut = true
                    await group.end(within: patience)
                }
            }
            tasks.cancelAll()
            return isTimedOut
        }
    }
}
