import JobQueue
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
        try ScheduleEntry(name, frequency, job: NewJob(kind: kind), missed: missed)
    }

    static let noon = Timestamp(seconds: 1_773_144_000)  // 2026-03-10T12:00:00Z
}
