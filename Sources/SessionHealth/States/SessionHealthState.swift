package import WallTime

/// What is known of a session between its checks, and how a result changes it.
///
/// A first bad result is soft and is checked again; only a second one, `confirmDelay` later or more, is hard and opens an
/// incident. Two good checks close it. A check that could not be made changes nothing. Stored as JSON with the account.
package struct SessionHealthState: Sendable, Hashable {
    package enum Phase: String, Sendable, Hashable, Codable {
        /// Never checked with success.
        case unchecked
        case good
        /// Not connected and not expected to be, or connecting within its grace.
        case waiting
        /// Bad once: to be confirmed.
        case soft
        /// Bad twice: an incident is open.
        case hard
        /// An incident is open, and a rung of the ladder runs.
        case recovering
        /// An incident is open, and only a person can end it.
        case held
    }

    package var phase = Phase.unchecked
    package var flaps = FlapHistory()
    /// The open incident.
    package var incident: Incident?

    /// The gateway's status at the last check that could be made, and since when.
    package var status = SessionStatus.unknown
    package var statusSince: Timestamp?
    /// Since when the session waits for a scan; a look at "connecting" in between does not end it.
    package var qrSince: Timestamp?
    /// Since when it is not connected, in whatever state.
    package var notConnectedSince: Timestamp?
    /// When it was first seen connected; nil for an account that was never linked.
    package var linkedAt: Timestamp?
    /// When its QR code was asked for in the present incident.
    package var scanAskedAt: Timestamp?

    /// Why it ended, as a poll or a webhook said; it stands until the session is connected again, or a newer reason comes.
    package var ending: EndingReport?
    /// Since when it has been seen connected all the same.
    package var endingDoubtedSince: Timestamp?
    /// The last deeper look that proved something.
    package var look: DeepLook?
    /// When the present stretch of being connected began, or the last one.
    package var connectedSince: Timestamp?
    /// When its last loss was last seen; the connection of now began after that, and what was sent before went over the one that was lost.
    package var backSince: Timestamp?
    /// Since when no check could judge it, for whatever reason.
    package var unjudgedSince: Timestamp?
    /// Since when that has not been for its gateway's trouble.
    package var unclearSince: Timestamp?

    package var lastCheckAt: Timestamp?
    package var lastGoodAt: Timestamp?
    /// The first bad check of the present run.
    package var firstBadAt: Timestamp?
    /// The first good check of the present run.
    package var goodSince: Timestamp?

    /// An account that was just added.
    package init() {}

    /// When what is wrong now was first seen, with an incident or before there is one.
    package var firstFoundBadAt: Timestamp? { incident?.detectedAt ?? firstBadAt }

    package var isFlapping: Bool { flaps.isFlapping }

    /// Whether a second check has confirmed that the session is bad.
    package var isConfirmed: Bool { phase == .hard || phase == .recovering || phase == .held }

    /// What of it bears on the next check.
    package var remembered: Remembered {
        Remembered(ending: ending, look: look, connectedSince: connectedSince, backSince: backSince)
    }

    /// Takes in the result of a check.
    ///
    /// - Parameters:
    ///   - inhibited: the gateway itself is in trouble (`GatewayState.inhibitsSessions`): a bad result stays soft, because
    ///     there is one incident of the gateway instead of one of each session.
    ///   - random: 0..<1, for the jitter of the second check.
    package mutating func checked(
        _ assessment: HealthAssessment, subject: SessionSubject, inhibited: Bool = false, at now: Timestamp,
        random: Double, settings: HealthSettings
    ) -> [SessionAction] {
        forgetFuture(now)
        guard assessment.outcome == .checked else {
            return couldNotBeJudged(assessment, subject: subject, inhibited: inhibited, at: now, settings: settings)
        }
        (unjudgedSince, unclearSince) = (nil, nil)
        follow(assessment, at: now, settings: settings)
        defer { lastCheckAt = now }
        let judged = Judged(assessment, state: self, at: now, settings: settings)
        switch judged.verdict {
        case .good: return wasGood(assessment, at: now, random: random, settings: settings)
        case .bad:
            return wasBad(
                assessment, judged, subject: subject, inhibited: inhibited, at: now, random: random, settings: settings)
        case .waiting:
            goodSince = nil
            if phase == .unchecked || phase == .good { phase = .waiting }
            return endWithout(assessment, at: now)
        case .unknown: return []
        }
    }

    /// A clock that was set back leaves times in the future: what waits for them would wait for ever.
    private mutating func forgetFuture(_ now: Timestamp) {
        statusSince = statusSince.map { min($0, now) }
        qrSince = qrSince.map { min($0, now) }
        notConnectedSince = notConnectedSince.map { min($0, now) }
        lastCheckAt = lastCheckAt.map { min($0, now) }
        lastGoodAt = lastGoodAt.map { min($0, now) }
        firstBadAt = firstBadAt.map { min($0, now) }
        goodSince = goodSince.map { min($0, now) }
        connectedSince = connectedSince.map { min($0, now) }
        // Nor does one hide what went wrong under the clock of now: of a beginning that lies ahead nothing is known.
        backSince = backSince.flatMap { $0 > now ? nil : $0 }
        unjudgedSince = unjudgedSince.map { min($0, now) }
        unclearSince = unclearSince.map { min($0, now) }
        endingDoubtedSince = endingDoubtedSince.map { min($0, now) }
        ending = ending.map {
            EndingReport($0.ending, at: $0.at, heardAt: min($0.heardAt, now), teller: $0.teller, words: $0.words)
        }
    }

    /// When the loss that is over at `now` was last seen; nil where there was none, and where the check that saw it lies ahead because
    /// the clock was set back.
    func lastSeenLost(before now: Timestamp) -> Timestamp? {
        guard notConnectedSince != nil, let lastCheckAt, lastCheckAt < now else { return nil }
        return lastCheckAt
    }

    /// Keeps the times since when the session is in its status.
    private mutating func follow(_ assessment: HealthAssessment, at now: Timestamp, settings: HealthSettings) {
        let wasConnected = status == .connected
        if assessment.status != status {
            // The gateway's own time is believed as far as it does not contradict what was seen at the last check.
            let earliest = lastCheckAt ?? .distantPast
            statusSince = assessment.since.map { min(max($0, earliest), now) } ?? now
            status = assessment.status
        }
        if let finding = assessment.look, finding != .inconclusive { look = DeepLook(at: now, finding: finding) }
        if status == .connected {
            if !wasConnected || connectedSince == nil { connectedSince = statusSince ?? now }
            if let lost = lastSeenLost(before: now) { backSince = lost }
            contradictEnding(assessment, at: now, settings: settings)
            linkedAt = linkedAt ?? now
            qrSince = nil
            notConnectedSince = nil
        } else {
            endingDoubtedSince = nil
            if let report = assessment.ending { heard(report) }
            notConnectedSince = notConnectedSince ?? statusSince ?? now
            if status == .qrScanning { qrSince = qrSince ?? now }
        }
    }

    private mutating func wasGood(
        _ assessment: HealthAssessment, at now: Timestamp, random: Double, settings: HealthSettings
    ) -> [SessionAction] {
        lastGoodAt = now
        firstBadAt = nil
        var actions: [SessionAction] = []
        if let flap = flaps.record(bad: false, settings: settings) {
            actions.append(flap == .started ? .flappingStarted : .flappingStopped)
        }
        guard var open = incident else {
            phase = .good
            return actions
        }
        open.checksSince += 1
        if open.checksSince == 1, open.actions.isEmpty { open.falsePositive = true }
        guard let since = goodSince else {
            goodSince = now
            incident = open
            return actions + [.recheck(after: settings.confirmDelay(random: random))]
        }
        // While it flaps its incident stays, or it would open and close with every turn.
        guard now - since >= settings.confirmDelay, !flaps.isFlapping else {
            incident = open
            return actions
        }
        open.resolvedAt = since
        open.blockedBy = []
        // Contradicted: by the very next check, or by a message that got through while it was called lost.
        let contradicted =
            open.falsePositive
            || (assessment.lastAcknowledgedSend.map { sent in
                sent >= open.detectedAt && sent < since
            } ?? false)
        open.falsePositive = contradicted && open.actions.isEmpty
        incident = nil
        goodSince = nil
        scanAskedAt = nil
        phase = .good
        return actions + [.closeIncident(open)]
    }

    private mutating func wasBad(
        _ assessment: HealthAssessment, _ judged: Judged, subject: SessionSubject, inhibited: Bool, at now: Timestamp,
        random: Double, settings: HealthSettings
    ) -> [SessionAction] {
        let wasGood = goodSince != nil
        goodSince = nil
        var actions: [SessionAction] = []
        // A gateway's trouble is not the session's unrest.
        let flap = inhibited ? nil : flaps.record(bad: true, settings: settings)
        if let flap { actions.append(flap == .started ? .flappingStarted : .flappingStopped) }
        if var open = incident {
            open.checksSince += 1
            open.falsePositive = false
            let before = open
            if wasGood {
                // It was well in between: what it suffers from now is judged afresh.
                open.become(judged.cause, assessment.issues.map(\.text))
                open.needsHuman = judged.needsHuman
                scanAskedAt = nil
                if phase == .held { phase = .hard }
            }
            open.take(judged, assessment.issues.map(\.text), flapping: flaps.isFlapping)
            incident = open
            if open.needsHuman, phase == .hard { phase = .held }
            let changed = open.cause != before.cause || open.needsHuman != before.needsHuman || flap != nil
            return changed ? actions + [.updateIncident(open)] : actions
        }
        let sign = judged.isContradictable ? assessment.lastLifeSign.flatMap { $0 <= now ? $0 : nil } : nil
        if let found = firstBadAt, let sign, sign > found {
            // A message came in or got through since it was found lost: somebody answered wrongly, and it begins anew.
            firstBadAt = now
            return actions + [.recheck(after: settings.confirmDelay(random: random))]
        }
        let first = firstBadAt ?? now
        // What flaps is confirmed by its history, unless its traffic speaks against it.
        let isLively = sign.map { now - $0 <= settings.checkInterval * 2 } ?? false
        let confirmed =
            (flaps.isFlapping && !isLively) || (phase == .soft && now - first >= settings.confirmDelay)
        guard phase == .soft || confirmed else {
            phase = .soft
            firstBadAt = now
            return actions + [.recheck(after: settings.confirmDelay(random: random))]
        }
        guard !inhibited else {
            // What the gateway's trouble explains is not counted as the session's: its own time begins after it.
            firstBadAt = now
            return actions
        }
        guard confirmed else { return actions }
        let open = Incident(
            confirming: judged, evidence: assessment.issues.map(\.text), subject: subject, firstBad: first,
            lastGood: lastGoodAt, flapping: flaps.isFlapping, at: now, settings: settings)
        incident = open
        phase = open.needsHuman ? .held : .hard
        return actions + [.openIncident(open)]
    }
}
