internal import WallTime

extension GatewayState: Codable {
    private enum Key: String, CodingKey {
        case phase, incident, lastFailure, lastProbeAt, lastGoodAt, firstBadAt, goodSince, badProbes
        case circuitOpenUntil, startedAt, restartedAt, settlingUntil, census, censusAt, brake, brakeSince,
            contradictedAt, fewWereBraked, line
    }

    /// Reads what any version has written, and starts afresh with what is missing.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        phase = container.value(.phase, or: .unknown)
        incident = container.value(.incident)
        lastFailure = container.value(.lastFailure)
        lastProbeAt = container.value(.lastProbeAt)
        lastGoodAt = container.value(.lastGoodAt)
        firstBadAt = container.value(.firstBadAt)
        goodSince = container.value(.goodSince)
        badProbes = max(0, container.value(.badProbes, or: 0))
        circuitOpenUntil = container.value(.circuitOpenUntil)
        startedAt = container.value(.startedAt)
        restartedAt = container.value(.restartedAt)
        settlingUntil = container.value(.settlingUntil)
        census = container.value(.census)
        censusAt = container.value(.censusAt)
        brake = container.value(.brake)
        brakeSince = container.value(.brakeSince)
        contradictedAt = container.value(.contradictedAt)
        fewWereBraked = container.value(.fewWereBraked, or: false)
        line = container.value(.line, or: LineState())
        if brake != nil, brakeSince == nil { brake = nil }
    }

    /// Writes what is known.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(phase, forKey: .phase)
        try container.encodeIfPresent(incident, forKey: .incident)
        try container.encodeIfPresent(lastFailure, forKey: .lastFailure)
        try container.encodeIfPresent(lastProbeAt, forKey: .lastProbeAt)
        try container.encodeIfPresent(lastGoodAt, forKey: .lastGoodAt)
        try container.encodeIfPresent(firstBadAt, forKey: .firstBadAt)
        try container.encodeIfPresent(goodSince, forKey: .goodSince)
        try container.encode(badProbes, forKey: .badProbes)
        try container.encodeIfPresent(circuitOpenUntil, forKey: .circuitOpenUntil)
        try container.encodeIfPresent(startedAt, forKey: .startedAt)
        try container.encodeIfPresent(restartedAt, forKey: .restartedAt)
        try container.encodeIfPresent(settlingUntil, forKey: .settlingUntil)
        try container.encodeIfPresent(census, forKey: .census)
        try container.encodeIfPresent(censusAt, forKey: .censusAt)
        try container.encodeIfPresent(brake, forKey: .brake)
        try container.encodeIfPresent(brakeSince, forKey: .brakeSince)
        try container.encodeIfPresent(contradictedAt, forKey: .contradictedAt)
        if fewWereBraked { try container.encode(true, forKey: .fewWereBraked) }
        if line != LineState() { try container.encode(line, forKey: .line) }
    }
}
