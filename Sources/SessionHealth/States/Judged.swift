internal import WallTime

/// A check's verdict and cause, refined by what the session's state knows: how long it has been connecting or waiting.
struct Judged {
    var verdict: HealthAssessment.Verdict
    var cause: IncidentCause
    var needsHuman: Bool
    /// When it began, by the gateway or a message.
    var began: Timestamp?

    init(_ assessment: HealthAssessment, state: SessionHealthState, at now: Timestamp, settings: HealthSettings) {
        verdict = assessment.verdict
        cause = assessment.cause ?? .disconnected
        began = assessment.began ?? (assessment.verdict == .bad ? assessment.since : nil)
        // A person is needed where nobody else can do it: scan, unlock, update, find the other client.
        needsHuman = cause.isTerminal
        let inStatus = state.statusSince.map { now - $0 } ?? .zero
        if assessment.status == .connecting, cause == .disconnected {
            // Sockets reconnect every half hour and that is normal (waha#756); only a long time is not.
            let stuck = inStatus > settings.connectingGrace
            verdict = stuck ? .bad : .waiting
            if stuck { cause = .stuckConnecting }
        } else if assessment.status == .qrScanning, state.linkedAt != nil,
            let since = state.qrSince, now - since >= settings.qrWindow * settings.maxQrWindows
        {
            verdict = .bad
            cause = .qrExpired
            needsHuman = true
        }
    }
}

extension Incident {
    /// Opens the incident of a session at its second bad check.
    init(
        confirming judged: Judged, evidence: [String], subject: SessionSubject, firstBad: Timestamp,
        lastGood: Timestamp?, flapping: Bool, at now: Timestamp, settings: HealthSettings
    ) {
        let began: Timestamp
        let source: BeganSource
        if let event = judged.began, event <= firstBad {
            // A gateway's clock may lag: it did not begin before the last good check, unless a message says so.
            (began, source) = (judged.cause == .zombie ? event : max(event, lastGood ?? event), .event)
        } else if let lastGood, firstBad - lastGood <= settings.checkInterval * 2 {
            (began, source) = (lastGood + (firstBad - lastGood) / 2, .midpoint)
        } else {
            (began, source) = (firstBad, .unknown)
        }
        self.init(
            gateway: subject.gateway, session: subject.session, cause: flapping ? .flapping : judged.cause,
            evidence: evidence, beganAt: began, beganSource: source, detectedAt: firstBad, confirmedAt: now,
            needsHuman: judged.needsHuman)
    }

    /// Takes in what a further bad check found. A cause gives way to one that tells more, never the other way round.
    mutating func take(_ judged: Judged, flapping: Bool) {
        if judged.cause.isTerminal, !cause.isTerminal || cause == .loggedOut {
            cause = judged.cause
        } else if flapping, !cause.isTerminal {
            cause = .flapping
        } else if judged.cause == .qrExpired, cause != .loggedOut, !cause.isTerminal {
            cause = .qrExpired
        } else if judged.cause == .notFound, cause == .disconnected || cause == .stuckConnecting {
            cause = .notFound
        }
        needsHuman = needsHuman || judged.needsHuman
    }
}
