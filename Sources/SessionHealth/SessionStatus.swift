//  SessionHealth: the judgement of Denyut. It scores a session, says when a bad check is to be believed, which gate
//  forbids a recovery, which rung of the ladder comes next, when an incident opens and closes, whom to tell, and what the
//  KPIs are.
//
//  Imports WallTime only. Values, pure functions and state machines: it never reads a clock, draws a random number, talks
//  to a gateway or a database, or waits. Time and randomness are passed in, effects are returned as values, and the
//  application (`SessionMonitor`) carries them out. `docs/health.md` tells the same story for users.

/// How a session stands: what the database remembers, or what the gateway says in our words.
///
/// The raw values stand in the database, in JSON and on the page.
package enum SessionStatus: String, Sendable, Hashable, Codable, CaseIterable {
    /// Linked to WhatsApp and able to send.
    case connected
    /// Waits for a person to scan its QR code.
    case qrScanning = "qr_scanning"
    /// On its way: the browser starts, the code was scanned, or it reconnects.
    case connecting
    /// Known to the gateway, and not connected.
    case disconnected
    /// Known to the gateway, which has given up on it.
    case failed
    /// The gateway answered, and said that it has no such session.
    case notFound = "not_found"
    /// Ours alone: an answer that cannot be trusted, or none yet.
    case unknown
}
