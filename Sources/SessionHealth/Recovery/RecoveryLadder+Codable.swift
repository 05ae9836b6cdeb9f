internal import WallTime

extension RecoveryLadder: Codable {
    private enum Key: String, CodingKey {
        case running, episode, attempts, failures, backoffUntil, goodSince, heldSince, heldFor
    }

    /// Reads what any version has written, and starts afresh with what is missing.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        running = container.value(.running)
        episode = container.value(.episode)
        attempts = container.value(.attempts, or: [])
        failures = max(0, container.value(.failures, or: 0))
        backoffUntil = container.value(.backoffUntil)
        goodSince = container.value(.goodSince)
        heldSince = container.value(.heldSince)
        heldFor = container.value(.heldFor)
        if episode == nil { running = nil }
    }

    /// Writes what is known.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(running, forKey: .running)
        try container.encodeIfPresent(episode, forKey: .episode)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(failures, forKey: .failures)
        try container.encodeIfPresent(backoffUntil, forKey: .backoffUntil)
        try container.encodeIfPresent(goodSince, forKey: .goodSince)
        try container.encodeIfPresent(heldSince, forKey: .heldSince)
        try container.encodeIfPresent(heldFor, forKey: .heldFor)
    }
}
