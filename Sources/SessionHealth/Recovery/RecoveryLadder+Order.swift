extension RecoveryLadder {
    /// The rungs for a cause, from the gentlest on, as far as the gateway has them.
    ///
    /// - Parameters:
    ///   - status: the gateway's status: a session that it does not have cannot be restarted, only started.
    ///   - everLinked: an account that never was has no login to be careful with.
    ///   - login: where the gateway still has a record of a login that it called logged out, a restart comes first: it shows a
    ///     code if one is needed.
    package static func order(
        _ cause: IncidentCause, status: SessionStatus, everLinked: Bool, login: LoginEvidence = .unknown,
        capabilities: RecoveryCapabilities
    ) -> [Rung] {
        let soft: [Rung] =
            if status != .notFound {
                [.softRestart, .stopStart]
            } else if !capabilities.startsMissing {
                []
            } else {
                capabilities.stopStart ? [.stopStart] : [.softRestart]
            }
        let wanted: [Rung] =
            switch cause {
            case .loggedOut: login == .kept ? soft + [.newSession] : [.newSession]
            case .qrExpired: [.newSession]
            // A version that WhatsApp refuses, or one that hangs while it starts: a new login would hang as well, and the
            // old one would be lost (waha#2191, Baileys#2731).
            case .stuckConnecting, .outdated: soft
            case .replaced, .banned, .timeLocked, .flapping: soft
            default: everLinked ? soft + [.newSession] : [.newSession]
            }
        return wanted.filter { rung in
            switch rung {
            case .softRestart: capabilities.softRestart
            case .stopStart: capabilities.stopStart
            case .newSession: capabilities.newSession
            case .observe, .askScan, .held: false
            }
        }
    }

    /// The first rung of the order that may still help: not one that failed in this episode, or proved impossible.
    ///
    /// What was inconclusive may be tried once more.
    package func next(in order: [Rung]) -> Rung? {
        order.first { rung in
            let outcomes = (episode?.attempts ?? []).filter { $0.rung == rung }.compactMap(\.outcome)
            let spent = outcomes.contains { $0 == .failed || $0 == .unavailable || $0 == .loginGone }
            return !spent && outcomes.filter { $0 == .inconclusive }.count < 2
        }
    }
}
