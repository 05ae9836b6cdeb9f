/// What becomes of a message handed to a simulated session.
package enum SendVerdict: Hashable, Sendable {
    case accepted
    /// Taken, and never heard of again.
    case acceptedUnacknowledged
    case notConnected
    case fails(String)
}
