import JobQueue
import JobQueueSQLite
import JobSchedule
import SessionHealth
import SessionMonitor

/// The entries of the schedule that the program brings along.
enum ProgramEntries {
    /// All of them, in the order in which they are shown.
    ///
    /// - Throws: `ScheduleError` where an entry is not well formed.
    static func all(_ environment: CommandEnvironment, store: SQLiteJobStore) throws -> [ScheduleEntry] {
        let monitor = MonitorStore(queue: store, clock: environment.clock)
        return try all(environment.settings) { _ in try await monitor.sweepJobs() }
    }

    /// - Parameter sweep: Yields the checks of a sweep.
    static func all(_ settings: Settings, sweep: @escaping FanOut) throws -> [ScheduleEntry] {
        [
            try ScheduleEntry(
                "monitor-sessions", .cron(SweepInterval.expression(settings.health.checkInterval)),
                kind: MonitorSessionHealth.kind, queue: MonitorSessionHealth.queue, jobs: sweep),
            try ScheduleEntry(
                "tend-history", .hourlyAt(7),
                job: NewJob(TendHistory(), .unique("schedule:tend-history"))),
            try ScheduleEntry(
                "prune-history", .dailyAt("3:30"),
                job: NewJob(PruneHistory(), .unique("schedule:prune-history"))),
        ]
    }
}
