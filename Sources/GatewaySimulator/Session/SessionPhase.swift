/// Where a simulated session stands, in words of our own; each kind of gateway has its own words for them.
package enum SessionPhase: String, CaseIterable, Codable, Sendable {
    /// Not in the gateway's memory. Its login may still lie on the gateway's disk.
    case absent
    /// Known to the gateway and stopped on purpose.
    case stopped
    /// The browser or the socket starts.
    case starting
    /// A QR code waits for a phone.
    case scanning
    /// The code was scanned, chats are being loaded.
    case authenticated
    /// Linked and working, or so it says.
    case connected
    /// The connection is lost.
    case disconnected
    /// Something went wrong that the gateway knows of.
    case failed
}
