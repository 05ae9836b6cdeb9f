import JobQueue

/// A job that runs a program: `{"command": ["program", "argument", …], "timeout": seconds, "env": {…}}`.
struct RunCommand: Job {
    static let kind = "RunCommand"
    /// Seconds that a program may run where the payload does not say.
    static let defaultTimeout = 300.0

    /// The program, looked up in PATH, and its arguments. No shell is involved.
    var command: [String]
    /// Seconds until it is killed with all its children; more than 0.
    var timeout: Double?
    /// Variables on top of the worker's own.
    var env: [String: String]?

    /// The time-out, as a duration.
    ///
    /// - Throws: `PayloadError` where the payload makes no sense.
    func checkedTimeout() throws -> Duration {
        guard let program = command.first, !program.isEmpty else {
            throw PayloadError.undecodable(kind: Self.kind, reason: "\"command\" must name a program")
        }
        let seconds = timeout ?? Self.defaultTimeout
        guard seconds > 0, seconds <= 86400 * 30 else {
            throw PayloadError.undecodable(
                kind: Self.kind, reason: "\"timeout\" must be more than 0 and at most 2592000 seconds")
        }
        return .milliseconds(Int64(seconds * 1000))
    }
}
