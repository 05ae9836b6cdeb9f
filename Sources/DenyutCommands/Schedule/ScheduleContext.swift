import Basics
import Foundation
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule

/// The schedule as the commands see it: its entries from program, settings file and database, and its memory.
struct ScheduleContext: Sendable {
    let environment: CommandEnvironment
    let jobs: SQLiteJobStore
    let store: SQLiteScheduleStore
    /// The entries of the program and of the settings file.
    let schedule: Schedule
    /// The zone of entries that name none.
    let zone: ScheduleZone

    /// Opens the database and checks the entries.
    ///
    /// - Throws: `SettingsError` with all that is wrong with the entries, `JobStoreError`.
    ///
    /// - Parameter jobs: The store, where it is open already.
    init(_ environment: CommandEnvironment, jobs opened: SQLiteJobStore? = nil) throws {
        self.environment = environment
        zone = try ScheduleZone(environment.settings.timezone)
        jobs = try opened ?? environment.openStore()
        store = SQLiteScheduleStore(jobs)
        schedule = try Self.schedule(
            environment.settings, program: ProgramEntries.all(environment, store: jobs), zone: zone)
    }

    /// The entries of the program and of the settings file, checked.
    ///
    /// - Throws: `SettingsError` with all that is wrong with them.
    static func schedule(
        _ settings: Settings, program: [ScheduleEntry], zone: ScheduleZone
    ) throws -> Schedule {
        var entries = program
        var problems: [String] = []
        for definition in settings.schedule {
            do {
                entries.append(try ScheduleEntry(definition, origin: .file, defaultZone: zone))
            } catch {
                problems.append("schedule: \(error)")
            }
        }
        guard problems.isEmpty else { throw SettingsError(problems) }
        return try Schedule(entries)
    }

    /// All entries, those added at run time too, and what is wrong with the ones that cannot run.
    func entries() async throws -> (entries: [ScheduleEntry], failures: [SchedulePassReport.Failure]) {
        schedule.with(try await store.storedEntries(), defaultZone: zone)
    }

    /// The entry of that name.
    ///
    /// - Throws: `ScheduleError` that names the nearest one where there is none, and what is wrong with one that cannot run.
    func entry(named name: String) async throws -> ScheduleEntry {
        let (entries, failures) = try await entries()
        if let entry = entries.first(where: { $0.name.hasSameBytes(as: name) }) { return entry }
        if let failure = failures.first(where: { $0.entry?.hasSameBytes(as: name) == true }) {
            throw ScheduleError(.invalidEntry, failure.message)
        }
        throw Self.unknownEntry(name, among: entries.map(\.name))
    }

    static func unknownEntry(_ name: String, among names: [String]) -> ScheduleError {
        let nearest = nearestName(to: name, among: names).map { "Did you mean \"\($0)\"? " } ?? ""
        return ScheduleError(
            .unknownEntry,
            "The schedule has no entry \"\(LogOutput.escaped(String(name.prefix(100))))\". \(nearest)See schedule-list."
        )
    }

    /// What fires the slots.
    func ticker() -> ScheduleTicker {
        let options = TickerOptions(
            scheduler: "\(HostName.current):\(getpid())", environment: environment.settings.environment,
            defaultZone: zone)
        return ScheduleTicker(
            schedule, store: store, clock: environment.clock, options: options, logger: environment.logger)
    }
}
