public import WallTime

/// What is remembered of one entry.
public struct EntryState: Hashable, Sendable {
    /// When the entry was first seen, last changed its timing, or was resumed; earlier slots do not count.
    public var countsFrom: Timestamp
    /// Slots up to this due time are settled: fired, or missed for good. `nil`: none yet.
    public var cursor: Timestamp?
    /// Since when it is paused by name; `nil`: it is not.
    public var pausedSince: Timestamp?
    /// The slot that was fired last.
    public var lastFired: FiredSlot?
    /// How many slots have been missed in all.
    public var missed: Int

    /// Makes a state of its parts.
    public init(
        countsFrom: Timestamp, cursor: Timestamp? = nil, pausedSince: Timestamp? = nil, lastFired: FiredSlot? = nil,
        missed: Int = 0
    ) {
        self.countsFrom = countsFrom
        self.cursor = cursor
        self.pausedSince = pausedSince
        self.lastFired = lastFired
        self.missed = missed
    }
}
