internal import WallTime

extension SessionHealthState: Codable {
    private enum Key: String, CodingKey {
        case phase, flaps, incident, status, statusSince, qrSince, notConnectedSince, linkedAt, scanAskedAt
        case ending, endingDoubtedSince, look, connectedSince, backSince, unjudgedSince, unclearSince
        case lastCheckAt, lastGoodAt, firstBadAt, goodSince
    }

    /// Reads what any version has written, and starts afresh with what is missing.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        flaps = container.value(.flaps, or: FlapHistory())
        incident = container.value(.incident)
        status = container.value(.status, or: .unknown)
        statusSince = container.value(.statusSince)
        qrSince = container.value(.qrSince)
        notConnectedSince = container.value(.notConnectedSince)
        linkedAt = container.value(.linkedAt)
        scanAskedAt = container.value(.scanAskedAt)
        ending = container.value(.ending)
        endingDoubtedSince = container.value(.endingDoubtedSince)
        look = container.value(.look)
        connectedSince = container.value(.connectedSince) ?? (status == .connected ? statusSince : nil)
        backSince = container.value(.backSince)
        unjudgedSince = container.value(.unjudgedSince)
        unclearSince = container.value(.unclearSince)
        lastCheckAt = container.value(.lastCheckAt)
        lastGoodAt = container.value(.lastGoodAt)
        firstBadAt = container.value(.firstBadAt)
        goodSince = container.value(.goodSince)
        phase = container.value(.phase, or: incident == nil ? .unchecked : .hard)
        // A phase without what belongs to it would never move again.
        if incident == nil, isConfirmed || (phase == .soft && firstBadAt == nil) { phase = .unchecked }
    }

    /// Writes what is known.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(phase, forKey: .phase)
        try container.encode(flaps, forKey: .flaps)
        try container.encodeIfPresent(incident, forKey: .incident)
        try container.encode(status, forKey: .status)
        try container.encodeIfPresent(statusSince, forKey: .statusSince)
        try container.encodeIfPresent(qrSince, forKey: .qrSince)
        try container.encodeIfPresent(notConnectedSince, forKey: .notConnectedSince)
        try container.encodeIfPresent(linkedAt, forKey: .linkedAt)
        try container.encodeIfPresent(scanAskedAt, forKey: .scanAskedAt)
        try container.encodeIfPresent(ending, forKey: .ending)
        try container.encodeIfPresent(endingDoubtedSince, forKey: .endingDoubtedSince)
        try container.encodeIfPresent(look, forKey: .look)
        try container.encodeIfPresent(connectedSince, forKey: .connectedSince)
        try container.encodeIfPresent(backSince, forKey: .backSince)
        try container.encodeIfPresent(unjudgedSince, forKey: .unjudgedSince)
        try container.encodeIfPresent(unclearSince, forKey: .unclearSince)
        try container.encodeIfPresent(lastCheckAt, forKey: .lastCheckAt)
        try container.encodeIfPresent(lastGoodAt, forKey: .lastGoodAt)
        try container.encodeIfPresent(firstBadAt, forKey: .firstBadAt)
        try container.encodeIfPresent(goodSince, forKey: .goodSince)
    }
}
