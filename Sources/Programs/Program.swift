import Foundation
import Synchronization
import WallTime

/// A program, run in a session of its own, of which nothing is left when it has ended.
package struct Program: Sendable {
    /// How a program ended.
    package enum End: Sendable, Equatable {
        /// With that exit code.
        case exited(Int32)
        /// By that signal.
        case signalled(Int32)
    }

    /// What came of a program.
    package struct Result: Sendable, Equatable {
        /// How it ended.
        package let end: End
        /// The tail of what it printed.
        package let output: String
        /// Whether it was ended because it ran too long.
        package let isTimedOut: Bool
        /// Whether it was ended because the task was cancelled.
        package let isCancelled: Bool
    }

    /// From the polite request to end (SIGTERM) to the end (SIGKILL); also how long what a program leaves behind may hold its
    /// output open.
    static let patience: Duration = .seconds(2)
    /// The longest pause between two looks at a program that prints nothing.
    private static let longestPause = 50
    /// More than that is not given to a program to read: what a pipe holds, so that nobody has to wait for the reader.
    package static let inputLimit = 60_000

    private let command: [String]
    private let environment: [String: String]
    private let input: [UInt8]?
    private let timeout: Duration?
    private let outputLimit: Int

    /// Makes a program that is not yet run.
    ///
    /// - Parameters:
    ///   - command: Its name or file, and its arguments. A name is looked up in the PATH of its environment.
    ///   - environment: All of its environment.
    ///   - input: What it reads: at most `inputLimit` bytes; `nil`: nothing.
    ///   - timeout: How long it may run; `nil`: for ever.
    ///   - outputLimit: How much of the end of its output is kept, in bytes.
    package init(
        _ command: [String], environment: [String: String], input: [UInt8]? = nil, timeout: Duration?,
        outputLimit: Int = 16_384
    ) {
        self.command = command
        self.environment = environment
        self.input = input
        self.timeout = timeout
        self.outputLimit = outputLimit
    }

    /// Runs it to its end, its time-out, or the cancellation of the task, whichever comes first, on a thread of its own.
    ///
    /// - Throws: `ProgramStartError` where it could not be started.
    package func run() async throws -> Result {
        let isCancelled = Atomic<Bool>(false)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let thread = Thread {
                    continuation.resume(with: Swift.Result { try follow { isCancelled.load(ordering: .relaxed) } })
                }
                thread.name = "denyut-program"
                thread.stackSize = 512 << 10
                thread.start()
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
    }

    // MARK: On the thread

    private func follow(_ isCancelled: () -> Bool) throws(ProgramStartError) -> Result {
        guard let name = command.first, !name.isEmpty else { throw .cannotRun("its name is empty") }
        // The system takes a text up to its first NUL.
        guard !(command + environment.keys + environment.values).contains(where: { $0.utf8.contains(0) }) else {
            throw .cannotRun("an argument or a variable holds a NUL")
        }
        let path = try ProgramStart.find(name, path: environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
        let (reader, writer) = try Pipe.make()
        defer { close(reader) }
        let pid: pid_t
        do {
            defer { close(writer) }
            pid = try start(path, output: writer)
        }
        var watch = ProgramWatch(session: ProgramSession(leader: pid), output: reader, limit: outputLimit)
        // However this ends: a child that outlived the program must not.
        let deadline = timeout.map { SystemClock.uptime() + min($0, .days(3650)) }
        watch.follow(until: deadline, isCancelled)
        // Reaped only now: until then nobody else can get its number.
        ProgramGuard.shared.ended(pid)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        let signal = status & 0x7f
        return Result(
            end: signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal), output: watch.tail.text,
            isTimedOut: watch.isTimedOut, isCancelled: watch.isCancelled)
    }

    private func start(_ path: String, output: Int32) throws(ProgramStartError) -> pid_t {
        var inputReader: Int32 = -1
        if let input {
            let (reader, writer) = try Pipe.make()
            _ = input.prefix(Self.inputLimit).withUnsafeBytes { write(writer, $0.baseAddress, $0.count) }
            close(writer)
            inputReader = reader
        }
        defer { if inputReader >= 0 { close(inputReader) } }
        let start = ProgramStart(path: path, arguments: command, environment: environment)
        return try ProgramGuard.shared.start { (guardian) throws(ProgramStartError) in
            try start.start(input: inputReader, output: output, guardian: guardian)
        }
    }
}

/// Watches one program from its start to its end: what it prints, whether it has ended, and whether it has to be ended.
private struct ProgramWatch {
    private enum Stage: Equatable {
        case running
        /// It was asked to end, and is killed then.
        case asked(killAt: Duration)
        /// It was killed, or has ended and what it left behind was.
        case killed
    }

    let session: ProgramSession
    let output: Int32
    var tail: OutputTail
    private(set) var isTimedOut = false
    private(set) var isCancelled = false
    private var stage = Stage.running
    private var isOutputOpen = true
    /// When it was seen to have ended.
    private var endedAt: Duration?
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(session: ProgramSession, output: Int32, limit: Int) {
        self.session = session
        self.output = output
        tail = OutputTail(limit: limit)
    }

    /// Returns when the program has ended, and its output too. Neither means the other: a program may close its output and go
    /// on, or leave children behind that hold it open.
    mutating func follow(until deadline: Duration?, _ cancelled: () -> Bool) {
        // Most programs are short: it looks often at first.
        var pause: Int32 = 2
        while endedAt == nil || isOutputOpen {
            if read(within: pause) { pause = 2 } else { pause = min(pause * 2, 50) }
            let now = SystemClock.uptime()
            if endedAt == nil, hasEnded {
                endedAt = now
                session.kill()
                stage = .killed
            }
            // Only who began a session of its own can still hold it open.
            if let endedAt, now - endedAt > Program.patience { return }
            endIfDue(now, deadline, cancelled)
        }
    }

    private mutating func endIfDue(_ now: Duration, _ deadline: Duration?, _ cancelled: () -> Bool) {
        switch stage {
        case .running:
            isTimedOut = deadline.map { now >= $0 } ?? false
            isCancelled = !isTimedOut && cancelled()
            guard isTimedOut || isCancelled else { return }
            session.askToEnd()
            stage = .asked(killAt: now + Program.patience)
        case .asked(let time):
            guard now >= time else { return }
            session.kill()
            stage = .killed
        case .killed:
            return
        }
    }

    /// Waits for output for so many milliseconds, and takes what there is. Returns whether there was any.
    private mutating func read(within milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: isOutputOpen ? output : -1, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds) > 0, descriptor.revents != 0 else { return false }
        let count = Foundation.read(output, &buffer, buffer.count)
        if count > 0 {
            tail.append(buffer[..<count])
        } else if count == 0 || errno != EINTR {
            isOutputOpen = false
        }
        return count > 0
    }

    /// Looks without reaping.
    private var hasEnded: Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(session.leader), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo != 0
    }
}
