import CPrograms
import Foundation

/// Why a program could not be started.
package enum ProgramStartError: Error, Equatable {
    /// The system has no descriptors, processes or memory left for it just now: no fault of the program.
    case noRoom(String)
    /// There is no such program, or it may not be run.
    case cannotRun(String)
}

/// A pipe whose ends no other program gets.
enum Pipe {
    /// - Throws: `ProgramStartError.noRoom`, also where only the reserve of descriptors would be left.
    static func make() throws(ProgramStartError) -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [-1, -1]
        let code = denyut_pipe(&ends)
        guard code == 0 else { throw .noRoom(String(cString: strerror(code))) }
        guard !OpenFiles.isScarce(max(ends[0], ends[1])) else {
            close(ends[0])
            close(ends[1])
            throw .noRoom("Too many open files")
        }
        return (ends[0], ends[1])
    }
}

/// What is needed to start a program: the file, its arguments (its own name first) and its whole environment.
struct ProgramStart {
    let path: String
    let arguments: [String]
    let environment: [String: String]

    /// Starts it in a session of its own.
    ///
    /// - Parameters:
    ///   - input: What it reads; below 0: nothing.
    ///   - output: What it writes to, errors as well; below 0: nowhere.
    ///   - guardian: Where it announces itself; below 0: nowhere.
    func start(input: Int32, output: Int32, guardian: Int32) throws(ProgramStartError) -> pid_t {
        let arguments = CStrings(arguments)
        let environment = CStrings(environment.map { "\($0.key)=\($0.value)" })
        var pid: pid_t = 0
        let code = denyut_start_program(
            path, arguments.pointers, environment.pointers, input, output, guardian, OpenFiles.limitOfPrograms, &pid)
        guard code != 0 else { return pid }
        // It had begun, and only the file could not be executed: the process is there, and has ended.
        if pid > 0 {
            ProgramGuard.note("-", pid, guardian)
            while waitpid(pid, nil, 0) == -1, errno == EINTR {}
        }
        let reason = String(cString: strerror(code))
        switch code {
        case EAGAIN, ENOMEM, EMFILE, ENFILE, ETXTBSY: throw .noRoom(reason)
        default: throw .cannotRun(reason)
        }
    }

    /// The file that a name means: itself where it has a folder, else the first of that name in the folders of PATH that may be
    /// executed, as a shell finds it.
    ///
    /// - Throws: `ProgramStartError.cannotRun`.
    static func find(_ name: String, path: String) throws(ProgramStartError) -> String {
        guard !name.contains("/") else { return name }
        var isThere = false
        for folder in path.split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = "\(folder.isEmpty ? "." : folder)/\(name)"
            var info = stat()
            guard stat(candidate, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { continue }
            if access(candidate, X_OK) == 0 { return candidate }
            isThere = true
        }
        throw .cannotRun(isThere ? "Permission denied" : "it is in none of the folders of PATH, \(path)")
    }
}

/// Texts as C wants them, with a null pointer at the end.
private final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        pointers = texts.map { strdup($0) } + [nil]
    }

    deinit {
        for pointer in pointers { free(pointer) }
    }
}
