import JobQueue
import JobQueueTesting
import JobSchedule
import Logging
import WallTime

/// Two schedulers, each with a clock of its own, in a world that stops, kills and misleads them.
struct SimulatedYear {
    static let start = Timestamp(seconds: 1_735_689_600)  // 2025-01-01T00:00:00Z

    /// The store of each host.
    let hosts: [any ScheduleStore]
    let witness: any SlotWitness
    /// How many minutes lie between two passes of a host.
    let spacing: Int
    let days: Int
    let entries: [ScheduleEntry]

    init(hosts: [any ScheduleStore], witness: any SlotWitness, every spacing: Int, days: Int = 365) throws {
        self.hosts = hosts
        self.witness = witness
        self.spacing = spacing
        self.days = days
        func entry(_ name: String, _ frequency: Frequency, _ missed: MissedSlots) throws -> ScheduleEntry {
            try ScheduleEntry(name, frequency, job: NewJob(queue: name, kind: name), missed: missed)
        }
        entries = [
            try entry("five-once", .everyFiveMinutes, .once),
            try entry("quarter-skip", .everyFifteenMinutes, .skip),
            try entry("hourly-all", .hourlyAt(20), .all),
            try entry("night-all", .dailyAt("2:30").timezone("America/Chicago"), .all),
            try entry("midnight-once", .daily.timezone("America/Santiago"), .once),
            try entry("half-hour-all", .everyThirtyMinutes.timezone("Australia/Lord_Howe"), .all),
            try entry("month-all", .lastDayOfMonth(at: "23:30").timezone("Asia/Jakarta"), .all),
        ]
    }

    /// Lets both hosts run, and looks after each pass that was not killed whether what should have fired has.
    ///
    /// - Returns: What should have fired and had not.
    func run(_ world: SimulatedWorld) async throws -> [Slot] {
        var world = world
        let clocks = [ManualClock(), ManualClock()]
        var unfired: [Slot] = []
        /// A clock that is hours ahead gives up slots of entries that skip; they are judged again once it is right.
        var trustedFrom = 0
        for index in 0..<(days * 1440) {
            let minute = world.next()
            guard index.isMultiple(of: spacing), !minute.isDown else { continue }
            let now = Self.start + .minutes(index) + .seconds(1)
            if minute.errors != SimulatedWorld.usualErrors { trustedFrom = index + 120 }
            for host in 0..<2 {
                clocks[host].set(to: now + minute.errors[host])
                let ticker = ScheduleTicker(
                    try Schedule(entries), store: minute.deaths[host].store(hosts[host]), clock: clocks[host],
                    options: TickerOptions(scheduler: "host:\(host)"),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                let report = try await ticker.runOnce()
                guard minute.deaths[host] == .none else { continue }
                unfired += try slotsNotFired(at: report.at, ahead: index < trustedFrom ? .hours(2) : .seconds(30))
            }
        }
        return unfired
    }

    /// After a pass that was not killed, the newest slot of every entry has fired; or, unless each is to be made up for, a
    /// newer one has, under a clock that is a little ahead; or it is too late for an entry that skips.
    private func slotsNotFired(at now: Timestamp, ahead: Duration) throws -> [Slot] {
        try entries.compactMap { entry in
            guard let newest = entry.timetable.previous(from: now, inclusive: true, notBefore: Self.start) else {
                return nil
            }
            let slot = Slot(entry: entry.name, due: newest)
            if try witness.hasFired(slot) { return nil }
            let policy = entry.definition.missed.policy
            // The other host's clock is ahead of this one and may have found the slot too late.
            if policy == .skip, now + ahead - newest > MissedSlots.graceOfSkip { return nil }
            let next = entry.timetable.next(after: newest) ?? .distantFuture
            guard policy != .all, next <= now + SlotPlanner.clockTolerance,
                try witness.hasFired(Slot(entry: entry.name, due: next))
            else { return slot }
            return nil
        }
    }

    /// All slots of an entry from the start to an instant.
    func slots(of entry: ScheduleEntry, to end: Timestamp) -> Set<Timestamp> {
        var slots: Set<Timestamp> = []
        var due = entry.timetable.next(from: Self.start, inclusive: true)
        while let slot = due, slot <= end {
            slots.insert(slot)
            due = entry.timetable.next(after: slot)
        }
        return slots
    }
}
