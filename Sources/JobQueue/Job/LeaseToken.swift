/// A fencing token: random, new with each claim, so that a worker that comes back from the dead cannot settle a job that
/// was given to another since.
public struct LeaseToken: Hashable, Sendable {
    /// The token as the store keeps it.
    public let rawValue: Int64

    /// Makes the token of that number.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Draws a new token.
    public static func random() -> LeaseToken {
        LeaseToken(rawValue: Int64.random(in: 1 ... .max))
    }
}
