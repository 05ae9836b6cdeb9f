public import Basics
public import WallTime

/// What one pass over the schedule did.
public struct SchedulePassReport: Hashable, Sendable {
    /// Something that could not be done; it is tried again by the next pass.
    public struct Failure: Hashable, Sendable {
        /// The entry, or `nil` if the pass as a whole is concerned.
        public let entry: String?
        /// What happened.
        public let message: String

        /// Makes a failure of its parts.
        public init(entry: String?, message: String) {
            self.entry = entry
            self.message = message
        }
    }

    /// When the pass began.
    public var at: Timestamp
    /// How many entries it looked at, those that are paused included.
    public var entries = 0
    /// How many of them are paused.
    public var paused = 0
    /// The slots that were fired.
    public var fired: [FiredSlot] = []
    /// How many slots had been fired before, by another scheduler or under another clock.
    public var duplicates = 0
    /// How many slots were given up as missed, by entry; see `SlotPlan.maximumCount`.
    public var missed: [Name: Int] = [:]
    /// What could not be done.
    public var failures: [Failure] = []
    /// When something is due next; `nil`: nothing is in sight.
    public var nextDue: Timestamp?
    /// Whether more slots are due than one pass fires.
    public var hasMore = false
    /// For how long no pass had been made, if that is longer than it should be.
    public var stalledFor: Duration?
    /// How far the clock went back since the last pass, if it did.
    public var clockWentBackBy: Duration?

    /// Makes a report without anything in it.
    public init(at: Timestamp) {
        self.at = at
    }

    /// Whether everything that was due could be fired.
    public var isSuccess: Bool { failures.isEmpty }
}
