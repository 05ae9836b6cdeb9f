/// What went wrong in one attempt, as it is kept with the job.
public struct FailureReport: Sendable, Equatable {
    /// The type of the error, as a programmer would search for it.
    public var type: String
    /// What happened: at most `maximumLength` characters are kept.
    public var message: String
    /// The tail of what a program printed.
    public var output: String?

    /// The longest message that is kept.
    public static let maximumLength = 4000

    /// Makes a report of its parts.
    public init(type: String, message: String, output: String? = nil) {
        self.type = type
        self.message = message.count > Self.maximumLength ? String(message.prefix(Self.maximumLength)) + "…" : message
        self.output = output
    }

    /// Makes a report of an error that was thrown.
    public init(_ error: any Error) {
        self.init(
            type: String(describing: Swift.type(of: error)), message: String(describing: error),
            output: (error as? any ErrorWithOutput)?.output)
    }
}

/// An error that brings the tail of what a program printed.
public protocol ErrorWithOutput: Error {
    /// The tail of the output.
    var output: String { get }
    /// Whether the program was ended because it ran too long.
    var isTimeout: Bool { get }
}

extension ErrorWithOutput {
    /// It was not.
    public var isTimeout: Bool { false }
}
