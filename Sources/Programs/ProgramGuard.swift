import CPrograms
import Foundation
import Synchronization

/// A process beside this one that kills the programs which this one has started, once this one is gone, however that happened:
/// also `kill -9`, a crash, or a second SIGTERM.
///
/// It is this same executable, and waits at a pipe for nothing but the numbers of programs that begin and end. When the pipe
/// closes, all whose end it has not heard of are killed with all their children. (`PR_SET_PDEATHSIG` kills the first process
/// only, and already when the thread ends that started it.)
package final class ProgramGuard: Sendable {
    /// The argument by which the executable knows that it is to be the guard.
    package static let argument = "--guard-programs"
    /// That of this process; begun with the first program.
    static let shared = ProgramGuard()

    private struct State {
        var isEnabled = false
        /// Where numbers are written to; below 0: no guard runs.
        var pipe: Int32 = -1
        var pid: pid_t = 0
        var running: Set<pid_t> = []
    }

    private let state = Mutex(State())

    /// Lets programs be guarded from now on: for an executable that begins with `if ProgramGuard.isWanted { ProgramGuard.run() }`.
    package static func enable() {
        shared.state.withLock { $0.isEnabled = true }
    }

    /// Starts a program, which announces itself to the descriptor that is passed on (below 0: to nobody). Starts the guard where
    /// none runs.
    ///
    /// - Throws: `ProgramStartError`.
    func start(_ start: (Int32) throws(ProgramStartError) -> pid_t) throws(ProgramStartError) -> pid_t {
        try state.withLock { (state) throws(ProgramStartError) in
            if state.isEnabled, state.pipe < 0 || hasEnded(&state) { try begin(&state) }
            let pid = try start(state.pipe)
            state.running.insert(pid)
            return pid
        }
    }

    /// The program has ended, and been reaped after this call: its number may be another's then.
    func ended(_ pid: pid_t) {
        state.withLock { state in
            state.running.remove(pid)
            Self.note("-", pid, state.pipe)
        }
    }

    /// Whether the guard is gone, which only somebody who kills it can bring about.
    private func hasEnded(_ state: inout State) -> Bool {
        guard waitpid(state.pid, nil, WNOHANG) != 0 else { return false }
        close(state.pipe)
        state.pipe = -1
        return true
    }

    private func begin(_ state: inout State) throws(ProgramStartError) {
        let (reader, writer) = try Pipe.make()
        defer { close(reader) }
        do {
            state.pid = try ProgramStart(
                path: "/proc/self/exe", arguments: ["denyut", Self.argument], environment: [:]
            ).start(input: reader, output: -1, guardian: -1)
        } catch {
            close(writer)
            throw error
        }
        state.pipe = writer
        for pid in state.running { Self.note("+", pid, writer) }
    }

    /// Tells the guard of a program: `+` it has begun, `-` it has ended.
    static func note(_ sign: String, _ pid: pid_t, _ pipe: Int32) {
        guard pipe >= 0 else { return }
        let bytes = Array("\(sign)\(pid)\n".utf8)
        _ = bytes.withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
    }

    // MARK: In the process of the guard

    /// Whether this process is to be a guard.
    package static var isWanted: Bool {
        CommandLine.arguments.count == 2 && CommandLine.arguments[1] == argument
    }

    /// Guards until the pipe at standard input closes, kills what is left, and ends the process.
    package static func run() -> Never {
        // Whoever ends the worker, or all of its processes, must not end the guard before it.
        for number in [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2] { signal(number, SIG_IGN) }
        var running: Set<pid_t> = []
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(0, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in buffer[..<count] {
                guard byte == UInt8(ascii: "\n") else {
                    if line.count < 32 { line.append(byte) }
                    continue
                }
                note(String(decoding: line, as: UTF8.self), &running)
                line = []
            }
        }
        for pid in running {
            let session = ProgramSession(leader: pid)
            if session.exists { session.kill() }
        }
        exit(0)
    }

    private static func note(_ line: String, _ running: inout Set<pid_t>) {
        guard let pid = pid_t(line.dropFirst()), pid > 1 else { return }
        if line.hasPrefix("+") { running.insert(pid) } else { running.remove(pid) }
    }
}
