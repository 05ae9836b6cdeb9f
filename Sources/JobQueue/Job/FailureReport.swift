/// What went wrong in one attempt, as it is kept with the job.
public struct FailureReport: Sendable, Equatable {
    /// The type of the error, as a programmer would search for it: at most `maximumTypeLength` bytes are kept.
    public let type: String
    /// What happened: at most `maximumLength` bytes are kept.
    public let message: String
    /// The tail of what a program printed: at most the last `maximumOutputLength` bytes are kept.
    public let output: String?

    /// The longest type that is kept, in bytes of UTF-8.
    public static let maximumTypeLength = 200
    /// The longest message that is kept, in bytes of UTF-8.
    public static let maximumLength = 4000
    /// The longest output that is kept, in bytes of UTF-8.
    public static let maximumOutputLength = 16_384

    /// Makes a report of its parts; what is too long is cut, and an ellipsis stands in its place.
    public init(type: String, message: String, output: String? = nil) {
        self.type = Self.head(of: type, Self.maximumTypeLength)
        self.message = Self.head(of: message, Self.maximumLength)
        self.output = output.map { Self.tail(of: $0, Self.maximumOutputLength) }
    }

    // Bytes, not characters: a single character may have a million of them.
    private static func head(of text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit - 3)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end]) + "…"
    }

    private static func tail(of text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var start = text.utf8.index(text.endIndex, offsetBy: 3 - limit)
        while start.samePosition(in: text.unicodeScalars) == nil { start = text.utf8.index(after: start) }
        return "…" + String(text[start...])
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
