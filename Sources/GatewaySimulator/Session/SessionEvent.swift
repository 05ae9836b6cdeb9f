/// Something that happens to a simulated session.
package enum SessionEvent: Hashable, Sendable {
    // What a caller of the gateway asks for.
    /// Start it: with its login where it has one, else with a QR code.
    case start
    /// Stop it; the login stays. In `stopped` where the gateway keeps the entry, else it leaves the memory.
    case stop(keepsEntry: Bool)
    /// Stop and start it in one; the login stays.
    case restart
    /// Unlink the device: the login is gone. The entry stays where the gateway keeps it.
    case logout(keepsEntry: Bool)
    /// Show a fresh QR code.
    case renewCode

    // What happens by itself, after some time.
    /// The browser or socket is up.
    case started
    /// The QR code shown has run out.
    case codeExpired
    /// The chats are loaded.
    case loaded
    /// The gateway's own try number so many.
    case ownRetry(Int)
    /// A fault that comes and goes does so.
    case faultDue
    /// The time that a fault was given is over.
    case faultOver(SessionFaultKind)

    // What the world does to it.
    /// A phone scans the code.
    case scanned
    /// A fault strikes.
    case strike(SessionFault)
    /// The fault goes away and the session works again.
    case heal
    /// The gateway's process died and the memory with it.
    case lostWithProcess
    /// The gateway found its login on disk after a restart.
    case restored
}
