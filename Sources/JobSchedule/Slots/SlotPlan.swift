public import WallTime

/// What to do about one entry at one moment.
public struct SlotPlan: Hashable, Sendable {
    /// A slot that is to be fired.
    public struct Firing: Hashable, Sendable {
        /// When it was due.
        public let due: Timestamp
        /// How late it is.
        public let lateness: Duration
        /// How many slots just before it are given up as missed.
        public let missed: Int
    }

    /// The slots to be fired, oldest first.
    public var firings: [Firing] = []
    /// How many slots are given up as missed after the last one fired; counted up to `maximumCount`.
    public var missed = 0
    /// The due time up to which the entry is settled once the plan is carried out; `nil`: as before.
    public var cursor: Timestamp?
    /// Whether the clock shows less than it did: nothing is counted as missed then.
    public var clockWentBack = false
    /// Whether more slots are due than are fired in one pass.
    public var hasMore = false

    /// Missed slots are counted one by one up to here; a longer stall shows as this number.
    public static let maximumCount = 10_000

    /// At most so many slots of one entry fire in one pass; the rest follow in the next.
    public static let maximumFirings = 500

    /// How many slots are given up as missed in all.
    public var totalMissed: Int { firings.reduce(missed) { $0 + $1.missed } }
}
