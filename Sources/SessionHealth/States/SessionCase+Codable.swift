extension SessionCase: Codable {
    private enum Key: String, CodingKey {
        case state, ladder, track
    }

    /// Reads what any version has written, and starts afresh with what is missing.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        state = container.value(.state, or: SessionHealthState())
        ladder = container.value(.ladder, or: RecoveryLadder())
        track = container.value(.track, or: AvailabilityTrack())
    }

    /// Writes all three.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(state, forKey: .state)
        try container.encode(ladder, forKey: .ladder)
        try container.encode(track, forKey: .track)
    }
}
