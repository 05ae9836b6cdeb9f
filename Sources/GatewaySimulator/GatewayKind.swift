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
        case .node, .waha, .evolution, .wwebjsAPI, .openwa: true
        case .wppconnect, .gowa, .waAutomate: false
        }
    }

    /// Whether a stopped session stays in the gateway's list.
    var keepsStoppedSessions: Bool {
        switch self {
        case .waha, .evolution, .wppconnect, .gowa, .openwa, .waAutomate: true
        case .node, .wwebjsAPI: false
        }
    }
}
