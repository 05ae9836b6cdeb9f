import GatewaySimulator

/// What a kind of gateway cannot show or do, so that a scenario expects less of Denyut there. Every scenario is played on every kind
/// of `Scenario.kinds` all the same; `BlindSpotTests` holds the table to the adapters' capabilities.
enum BlindSpot: String, CaseIterable {
    /// Why a session ended: in its answers a ban looks like a lost connection.
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
    /// A call that restarts a session: all that is left to do is to tell a person.
    case restartCall

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
        case .waAutomate: [.ending, .memory, .storedLogin, .absence, .restartCall]
        }
    }
}

/// Where a kind of gateway tells of something that must stop every recovery, if it tells.
enum Voice {
    /// In its answers: polling is enough.
    case answers
    /// In webhooks alone (`docs/gateways` says which).
    case webhooks
    /// Nowhere.
    case never

    /// That another client took the number over.
    static func ofConflict(_ kind: GatewaySimulator.GatewayKind) -> Voice {
        switch kind {
        case .node, .wwebjsAPI, .openwa, .waAutomate: .answers
        // `state.change` and `onstatechanged`.
        case .waha, .wppconnect: .webhooks
        // Evolution reconnects after a 440 without a word, GOWA ends as a whole.
        case .evolution, .gowa: .never
        }
    }

    /// That the number was banned.
    static func ofBan(_ kind: GatewaySimulator.GatewayKind) -> Voice {
        switch kind {
        case .node, .evolution, .wwebjsAPI, .openwa: .answers
        case .waha, .wppconnect: .webhooks
        // A temporary ban (402) closes GOWA's socket and leaves the login; wa-automate is DISCONNECTED.
        case .gowa, .waAutomate: .never
        }
    }

    /// Whether Denyut comes to know.
    func isHeard(webhooks: Bool) -> Bool {
        switch self {
        case .answers: true
        case .webhooks: webhooks
        case .never: false
        }
    }
}
