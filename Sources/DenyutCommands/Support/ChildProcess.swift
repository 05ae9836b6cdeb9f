import Foundation

/// A process of this same program that is started and watched by this one.
enum ChildProcess {
    /// Starts this program with these arguments. The child knows whom to watch: an owner that was killed cannot tell it to stop.
    ///
    /// - Throws: `SettingsError` where the system has no room for another process.
    static func spawn(_ arguments: [String]) throws -> pid_t {
        setenv(WorkerSupervisor.variable, String(getpid()), 1)
        var pointers = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        // What this process ignores or blocks its child would too, and a signal that comes while the child starts would be lost.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGTERM, SIGINT, SIGQUIT, SIGUSR2, SIGCONT] { sigaddset(&defaults, signal) }
        if !HangUp.isIgnored { sigaddset(&defaults, SIGHUP) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/proc/self/exe", nil, &attributes, pointers, environ)
        guard code == 0 else {
            throw SettingsError("A process could not be started: \(String(cString: strerror(code)))")
        }
        return pid
    }

    /// How a process that has ended did so, or `nil` while it runs.
    static func end(of pid: pid_t) -> ChildEnd? {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}

/// How a child ended.
enum ChildEnd: Equatable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    /// The exit code, or 128 and the signal, as shells have it.
    var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        }
    }

    var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let signal): "signal \(signal)"
        }
    }
}
