public import WallTime

/// A slot that was fired.
public struct FiredSlot: Hashable, Sendable {
    /// The entry and the due time.
    public var slot: Slot
    /// When it was fired.
    public var firedAt: Timestamp
    /// How many jobs it enqueued.
    public var enqueued: Int
    /// How many jobs were left out because one with their unique key was live.
    public var alreadyLive: Int
    /// How many slots before it were given up as missed.
    public var missed: Int

    /// How late it was fired.
    public var lateness: Duration { firedAt - slot.due }

    /// Makes a fired slot of its parts.
    public init(slot: Slot, firedAt: Timestamp, enqueued: Int, alreadyLive: Int = 0, missed: Int = 0) {
        self.slot = slot
        self.firedAt = firedAt
        self.enqueued = enqueued
        self.alreadyLive = alreadyLive
        self.missed = missed
    }
}
