import GatewaySimulator

/// What a kind of gateway cannot show, so that a scenario expects less of Denyut there. Every scenario is played on every
/// kind of `Scenario.kinds` all the same; `BlindSpotTests` holds the table to the adapters' capabilities.
enum BlindSpot: String, CaseIterable {
    /// Why a session ended: a ban looks like a lost connection.
    case ending
    /// How much memory it uses.
    case memory
    /// That it was restarted itself: only its sessions show it.
    case restart
    /// A login that it keeps of a session it no longer has: such a session is not started, but made anew.
    case storedLogin
    /// That WhatsApp's server has a message: a send that stays without it proves nothing.
    case acknowledgement
    /// Changes of state, by webhook.
    case stateWebhook
    /// That a session is not there: it is CLOSED, as a stopped one is, and only the list tells.
    case absence

    /// The table.
    static func of(_ kind: GatewaySimulator.GatewayKind) -> Set<BlindSpot> {
        switch kind {
        case .node: []
        case .waha: [.ending, .memory, .storedLogin]
        case .evolution: [.memory, .restart, .storedLogin]
        case .wppconnect: [.ending, .memory, .storedLogin, .absence]
        case .wwebjsAPI: [.memory, .restart]
        case .gowa: [.ending, .memory, .restart, .storedLogin, .acknowledgement, .stateWebhook]
        case .openwa: [.restart, .storedLogin]
        case .waAutomate: [.ending, .memory, .storedLogin, .absence]
        }
    }
}
