public import WallTime

/// One due time of one entry: what fires at most once.
public struct Slot: Hashable, Sendable, Codable {
    /// The entry's name.
    public let entry: String
    /// The instant at which it is due, a whole second.
    public let due: Timestamp

    /// Makes a slot of its parts.
    public init(entry: String, due: Timestamp) {
        self.entry = entry
        self.due = due
    }
}
