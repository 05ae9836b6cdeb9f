package import WallTime

/// A gateway's answer about a session that it knows.
package struct SessionAnswer: Sendable, Hashable, Codable {
    /// In our words.
    package var status: SessionStatus
    /// The gateway's own word, at most 100 characters.
    package var raw: String?
    /// WhatsApp has restricted the number: it may be connected and still unable to open new chats.
    package var restricted: Bool
    /// Why it is not connected, where the gateway gives a reason that can be relied upon.
    package var ending: SessionEnding?
    /// Whether a QR code is being shown right now; nil where the gateway does not tell. A status of "QR scanning" alone is
    /// no proof that the login is gone: the Node service starts every session in it.
    package var showsQR: Bool?
    /// Whether the gateway still has the login; nil where it does not tell. While it has, the login is never replaced.
    package var hasLogin: Bool?
    /// When the session entered this state, by the gateway's own account.
    package var since: Timestamp?

    package init(
        status: SessionStatus, raw: String? = nil, restricted: Bool = false, ending: SessionEnding? = nil,
        showsQR: Bool? = nil, hasLogin: Bool? = nil, since: Timestamp? = nil
    ) {
        self.status = status
        self.raw = raw.map { String($0.prefix(100)) }
        self.restricted = restricted
        self.ending = ending
        self.showsQR = showsQR
        self.hasLogin = hasLogin
        self.since = since
    }
}
