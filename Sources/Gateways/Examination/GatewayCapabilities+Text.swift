extension GatewayCapabilities {
    /// What this kind can do, in words.
    package var abilities: [String] {
        var texts: [String] = []
        switch bulkList {
        case .withStatus: texts.append("list all sessions with their states at once")
        case .namesOnly: texts.append("list names; each state is a question of its own")
        case .none: break
        }
        if deepProbe { texts.append("look whether a session is really alive") }
        if softRestart { texts.append("restart a session with its login kept") }
        if stopStart { texts.append("stop and start one") }
        if let qr { texts.append("show its QR code as \(qr == .picture ? "a picture" : "text")") }
        if stateWebhooks { texts.append("tell changes of state by webhook") }
        if tellsEnding { texts.append("tell why a session ended") }
        if restartSign == .uptime { texts.append("tell that it was restarted itself") }
        if tellsMemory { texts.append("tell how much memory it uses") }
        return texts
    }

    /// What it cannot do, each with what follows from it.
    package var inabilities: [String] {
        var texts: [String] = []
        if bulkList == .none { texts.append("list sessions (only those with an account are asked for)") }
        if !deepProbe { texts.append("look into a session (a dead one shows by what it fails to send)") }
        if !softRestart { texts.append("restart a session (a person or its supervisor has to)") }
        if softRestart, !stopStart {
            texts.append("stop and start one (after a restart that did not help comes a new QR code)")
        }
        if !stateWebhooks { texts.append("tell changes of state (they are seen by polling)") }
        if !tellsEnding {
            texts.append("tell why a session ended (what no restart brings back is left to a person: it may be banned)")
        }
        if !tellsMemory { texts.append("tell how much memory it uses (watch its process)") }
        if restartSign == .none { texts.append("tell its own restarts (many sessions down at once are taken for one)") }
        switch absence {
        case .reliable: break
        case .confirm: texts.append("be believed at once that a session is not there (it is asked again)")
        case .indistinct: texts.append("tell a session that is not there from a stopped one by itself")
        }
        if conflictEndsGateway { texts.append("outlive a replaced session (the whole process ends)") }
        return texts
    }
}

extension GatewayCapabilities.WebhookProof {
    /// How a webhook is known to come from the gateway, in words.
    package var text: String {
        switch self {
        case .signedWithTime: "signed over time and body"
        case .signed: "signed over the body"
        case .token: "a token signed with the secret, which does not cover the body"
        case .sharedSecret: "the secret itself in a header or the address: nothing is signed"
        }
    }
}
