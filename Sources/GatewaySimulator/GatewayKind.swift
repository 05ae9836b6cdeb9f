/// The kinds of gateway that can be simulated.
package enum GatewayKind: String, CaseIterable, Sendable {
    case node
    case waha
    case evolution
    case wppconnect
    case wwebjsAPI = "wwebjs-api"
    case gowa
    case openwa
    case waAutomate = "wa-automate"

    /// Whether a session that was logged out is started anew without being asked, and so shows a code: OpenWA's reconnect does that
    /// (`scheduleReconnect`), and whatever supervises wa-automate's process.
    var showsCodeAfterLogout: Bool { self == .openwa || self == .waAutomate }

    /// Whether a session that was replaced takes the number back by itself, and so fights: Evolution reconnects after a 440 as after any
    /// lost connection, WPPConnect answers CONFLICT with `useHere()`.
    var takesNumberBack: Bool { self == .evolution || self == .wppconnect }

    /// Whether sessions that are on disk and not in memory are listed and answered for.
    var listsFromDisk: Bool {
        switch self {
        case .evolution, .wppconnect, .gowa, .openwa: true
        case .node, .waha, .wwebjsAPI, .waAutomate: false
        }
    }

    /// Whether one session's conflict ends the process, and with it all sessions (GOWA's `event_handler.go`).
    var conflictEndsProcess: Bool { self == .gowa }
}
