public import JobQueue

/// What runs when: a name, a timetable, and the job that each slot enqueues.
///
/// ```swift
/// let entry = try ScheduleEntry("reports", .weeklyOn(.monday, at: "8:00").timezone("Asia/Jakarta"),
///                               job: NewJob(SendReports()))
///     .withoutOverlapping()
/// ```
public struct ScheduleEntry: Sendable {
    /// What the entry was made of.
    public private(set) var definition: EntryDefinition
    /// Where it comes from.
    public let origin: EntryOrigin
    /// When it is due.
    public let timetable: Timetable
    /// The environments in which it runs; empty: all.
    public let environments: [String]
    /// What must hold for a slot to enqueue its jobs; asked for each slot, all must say yes.
    var conditions: [SlotCondition] = []
    /// `nil`: each slot enqueues the definition's job.
    var fanOut: FanOut?

    /// The name, unique in the schedule.
    public var name: String { definition.name }

    /// Checks a definition and makes an entry of it.
    ///
    /// - Parameter defaultZone: The zone of entries that name none.
    /// - Throws: `ScheduleError` or `CronError`; the message begins with the entry's name.
    public init(_ definition: EntryDefinition, origin: EntryOrigin, defaultZone: ScheduleZone = .utc) throws {
        try EntryRules.check(definition)
        do {
            let frequency = try Self.frequency(of: definition)
            try self.init(definition, frequency, origin: origin, defaultZone: defaultZone)
        } catch {
            throw ScheduleError(EntryRules.code(of: error), "entry \(definition.name.quotedForMessage): \(error)")
        }
    }

    /// Makes an entry of a program.
    ///
    /// - Parameters:
    ///   - job: What each slot enqueues.
    ///   - missed: What becomes of slots that nobody fired when they were due.
    ///   - defaultZone: The zone of a frequency that names none.
    /// - Throws: `ScheduleError` or `CronError`; the message begins with the entry's name.
    public init(
        _ name: String, _ frequency: Frequency, job: NewJob, missed: MissedSlots = .once,
        defaultZone: ScheduleZone = .utc
    ) throws {
        var definition = EntryDefinition(
            name: name, timezone: frequency.zoneName, job: job, missed: missed,
            environments: frequency.environmentNames)
        do {
            definition.cron = try frequency.expression().source
            try EntryRules.check(definition)
            try self.init(definition, frequency, origin: .code, defaultZone: defaultZone)
        } catch {
            throw ScheduleError(EntryRules.code(of: error), "entry \(name.quotedForMessage): \(error)")
        }
    }

    /// Makes an entry of a program that enqueues several jobs for each slot.
    ///
    /// - Parameters:
    ///   - missed: What becomes of slots that nobody fired when they were due.
    ///   - defaultZone: The zone of a frequency that names none.
    ///   - jobs: Yields the jobs of a slot. With `withoutOverlapping` each needs a unique key of its own.
    /// - Throws: `ScheduleError` or `CronError`; the message begins with the entry's name.
    public init(
        _ name: String, _ frequency: Frequency, missed: MissedSlots = .once, defaultZone: ScheduleZone = .utc,
        kind: String, queue: String = "default", jobs: @escaping FanOut
    ) throws {
        try self.init(
            name, frequency, job: NewJob(queue: queue, kind: kind), missed: missed, defaultZone: defaultZone)
        fanOut = jobs
    }

    private init(
        _ definition: EntryDefinition, _ frequency: Frequency, origin: EntryOrigin, defaultZone: ScheduleZone
    ) throws {
        if let own = definition.timezone, let other = frequency.zoneName, own != other {
            throw ScheduleError(
                .invalidEntry, "two time zones, \(own) and \(other.quotedForMessage); keep one of them")
        }
        self.definition = definition
        self.origin = origin
        let ownZone = try definition.timezone.map { name throws(ScheduleError) in try ScheduleZone(name) }
        timetable = try Timetable(frequency, defaultZone: ownZone ?? defaultZone)
        environments =
            definition.environments + frequency.environmentNames.filter { !definition.environments.contains($0) }
    }

    private static func frequency(of definition: EntryDefinition) throws -> Frequency {
        switch (definition.cron, definition.every) {
        case (let cron?, nil): return .cron(cron)
        case (nil, let words?): return try Frequency(words: words)
        case (nil, nil):
            throw ScheduleError(
                .invalidEntry, "it does not say when; give \"cron\" (\"*/5 * * * *\") or \"every\" (\"fiveMinutes\")")
        case (_?, _?):
            throw ScheduleError(.invalidEntry, "both \"cron\" and \"every\" are given; keep one of them")
        }
    }

    /// The frequency as it was written: words, or the expression.
    public var writtenFrequency: String { definition.every ?? timetable.expression.source }

    /// What the store needs to know of it.
    public var registration: EntryRegistration {
        EntryRegistration(name: name, fingerprint: timetable.fingerprint)
    }

    /// Whether the entry runs in an environment. One that names none runs in all.
    public func runs(in environment: String) -> Bool {
        environments.isEmpty || environments.contains(environment)
    }

    // MARK: Narrowing it

    /// The same entry, whose slots run only when the condition holds at the moment of firing. Several must all hold.
    public func when(_ condition: @escaping SlotCondition) -> ScheduleEntry {
        var copy = self
        copy.conditions.append(condition)
        return copy
    }

    /// The same entry, whose slots do not run when the condition holds at the moment of firing.
    public func skip(_ condition: @escaping SlotCondition) -> ScheduleEntry {
        when { try await !condition($0) }
    }

    /// The same entry, whose slots enqueue nothing while the job of an earlier slot is still live.
    public func withoutOverlapping() -> ScheduleEntry {
        var copy = self
        copy.definition.withoutOverlapping = true
        return copy
    }

    /// The same entry: that a slot fires once, on whichever host, is always true here.
    ///
    /// It is there for those who come from Laravel.
    public func onOneServer() -> ScheduleEntry { self }
}
