public import Basics
public import WallTime

/// What is remembered of the schedule.
public struct ScheduleState: Hashable, Sendable {
    /// By entry name.
    public var entries: [Name: EntryState]
    /// Since when the whole schedule is paused; `nil`: it is not.
    public var pausedSince: Timestamp?
    /// The last pass.
    public var lastTick: ScheduleTick?

    /// Makes a state of its parts.
    public init(entries: [Name: EntryState] = [:], pausedSince: Timestamp? = nil, lastTick: ScheduleTick? = nil) {
        self.entries = entries
        self.pausedSince = pausedSince
        self.lastTick = lastTick
    }

    /// Whether an entry is paused, by name or with the whole schedule.
    public func isPaused(_ entry: String) -> Bool {
        pausedSince != nil || entries[Name(entry)]?.pausedSince != nil
    }
}
