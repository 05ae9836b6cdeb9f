package import WallTime

/// How far WhatsApp acknowledged a message; the levels of whatsapp-web.js (`MessageAck`), which every gateway passes on.
package enum Acknowledgement: Int, Sendable, Hashable, Codable, Comparable {
    case error = -1
    /// Accepted by the gateway, not yet by WhatsApp.
    case pending = 0
    /// WhatsApp's server has it: the proof that the session can send.
    case server = 1
    case device = 2
    case read = 3
    case played = 4

    package static func < (left: Acknowledgement, right: Acknowledgement) -> Bool { left.rawValue < right.rawValue }
}

/// An outgoing message that the gateway accepted.
package struct SentMessage: Sendable, Hashable, Codable {
    /// When it was accepted.
    package var at: Timestamp
    /// The highest acknowledgement seen; nil where none was ever reported, not even "pending".
    package var acknowledgement: Acknowledgement?

    package init(at: Timestamp, acknowledgement: Acknowledgement? = nil) {
        self.at = at
        self.acknowledgement = acknowledgement
    }

    /// Whether WhatsApp's server has it.
    package var reachedServer: Bool { (acknowledgement ?? .pending) >= .server }
}
