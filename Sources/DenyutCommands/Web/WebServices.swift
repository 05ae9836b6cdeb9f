import Dashboard
import JobQueue
import JobQueueSQLite
import JobSchedule

/// Puts together what the web page works with.
enum WebServices {
    static func make(_ sessions: SessionEnvironment) throws -> DashboardServices {
        let environment = sessions.base
        let schedule = try ScheduleContext(environment, jobs: sessions.queue)
        var services = DashboardServices(
            database: sessions.queue, monitor: sessions.store, fleet: sessions.fleet,
            entries: { try await schedule.entries().entries }, health: environment.settings.health,
            knownKinds: try JobKinds.registry(sessions, commands: CommandRunner(timeout: nil)).kinds,
            version: Version.current,
            clock: environment.clock, logger: environment.logger)
        services.memory = { worker in
            guard worker.host == HostName.current else { return nil }
            return ProcessMemory.resident(of: worker.processID).map { Int64($0) }
        }
        return services
    }
}
