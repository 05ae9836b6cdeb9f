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
        needsHuman = cause.isTerminal || assessment.needsPerson
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

extension Judged {
    /// Nothing could be judged since then.
    init(unknownSince since: Timestamp, needsHuman: Bool) {
        (verdict, cause, began) = (.unknown, .unknownStatus, nil)
        self.needsHuman = needsHuman
    }

    /// Whether traffic speaks against it: the gateway gave a bare state, without a reason.
    var isContradictable: Bool { cause == .disconnected || cause == .notFound }
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

    /// Takes in what a further bad check found. A cause gives way to one that tells more, never the other way round; of
    /// reasons that only a person can mend the newest counts, but for a ban, which a logout follows.
    mutating func take(_ judged: Judged, _ lines: [String], flapping: Bool) {
        if cause == .unknownStatus {
            // It can be judged again.
            become(judged.cause, lines)
            needsHuman = judged.needsHuman
        } else if judged.cause.isTerminal, cause != .banned {
            become(judged.cause, lines)
        } else if flapping, !cause.isTerminal {
            become(.flapping, lines)
        } else if judged.cause == .qrExpired, !cause.isTerminal {
            become(.qrExpired, lines)
        } else if judged.cause == .notFound, cause == .disconnected || cause == .stuckConnecting {
            become(.notFound, lines)
        }
        needsHuman = needsHuman || judged.needsHuman
    }
}
