import JobQueue

/// Why a program did not do its work.
struct ProgramError: ErrorWithOutput, CustomStringConvertible {
    /// What happened.
    let message: String
    /// The tail of what it printed.
    let output: String
    /// Whether it was ended because it ran too long.
    var isTimeout = false

    var description: String { message }
}
