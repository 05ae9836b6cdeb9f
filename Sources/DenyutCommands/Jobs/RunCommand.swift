import JobQueue
import Programs

/// A job that runs a program: `{"command": ["program", "argument", …], "timeout": seconds, "env": {…}, "inherit": ["NAME", …]}`.
struct RunCommand: Job {
    static let kind = "RunCommand"

    /// The program, looked up in PATH, and its arguments. No shell is involved.
    var command: [String]
    /// Seconds until it is killed with all its children; more than 0. Without it the worker's `--timeout` counts.
    var timeout: Double?
    /// Variables of its environment, besides those of `ProgramEnvironment`.
    var env: [String: String]?
    /// Names of variables of the worker's environment that it gets, too.
    var inherit: [String]?

    /// What the payload says of how long the program may run; `nil`: nothing.
    ///
    /// - Throws: `PayloadError` where the payload makes no sense.
    func checkedTimeout() throws -> Duration? {
        guard let program = command.first, !program.isEmpty else {
            throw Self.refusal("\"command\" must name a program")
        }
        // The system takes a text up to its first NUL: a program would get another argument than the one that stands there.
        guard !command.contains(where: \.holdsNUL) else {
            throw Self.refusal("\"command\" holds a NUL, which no argument of a program can")
        }
        for (name, value) in env ?? [:] {
            guard !name.isEmpty, !name.contains("="), !name.holdsNUL, !value.holdsNUL else {
                throw Self.refusal(
                    "\"env\" holds the variable \"\(name.prefix(60))\": a name must not be empty or hold \"=\", and neither name nor value a NUL"
                )
            }
        }
        guard let timeout else { return nil }
        guard timeout > 0, timeout <= 86400 * 30 else {
            throw Self.refusal("\"timeout\" must be more than 0 and at most 2592000 seconds")
        }
        return .milliseconds(Int64(timeout * 1000))
    }

    private static func refusal(_ reason: String) -> PayloadError {
        .undecodable(kind: kind, reason: reason)
    }
}

extension String {
    fileprivate var holdsNUL: Bool { utf8.contains(0) }
}
