package import WallTime

/// Which rungs were tried for one account, what runs now, and when the next may be tried. Stored as JSON with the account.
///
/// It decides nothing: `RecoveryPlan` does, from this and the gates. It judges what was begun, by "connected and stable for
/// `stableAfter`".
package struct RecoveryLadder: Sendable, Hashable {
    /// The rung that runs now.
    package struct Running: Sendable, Hashable, Codable {
        package var rung: Rung
        package var startedAt: Timestamp
        /// Connected by then, or it failed.
        package var deadline: Timestamp
        package var by: String?
        /// The gateway was in trouble meanwhile: a failure proves nothing.
        package var disturbed: Bool
    }

    package var running: Running?
    package var episode: RecoveryEpisode?
    /// When rungs were begun within the last day, for the budgets.
    package var attempts: [Timestamp] = []
    /// Failures since the last stable health, for the back-off.
    package var failures = 0
    package var backoffUntil: Timestamp?
    /// Since when the session has been good, while anything of this is remembered.
    package var goodSince: Timestamp?
    /// When it was given up: nothing is tried by itself until the session is stable again or a person acts.
    package var heldSince: Timestamp?
    /// Why, where it was not that every rung was tried.
    package var heldFor: RecoveryDecision.Held?

    package enum Action: Sendable, Hashable {
        case rungEnded(RungAttempt)
        case episodeEnded(RecoveryEpisode)
        /// Check again after that time, to judge the rung in time.
        case recheck(after: Duration)
    }

    /// An account that never needed recovery.
    package init() {}

    /// A rung was begun: its action has been sent to the gateway, or is about to be.
    package mutating func began(
        _ rung: Rung, cause: IncidentCause, by name: String? = nil, at now: Timestamp, settings: HealthSettings
    ) -> [Action] {
        // A person may act while a rung runs; what ran is left as it stands.
        if running != nil { _ = close(.abandoned, at: now) }
        var open = episode ?? RecoveryEpisode(cause: cause, startedAt: now)
        open.attempts.append(RungAttempt(rung: rung, startedAt: now, by: name))
        // A fight of many hours keeps its beginning and its latest rungs.
        if open.attempts.count > 40 { open.attempts.remove(at: 20) }
        episode = open
        attempts = attempts.filter { now - $0 < .seconds(86400) && $0 <= now }.suffix(199) + [now]
        running = Running(
            rung: rung, startedAt: now, deadline: now + rung.deadline(settings), by: name, disturbed: false)
        backoffUntil = nil
        goodSince = nil
        (heldSince, heldFor) = (nil, nil)
        return [.recheck(after: settings.confirmDelay)]
    }

    /// The gateway cannot do what was begun, declined it, or could not be asked: it never ran, and proves nothing.
    package mutating func couldNotRun(
        _ outcome: RungAttempt.Outcome = .unavailable, at now: Timestamp, random: Double, settings: HealthSettings
    ) -> [Action] {
        guard running != nil else { return [] }
        if let last = episode?.attempts.indices.last { episode?.attempts[last].declined = true }
        return ended(outcome, at: now, random: random, settings: settings)
    }

    /// Takes in the result of a check, of which the session's state knows already.
    ///
    /// - Parameters:
    ///   - gatewayGood: whether the gateway was well at this check.
    ///   - random: 0..<1, for the full jitter of the back-off.
    package mutating func observed(
        _ assessment: HealthAssessment, gatewayGood: Bool, at now: Timestamp, random: Double,
        settings: HealthSettings
    ) -> [Action] {
        guard running != nil || episode != nil || failures > 0 || heldSince != nil else { return [] }
        // A clock that was set back must not make a deadline or a back-off endless.
        goodSince = goodSince.map { min($0, now) }
        backoffUntil = backoffUntil.map { min($0, now + settings.backoffCap) }
        if let run = running { running?.deadline = min(run.deadline, now + run.rung.deadline(settings)) }
        if assessment.outcome == .unknown || !gatewayGood { running?.disturbed = true }
        switch assessment.verdict {
        case .good where !assessment.isConnectionProven:
            // A row of a database says that it is connected: that ends no recovery.
            guard let run = running, goodSince == nil, now >= run.deadline else { return [] }
            return ended(.inconclusive, at: now, random: random, settings: settings)
        case .good:
            let since = goodSince ?? now
            goodSince = since
            if running != nil, let last = episode?.attempts.indices.last { episode?.attempts[last].connected = true }
            guard now - since >= settings.stableAfter else {
                let left = settings.stableAfter - (now - since)
                return [.recheck(after: min(left, settings.checkInterval))]
            }
            return stable(since: since, at: now)
        case .bad, .waiting:
            let wasGood = goodSince != nil
            goodSince = nil
            guard let run = running else { return [] }
            return lost(run, assessment, wasGood: wasGood, at: now, random: random, settings: settings)
        case .unknown:
            guard let run = running, goodSince == nil, now >= run.deadline else { return [] }
            return ended(.inconclusive, at: now, random: random, settings: settings)
        }
    }

    private mutating func lost(
        _ run: Running, _ assessment: HealthAssessment, wasGood: Bool, at now: Timestamp, random: Double,
        settings: HealthSettings
    ) -> [Action] {
        if !run.rung.needsScan, assessment.loginGone {
            return ended(.loginGone, at: now, random: random, settings: settings)
        }
        if wasGood, assessment.status != .connected, !run.disturbed, let last = episode?.attempts.indices.last {
            episode?.attempts[last].lostAgain = true
        }
        // A crash after the restart will not mend itself; a lost connection may, until the deadline.
        let hopeless = wasGood && assessment.status == .connected
        guard hopeless || now >= run.deadline else {
            // Often: a session that was connected for a minute has proved that its login lives.
            return [.recheck(after: settings.confirmDelay)]
        }
        return ended(run.disturbed ? .inconclusive : .failed, at: now, random: random, settings: settings)
    }

    private mutating func stable(since: Timestamp, at now: Timestamp) -> [Action] {
        var actions: [Action] = []
        if running != nil, let attempt = close(.recovered, at: now) { actions.append(.rungEnded(attempt)) }
        if var done = episode {
            done.endedAt = now
            done.outcome = .recovered
            done.connectedAt = since
            actions.append(.episodeEnded(done))
        }
        let attempts = attempts
        self = RecoveryLadder()
        // The budgets count attempts, whether they succeeded or not.
        self.attempts = attempts
        return actions
    }

    private mutating func ended(
        _ outcome: RungAttempt.Outcome, at now: Timestamp, random: Double, settings: HealthSettings
    ) -> [Action] {
        let rung = running?.rung
        guard let attempt = close(outcome, at: now) else { return [] }
        var actions: [Action] = [.rungEnded(attempt)]
        switch outcome {
        case .failed where rung?.needsScan == true:
            // Nobody scanned through all windows. No more codes for nobody.
            actions += giveUp(at: now)
        case .failed, .inconclusive:
            failures += 1
            backoffUntil = now + Self.backoff(failures: failures, random: random, settings: settings)
        case .loginGone, .unavailable, .recovered, .abandoned:
            break
        }
        return actions
    }

    private mutating func close(_ outcome: RungAttempt.Outcome, at now: Timestamp) -> RungAttempt? {
        running = nil
        guard let last = episode?.attempts.indices.last else { return nil }
        episode?.attempts[last].endedAt = now
        episode?.attempts[last].outcome = outcome
        return episode?.attempts[last]
    }

    /// No rung is left, or nobody scanned.
    package mutating func giveUp(at now: Timestamp, for reason: RecoveryDecision.Held? = nil) -> [Action] {
        heldSince = heldSince ?? now
        heldFor = reason
        return end(.givenUp, at: now)
    }

    /// A person or the settings put an end to it.
    package mutating func abandon(at now: Timestamp) -> [Action] {
        var actions: [Action] = []
        if running != nil, let attempt = close(.abandoned, at: now) { actions.append(.rungEnded(attempt)) }
        return actions + end(.abandoned, at: now)
    }

    private mutating func end(_ outcome: RecoveryEpisode.Outcome, at now: Timestamp) -> [Action] {
        guard var done = episode else { return [] }
        done.endedAt = now
        done.outcome = outcome
        episode = nil
        running = nil
        return [.episodeEnded(done)]
    }

    /// Full jitter: anything between nothing and the doubled base, up to the cap.
    ///
    /// The random part is all of it, because sessions that failed together must not try again together ("Exponential
    /// Backoff And Jitter", AWS Architecture Blog, 2015).
    ///
    /// - Parameters:
    ///   - failures: in a row, from 1.
    ///   - random: 0..<1.
    package static func backoff(failures: Int, random: Double, settings: HealthSettings) -> Duration {
        let doubled = settings.backoffBase * Double(1 << min(max(failures - 1, 0), 30))
        return min(doubled, settings.backoffCap) * min(max(random, 0), 1)
    }
}
