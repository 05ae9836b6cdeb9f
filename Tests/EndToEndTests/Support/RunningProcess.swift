import Foundation
import Synchronization
import Testing

/// A program that was started and may be killed.
final class RunningProcess: Sendable {
    let pid: pid_t
    private let process: Handle
    private let output: Mutex<Data>
    private let errors: Mutex<Data>
    private let readers = DispatchGroup()

    private final class Handle: @unchecked Sendable {
        let process = Process()
    }

    /// Starts a program, in a folder if one is named; what it prints is collected.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil,
        input: String? = nil
    ) throws {
        process = Handle()
        output = Mutex(Data())
        errors = Mutex(Data())
        let task = process.process
        task.executableURL = URL(fileURLWithPath: program)
        task.arguments = arguments
        if let folder { task.currentDirectoryURL = URL(fileURLWithPath: folder) }
        // The settings of whoever runs the tests must not reach the programs.
        var variables = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent",
        ]
        variables.merge(environment) { $1 }
        task.environment = variables
        let outputPipe = Pipe()
        let errorPipe = Pipe()
        let inputPipe = Pipe()
        task.standardOutput = outputPipe
        task.standardError = errorPipe
        task.standardInput = inputPipe
        // Before it runs: a program that ends without reading would end the tests with SIGPIPE. It is little, and waits in the pipe.
        if let input { inputPipe.fileHandleForWriting.write(Data(input.utf8)) }
        try task.run()
        pid = task.processIdentifier
        try? inputPipe.fileHandleForWriting.close()
        collect(outputPipe) { [self] data in output.withLock { $0.append(data) } }
        collect(errorPipe) { [self] data in errors.withLock { $0.append(data) } }
    }

    private func collect(_ pipe: Pipe, _ add: @escaping @Sendable (Data) -> Void) {
        let handle = pipe.fileHandleForReading
        readers.enter()
        Thread.detachNewThread { [readers] in
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                add(data)
            }
            readers.leave()
        }
    }

    /// What it has printed so far.
    var standardOutput: String { output.withLock { String(decoding: $0, as: UTF8.self) } }
    var standardError: String { errors.withLock { String(decoding: $0, as: UTF8.self) } }

    var isRunning: Bool { process.process.isRunning }

    /// What follows some words at the beginning of a line that it prints, once the line is whole.
    func line(after words: String) async throws -> String {
        func found() -> String? {
            let lines = standardOutput.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            return lines.first { $0.hasPrefix(words) }.map { String($0.dropFirst(words.count)) }
        }
        _ = try await eventually { found() != nil || !isRunning }
        return try #require(found(), "No line with \(words)… but: \(standardError.suffix(2000))")
    }

    /// Sends a signal, if it runs: the number of one that has ended may be another's by now.
    func send(_ signal: Int32) {
        if isRunning { kill(pid, signal) }
    }

    /// Waits for its end, on a thread of its own; kills it after that many seconds.
    func end(within seconds: Double = 120) async -> ProcessResult {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                let limit = Date().addingTimeInterval(seconds)
                while process.process.isRunning {
                    if Date() > limit { kill(pid, SIGKILL) }
                    usleep(5000)
                }
                process.process.waitUntilExit()
                _ = readers.wait(timeout: .now() + 30)
                let wasKilled = process.process.terminationReason == .uncaughtSignal
                let status = process.process.terminationStatus
                continuation.resume(
                    returning: ProcessResult(
                        status: wasKilled ? 128 + status : status, output: standardOutput, errors: standardError))
            }
        }
    }
}

/// How a program ended.
struct ProcessResult: Sendable {
    /// The exit code, or 128 + the signal.
    let status: Int32
    let output: String
    let errors: String

    /// The JSON that it printed.
    func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8)) }

    /// The JSON that it printed: a list of objects.
    func objects() throws -> [[String: Any]] { try #require(try json() as? [[String: Any]]) }
}

/// Runs denyut to its end.
func denyut(
    _ arguments: String..., database: String? = nil, environment: [String: String] = [:], input: String? = nil
) async throws -> ProcessResult {
    var environment = environment
    if let database { environment["DATABASE_URL"] = "sqlite:\(database)" }
    return try await RunningProcess(Binaries.path("denyut"), arguments, environment: environment, input: input).end()
}
