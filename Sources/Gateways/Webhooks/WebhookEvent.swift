package import SessionHealth
package import WallTime

/// Something that a gateway told by itself.
package struct WebhookEvent: Sendable, Hashable {
    package enum Direction: String, Sendable, Hashable {
        case incoming = "in"
        case outgoing = "out"
    }

    package enum Content: Sendable, Hashable {
        /// A session entered a state. A hint to look now; what counts is the answer to the question.
        case state(SessionObservation)
        /// A new QR code, and the how manieth it is where that is told.
        case qrCode(QRCode, count: Int?)
        /// A message came or went. What it says is never kept.
        case message(id: String, Direction)
        /// Messages that we sent got that far.
        case acknowledgement(messages: [String], Acknowledgement)
        /// A message could not be sent.
        case failure(message: String?, error: String)
        /// The gateway keeps losing and reconnecting the session.
        case reconnectLoop(attempts: Int?)
        /// Anything else, by its name: at most 64 characters.
        case other(String)
    }

    /// The session's name in the gateway; nil where only its phone number is told.
    package var session: String?
    /// The session's phone number, digits only.
    package var phone: String?
    /// Whether the gateway holds one session only, so that it is that one's, whatever the gateway calls it.
    package var isOnlySession = false
    /// When it happened: the message's own time, which is WhatsApp's, or the time that the gateway gives the event where that is
    /// known to be right. Nil: when it arrived.
    package var at: Timestamp?
    package var content: Content

    package init(session: String?, phone: String? = nil, at: Timestamp? = nil, _ content: Content) {
        self.session = session
        self.phone = phone
        self.at = at
        self.content = content
    }
}
