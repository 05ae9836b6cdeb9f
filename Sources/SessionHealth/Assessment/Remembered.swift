package import WallTime

/// What earlier checks and webhooks found out of a session and still stands at this check.
package struct Remembered: Sendable, Hashable, Codable {
    /// Why the session ended, as far as nothing newer contradicts it.
    package var ending: EndingReport?
    /// The last deeper look that proved something.
    package var look: DeepLook?
    /// When the last stretch of being connected began; nil where it was never seen connected.
    package var connectedSince: Timestamp?
    /// When its last loss was last seen; nil where none was seen.
    package var backSince: Timestamp?

    package init(
        ending: EndingReport? = nil, look: DeepLook? = nil, connectedSince: Timestamp? = nil,
        backSince: Timestamp? = nil
    ) {
        self.ending = ending
        self.look = look
        self.connectedSince = connectedSince
        self.backSince = backSince
    }
}

/// A deeper look that proved something, and when.
package struct DeepLook: Sendable, Hashable, Codable {
    package var at: Timestamp
    package var finding: DeepProbe

    package init(at: Timestamp, finding: DeepProbe) {
        self.at = at
        self.finding = finding
    }
}
