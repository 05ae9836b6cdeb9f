/// Why no complete answer came over the wire. The reasons are for people and hold no secret.
package enum TransportError: Error, Sendable, Hashable {
    /// No connection, or it broke.
    case unreachable(String)
    /// No connection or no complete answer in time.
    case timedOut(String)
    /// The answer is longer than the limit, in bytes.
    case tooLarge(limit: Int)
    /// What answered does not speak HTTP.
    case notHTTP(String)
    /// The task was cancelled, or the process is shutting down.
    case cancelled
}
