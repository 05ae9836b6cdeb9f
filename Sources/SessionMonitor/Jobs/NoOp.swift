import JobQueue

/// Does nothing: to try a queue with, and to measure it.
package struct NoOp: Job {
    package static let kind = "NoOp"

    package init() {}

    /// Takes any payload.
    package init(from decoder: any Decoder) throws {}

    /// Writes an empty object.
    package func encode(to encoder: any Encoder) throws {
        _ = encoder.container(keyedBy: Key.self)
    }

    private enum Key: CodingKey {}
}
