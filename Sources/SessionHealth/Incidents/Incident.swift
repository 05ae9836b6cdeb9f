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

    /// Notes that something was done about it.
    package mutating func acted(_ action: IncidentAction) {
        firstActionAt = firstActionAt ?? action.at
        actions.append(action)
        // Bounded, because a fight of days must not grow the row for ever.
        if actions.count > 50 { actions.remove(at: 25) }
    }
}

/// Something that was done about an incident.
package struct IncidentAction: Sendable, Hashable, Codable {
    package var at: Timestamp
    /// The rung's raw value, `scan_asked`, or what a person did.
    package var action: String
    /// How it ended, where it has: `recovered`, `failed`, `inconclusive`.
    package var outcome: String?
    /// Who asked for it, where that was a person.
    package var by: String?

    package init(at: Timestamp, action: String, outcome: String? = nil, by: String? = nil) {
        self.at = at
        self.action = action
        self.outcome = outcome
        self.by = by
    }
}

extension Incident: Codable {
    private enum Key: String, CodingKey {
        case id, scope, gateway, session, cause, evidence, actions
        case beganAt = "began_at"
        case beganSource = "began_source"
        case detectedAt = "detected_at"
        case confirmedAt = "confirmed_at"
        case firstActionAt = "first_action_at"
        case resolvedAt = "resolved_at"
        case needsHuman = "needs_human"
        case blockedBy = "blocked_by"
        case wasBlocked = "was_blocked"
        case falsePositive = "false_positive"
        case acknowledgedBy = "acknowledged_by"
        case acknowledgedAt = "acknowledged_at"
        case checksSince = "checks_since"
    }

    /// Reads what any version has written; only the names, the cause and the first times must be there.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let detectedAt = try container.decode(Timestamp.self, forKey: .detectedAt)
        self.init(
            gateway: try container.decode(String.self, forKey: .gateway), session: container.value(.session),
            cause: try container.decode(IncidentCause.self, forKey: .cause),
            evidence: container.value(.evidence, or: []), beganAt: container.value(.beganAt, or: detectedAt),
            beganSource: container.value(.beganSource, or: .unknown), detectedAt: detectedAt,
            confirmedAt: container.value(.confirmedAt, or: detectedAt),
            needsHuman: container.value(.needsHuman, or: false))
        id = container.value(.id)
        firstActionAt = container.value(.firstActionAt)
        resolvedAt = container.value(.resolvedAt)
        blockedBy = container.value(.blockedBy, or: [])
        wasBlocked = container.value(.wasBlocked, or: false)
        actions = container.value(.actions, or: [])
        falsePositive = container.value(.falsePositive, or: false)
        acknowledgedBy = container.value(.acknowledgedBy)
        acknowledgedAt = container.value(.acknowledgedAt)
        checksSince = container.value(.checksSince, or: 0)
    }

    /// Writes every field, nil as null, so that a reader of the JSON finds all keys.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(scope, forKey: .scope)
        try container.encode(gateway, forKey: .gateway)
        try container.encode(session, forKey: .session)
        try container.encode(cause, forKey: .cause)
        try container.encode(evidence, forKey: .evidence)
        try container.encode(beganAt, forKey: .beganAt)
        try container.encode(beganSource, forKey: .beganSource)
        try container.encode(detectedAt, forKey: .detectedAt)
        try container.encode(confirmedAt, forKey: .confirmedAt)
        try container.encode(firstActionAt, forKey: .firstActionAt)
        try container.encode(resolvedAt, forKey: .resolvedAt)
        try container.encode(needsHuman, forKey: .needsHuman)
        try container.encode(blockedBy, forKey: .blockedBy)
        try container.encode(wasBlocked, forKey: .wasBlocked)
        try container.encode(actions, forKey: .actions)
        try container.encode(falsePositive, forKey: .falsePositive)
        try container.encode(acknowledgedBy, forKey: .acknowledgedBy)
        try container.encode(acknowledgedAt, forKey: .acknowledgedAt)
        try container.encode(checksSince, forKey: .checksSince)
    }
}
