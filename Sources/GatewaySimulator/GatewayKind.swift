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

    /// Whether the gateway tries by itself to bring a lost connection back.
    var retriesByItself: Bool {
        switch self {
        case .node, .waha, .evolution, .wppconnect, .wwebjsAPI, .gowa, .openwa: true
        case .waAutomate: false
        }
    }

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
