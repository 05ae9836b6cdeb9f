/// The answer to the question after a session's QR code.
package enum QRCodeAnswer: Sendable, Hashable {
    /// Scan this.
    case code(QRCode)
    /// The session waits for its login, but has no code yet: ask again in a few seconds.
    case notReady
    /// The session is logged in, or does not wait for a scan.
    case notNeeded
    /// The gateway has no such session.
    case notFound
}
