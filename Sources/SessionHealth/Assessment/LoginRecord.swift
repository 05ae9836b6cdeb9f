/// What a gateway's own record of a login says. A login is the pairing with the phone; it outlives every lost connection.
///
/// There is no value for "not authenticated at this moment" on purpose: a socket that is down, a process that has not
/// connected yet and an answer without the word all leave the login where it is. An adapter that sees no record it can name
/// gives none (nil), and nothing is concluded.
package enum LoginRecord: String, Sendable, Hashable, Codable, CaseIterable {
    /// The gateway holds the login's keys, or the number they belong to: GOWA's `jid` in its list, WAHA's `me`.
    case kept
    /// The kind keeps a record of every login, clears it at a logout and at nothing else, and this session has none. Only for
    /// kinds whose source says so (GOWA's `jid` in its list). Never from a question about the socket.
    case cleared
}

/// What proves that a login is gone. Without one of these a login is held to be alive.
package enum LoginProof: String, Sendable, Hashable, Codable, CaseIterable {
    /// The gateway said so: logged out from the phone or by WhatsApp.
    case reason
    /// A QR code is shown to a session that was linked.
    case codeShown = "code_shown"
    /// The gateway has cleared its record of the login.
    case recordCleared = "record_cleared"
}

/// What is known of a session's login.
package enum LoginEvidence: Sendable, Hashable, Codable {
    /// The gateway says that it has the login.
    case kept
    /// Nothing is known. What has no proof of its end is taken to live.
    case unknown
    /// It is gone, and this proves it.
    case gone(LoginProof)
}
