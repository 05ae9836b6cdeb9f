public import JobQueue

/// An entry as text and numbers: what stands in the settings file and in the database.
///
/// `ScheduleEntry(_:origin:defaultZone:)` checks it and makes the entry.
public struct EntryDefinition: Hashable, Sendable {
    /// The name, unique in the schedule: 1–200 bytes, no control characters, no blank at an end, in Unicode's form NFC.
    public var name: String
    /// A cron expression; either this or `every` is given.
    public var cron: String?
    /// A frequency in words such as `everyTwoMinutes` or `dailyAt:13:00 weekdays` (see `Frequency.init(words:)`).
    public var every: String?
    /// The IANA name of the zone that the times are read in; `nil`: the schedule's own.
    public var timezone: String?
    /// The job that each slot enqueues. Its `delay` and `startWithin` count from when the slot is fired.
    public var job: NewJob
    /// What becomes of missed slots.
    public var missed: MissedSlots
    /// Whether a slot enqueues nothing while the job of an earlier one is still live.
    public var withoutOverlapping: Bool
    /// The environments in which the entry runs; empty: all.
    public var environments: [String]

    /// Makes a definition of its parts; nothing is checked yet.
    public init(
        name: String, cron: String? = nil, every: String? = nil, timezone: String? = nil, job: NewJob,
        missed: MissedSlots = .once, withoutOverlapping: Bool = false, environments: [String] = []
    ) {
        self.name = name
        self.cron = cron
        self.every = every
        self.timezone = timezone
        self.job = job
        self.missed = missed
        self.withoutOverlapping = withoutOverlapping
        self.environments = environments
    }
}
