package import Basics
import Gateways
package import JobQueue
package import JobQueueSQLite
package import JobSchedule
package import Logging
package import SessionHealth
package import SessionMonitor
package import WallTime

/// What the server works with.
package struct DashboardServices: Sendable {
    /// The queues: jobs, workers, batches.
    package var jobs: any JobAdministration
    /// What the schedule remembers.
    package var schedule: any ScheduleStore
    /// The file that holds all tables, for what is about the file.
    package var database: SQLiteJobStore
    package var monitor: MonitorStore
    package var fleet: GatewayFleet
    /// The entries of the schedule, from program, settings and database, as they stand now.
    package var entries: @Sendable () async throws -> [ScheduleEntry]
    package var health: HealthSettings
    /// The kinds of job that a worker of this version can run.
    package var knownKinds: Set<Name>
    package var version: String
    /// The resident memory of a worker's process in bytes; nil where it runs elsewhere or the system does not tell.
    package var memory: @Sendable (WorkerRecord) -> Int64? = { _ in nil }
    package var clock: any WallClock
    package var logger: Logger

    /// Makes the services.
    ///
    /// - Parameters:
    ///   - jobs: The queues, where they are not those of the database.
    ///   - schedule: The schedule's memory, where it is not that of the database.
    package init(
        database: SQLiteJobStore, jobs: (any JobAdministration)? = nil, schedule: (any ScheduleStore)? = nil,
        monitor: MonitorStore, fleet: GatewayFleet,
        entries: @escaping @Sendable () async throws -> [ScheduleEntry], health: HealthSettings,
        knownKinds: Set<Name>, version: String, clock: any WallClock, logger: Logger
    ) {
        self.database = database
        self.jobs = jobs ?? database
        self.schedule = schedule ?? SQLiteScheduleStore(database)
        self.monitor = monitor
        self.fleet = fleet
        self.entries = entries
        self.health = health
        self.knownKinds = knownKinds
        self.version = version
        self.clock = clock
        self.logger = logger
    }
}

extension DashboardServices {
    /// What pages read and write of accounts, incidents and gateways.
    var records: PageRecords { PageRecords(store: monitor) }
}
