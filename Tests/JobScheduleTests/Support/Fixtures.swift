import JobSchedule
import Logging
import Synchronization
import WallTime

enum Fixtures {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func ticker(
        _ entries: [ScheduleEntry], _ store: any ScheduleStore, _ clock: any WallClock,
        environment: String = "production",
        name: String = "a:1"
    ) throws -> ScheduleTicker {
        ScheduleTicker(
            try Schedule(entries), store: store, clock: clock,
            options: TickerOptions(scheduler: name, environment: environment), logger: quiet)
    }

    static func entry(
        _ name: String, _ frequency: Frequency, missed: MissedSlots = .once, kind: String = "NoOp"
    ) throws -> ScheduleEntry {
        try ScheduleEntry(name, frequency, job: ScheduledJob(kind: kind), missed: missed)
    }

    static let noon = Timestamp(seconds: 1_773_144_000)  // 2026-03-10T12:00:00Z
}

extension MemoryStore {
    /// The due times of the slots that jobs were enqueued for, as seconds after noon, in the order of enqueuing.
    func dueOfJobs(_ entry: String? = nil) -> [Int64] {
        contents.withLock { contents in
            contents.jobs.filter { entry == nil || $0.slot.entry == entry }
                .map { $0.slot.due.seconds - Fixtures.noon.seconds }
        }
    }
}
