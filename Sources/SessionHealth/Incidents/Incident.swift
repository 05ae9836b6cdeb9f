package import WallTime

/// Something that went wrong with a session or a gateway, from its beginning to its end.
///
/// The keys are those of `incidents --json`.
package struct Incident: Sendable, Hashable {
    /// How well it is known when an incident began.
    package enum BeganSource: String, Sendable, Hashable, Codable {
        /// The gateway or a message gave the time.
        case event
        /// The midpoint of the last good and the first bad check.
        case midpoint
        /// Nothing was known before: taken as the first bad check, and left out of MTTD.
        case unknown
    }

    /// The store's number for it; nil until it is stored.
    package var id: Int64?
    /// The gateway's name.
    package var gateway: String
    /// The session's name at its gateway; nil for an incident of the gateway.
    package var session: String?
    package var cause: IncidentCause
    /// The cause that it was opened with; `cause` is the newest.
    package var firstCause: IncidentCause
    /// What was found, as lines for people.
    package var evidence: [String]
    package var beganAt: Timestamp
    package var beganSource: BeganSource
    /// The first bad check.
    package var detectedAt: Timestamp
    /// The second one, which opened the incident.
    package var confirmedAt: Timestamp
    package var firstActionAt: Timestamp?
    /// The first of the good checks that closed it.
    package var resolvedAt: Timestamp?
    /// Only a person can end it.
    package var needsHuman: Bool
    /// What holds a recovery back at present: the texts of the gates.
    package var blockedBy: [String]
    /// Whether a gate ever held a recovery of it back.
    package var wasBlocked: Bool
    package var actions: [IncidentAction]
    /// Nothing was done, and the very next check or an acknowledged message contradicted it.
    package var falsePositive: Bool
    package var acknowledgedBy: String?
    package var acknowledgedAt: Timestamp?
    /// Bad or contradicting checks since it was confirmed; the first one decides about a false positive.
    package var checksSince: Int

    package init(
        gateway: String, session: String?, cause: IncidentCause, evidence: [String] = [], beganAt: Timestamp,
        beganSource: BeganSource, detectedAt: Timestamp, confirmedAt: Timestamp, needsHuman: Bool = false
    ) {
        self.gateway = gateway
        self.session = session
        self.cause = cause
        self.firstCause = cause
        self.evidence = evidence
        self.beganAt = beganAt
        self.beganSource = beganSource
        self.detectedAt = detectedAt
        self.confirmedAt = confirmedAt
        self.needsHuman = needsHuman
        self.blockedBy = []
        self.wasBlocked = false
        self.actions = []
        self.falsePositive = false
        self.checksSince = 0
    }

    package var scope: IncidentCause.Scope { session == nil ? .gateway : .session }
    package var isOpen: Bool { resolvedAt == nil }

    /// Gives it another cause, with what was found of it. The first cause and the first lines stay.
    package mutating func become(_ cause: IncidentCause, _ lines: [String]) {
        guard cause != self.cause else { return }
        self.cause = cause
        // Bounded: what it began with, and the newest.
        let new = lines.filter { !evidence.contains($0) }
        evidence = (evidence + new).count <= 12 ? evidence + new : evidence.prefix(6) + (evidence + new).suffix(6)
    }

    /// Notes that something was done about it.
    package mutating func acted(_ action: IncidentAction) {
        firstActionAt = firstActionAt ?? action.at
        actions.append(action)
        // Bounded, because a fight of days must not grow the row for ever.
        if actions.count > 50 { actions.remove(at: 25) }
    }
}
