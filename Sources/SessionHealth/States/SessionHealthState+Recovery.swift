package import WallTime

extension SessionHealthState {
    /// A rung of the ladder began, or a person acted.
    package mutating func recoveryBegan(_ action: IncidentAction) {
        incident?.acted(action)
        goodSince = nil
        if phase == .hard || phase == .held { phase = .recovering }
    }

    /// The rung that ran last has ended: `recovered`, `failed` or `inconclusive`.
    package mutating func recoveryEnded(outcome: String) {
        if let last = incident?.actions.indices.last { incident?.actions[last].outcome = outcome }
        if phase == .recovering { phase = incident?.needsHuman == true ? .held : .hard }
    }

    /// The user was asked to scan. Once in an incident.
    package mutating func scanAsked(_ action: IncidentAction) {
        scanAskedAt = scanAskedAt ?? action.at
        qrSince = action.at
        incident?.acted(action)
        incident?.needsHuman = true
        if isConfirmed { phase = .held }
    }

    /// Only a person can go on.
    package mutating func held() {
        incident?.needsHuman = true
        if isConfirmed { phase = .held }
    }

    /// What holds a recovery back, for the incident's `blocked_by`. Whether that changed.
    package mutating func blocked(by texts: [String]) -> Bool {
        guard let open = incident, open.blockedBy != texts else { return false }
        incident?.blockedBy = texts
        if !texts.isEmpty { incident?.wasBlocked = true }
        return true
    }

    /// A person has seen the incident.
    package mutating func acknowledged(by name: String, at now: Timestamp) {
        incident?.acknowledgedBy = String(name.prefix(100))
        incident?.acknowledgedAt = now
    }

    /// The account is no longer watched (held, disabled, stopped by its user): the incident ends without a recovery.
    ///
    /// - Returns: the incident as it is to be stored, resolved now.
    package mutating func dismissed(at now: Timestamp) -> Incident? {
        defer {
            incident = nil
            (firstBadAt, goodSince, scanAskedAt) = (nil, nil, nil)
            (ending, look, unclearSince) = (nil, nil, nil)
            phase = .waiting
        }
        guard var open = incident else { return nil }
        open.resolvedAt = now
        open.blockedBy = []
        return open
    }
}
