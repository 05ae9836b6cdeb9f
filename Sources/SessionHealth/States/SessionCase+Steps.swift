package import WallTime

extension SessionCase {
    /// A step is about to be sent to the gateway. To be stored before it is sent: a step that was sent and forgotten would
    /// be sent again.
    ///
    /// - Returns: the event worth telling, and when to look at the session again.
    package mutating func began(
        _ decision: RecoveryDecision, subject: SessionSubject, by name: String? = nil, at now: Timestamp,
        settings: HealthSettings
    ) -> (event: NotificationEvent?, recheckAfter: Duration?) {
        let (rung, cause): (Rung, IncidentCause)
        switch decision {
        case .soft(let step): (rung, cause) = (step.rung, step.cause)
        case .replaceLogin(let replacement): (rung, cause) = (.newSession, replacement.cause)
        case .nothing, .recheck, .hold: return (nil, nil)
        }
        let action = IncidentAction(at: now, action: rung.rawValue, by: name)
        if rung.needsScan { state.scanAsked(action) } else { state.recoveryBegan(action) }
        _ = ladder.began(rung, cause: cause, by: name, at: now, settings: settings)
        let event = NotificationEvent.begun(decision, subject: subject, at: now)
        return (event, settings.confirmDelay)
    }

    /// The gateway declined the step, or could not be reached for it.
    ///
    /// - Parameter outcome: `unavailable` where it cannot do it, `inconclusive` where it could not be asked, `failed` where
    ///   it declined: the next rung may help. None of them proves that the login is gone.
    package mutating func couldNotRun(
        _ outcome: RungAttempt.Outcome, at now: Timestamp, random: Double, settings: HealthSettings
    ) {
        let ended = ladder.couldNotRun(outcome, at: now, random: random, settings: settings)
        guard !ended.isEmpty else { return }
        state.recoveryEnded(outcome: outcome.rawValue)
    }

    /// A person breaks the recovery off; the incident goes on, and the next check may plan anew.
    ///
    /// - Returns: the episode that ends, to be stored.
    package mutating func brokenOff(at now: Timestamp) -> RecoveryEpisode? {
        guard ladder.running != nil || ladder.episode != nil else { return nil }
        let episode = ladder.abandon(at: now).compactMap(\.episode).first
        state.recoveryEnded(outcome: RungAttempt.Outcome.abandoned.rawValue)
        return episode
    }

    /// The account is no longer watched: its recovery and its incident end.
    ///
    /// - Returns: the incident and the episode that end, to be stored.
    package mutating func dismissed(at now: Timestamp) -> (incident: Incident?, episode: RecoveryEpisode?) {
        let episode = ladder.abandon(at: now).compactMap(\.episode).first
        (ladder.heldSince, ladder.heldFor) = (nil, nil)
        return (state.dismissed(at: now), episode)
    }
}
