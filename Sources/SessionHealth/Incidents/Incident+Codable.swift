internal import WallTime

extension Incident: Codable {
    private enum Key: String, CodingKey {
        case id, scope, gateway, session, cause, evidence, actions
        case firstCause = "first_cause"
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
        firstCause = container.value(.firstCause, or: cause)
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
        try container.encode(firstCause, forKey: .firstCause)
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
