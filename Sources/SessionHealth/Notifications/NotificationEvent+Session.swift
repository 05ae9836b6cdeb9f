package import WallTime

extension NotificationEvent {
    /// What is worth telling of a check of a session.
    ///
    /// - Parameters:
    ///   - actions: what the session's state asked for at this check.
    ///   - ladder: what became of a rung that ran.
    ///   - assessment: the check's result.
    ///   - mendsUntil: until when it may mend by itself, or before a reconnect begins that is told in its place; nil where nothing is
    ///     waited for.
    package static func events(
        of actions: [SessionAction], ladder: [RecoveryLadder.Action] = [], assessment: HealthAssessment,
        subject: SessionSubject, mendsUntil: Timestamp? = nil, at now: Timestamp
    ) -> [NotificationEvent] {
        var events: [NotificationEvent] = []
        func tell(_ audience: NotificationAudience, _ kind: NotificationKind, _ cause: IncidentCause?, _ text: String) {
            events.append(
                NotificationEvent(
                    audience, kind, gateway: subject.gateway, session: subject.session, cause: cause, at: now,
                    notBefore: NotificationKind.beginnings.contains(kind) ? mendsUntil : nil, text: text))
        }
        for action in actions {
            switch action {
            case .openIncident(let incident):
                // Of what nobody can judge its user is not told: it may be well. The admin is, when it goes on.
                if !incident.cause.needsScan, incident.cause != .unknownStatus {
                    tell(.user, .degraded, incident.cause, "The session has a problem: \(incident.cause.rawValue)")
                }
                if let score = assessment.score, score < 30 {
                    tell(.admin, .scoreLow, incident.cause, "Score \(score): \(incident.cause.rawValue)")
                }
            case .closeIncident(let incident):
                for audience in NotificationAudience.allCases {
                    tell(audience, .recovered, incident.cause, "The session is well again")
                }
            case .flappingStarted:
                tell(.admin, .flapping, .flapping, "The session flaps; it is not recovered automatically meanwhile")
            case .updateIncident, .flappingStopped, .recheck:
                break
            }
        }
        for case .rungEnded(let attempt) in ladder where attempt.outcome == .failed {
            tell(.admin, .reconnectFailed, nil, "A reconnect failed: \(attempt.rung.rawValue)")
        }
        return events
    }

    /// What is worth telling when an incident turns out to need a person: the user where a scan helps, else the admin.
    package static func personNeeded(
        before: Incident?, after: Incident?, subject: SessionSubject, at now: Timestamp
    ) -> NotificationEvent? {
        guard let after, after.needsHuman, before?.needsHuman != true || before?.cause != after.cause else {
            return nil
        }
        let scan = after.cause.needsScan
        return NotificationEvent(
            scan ? .user : .admin, scan ? .scanNeeded : .needsPerson, gateway: subject.gateway,
            session: subject.session, cause: after.cause, at: now,
            text: scan
                ? "Scan the QR code to connect the session again" : "A person is needed: \(after.cause.rawValue)")
    }

    /// What is worth telling of a step that begins.
    package static func begun(
        _ decision: RecoveryDecision, subject: SessionSubject, at now: Timestamp
    ) -> NotificationEvent? {
        let (kind, cause, text): (NotificationKind, IncidentCause, String)
        switch decision {
        case .soft(let step) where step.action != .askScan:
            (kind, cause, text) = (.reconnectBegun, step.cause, "Reconnecting the session")
        case .soft(let step):
            (kind, cause, text) = (.scanNeeded, step.cause, "Scan the QR code to connect the session again")
        case .replaceLogin(let replacement):
            (kind, cause, text) = (.scanNeeded, replacement.cause, "Scan the new QR code to connect the session again")
        case .nothing, .recheck, .hold:
            return nil
        }
        return NotificationEvent(
            .user, kind, gateway: subject.gateway, session: subject.session, cause: cause, at: now, text: text)
    }
}

extension IncidentCause {
    /// Whether the user's scan is what ends it.
    package var needsScan: Bool { self == .loggedOut || self == .qrExpired }
}
