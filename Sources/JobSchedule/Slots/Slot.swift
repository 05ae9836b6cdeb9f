import Basics
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

    /// Whether it is the same instant of the same entry; names are compared by their bytes.
    public static func == (one: Slot, other: Slot) -> Bool {
        one.due == other.due && one.entry.hasSameBytes(as: other.entry)
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Name(entry))
        hasher.combine(due)
    }
}
