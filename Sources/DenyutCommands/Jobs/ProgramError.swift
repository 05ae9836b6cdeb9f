import JobQueue

/// Why a program did not do its work.
struct ProgramError: ErrorWithOutput, CustomStringConvertible {
    /// What happened.
    let message: String
    /// The tail of what it printed.
    let output: String

    var description: String { message }
}
