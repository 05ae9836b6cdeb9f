import ArgumentParser
import Basics
import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

/// `schedule-add`: a new entry at run time.
struct ScheduleAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-add", abstract: "Add an entry to the schedule; it is kept in the database.",
        discussion:
            "Entries of the program and of the settings file are changed there; see schedule-list for where each is from."
    )

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("Its name, unique in the schedule.", valueName: "name"))
    var name: String
    @OptionGroup(title: "Entry") var options: EntryOptions

    func validate() throws {
        guard options.cron != nil || options.every != nil else {
            throw ValidationError("Say when, with --cron \"*/5 * * * *\" or --every \"dailyAt:13:00\"")
        }
        guard options.kind != nil else { throw ValidationError("Say what, with --kind and the kind of a job") }
    }

    func run() async throws {
        let context = try ScheduleContext(global.environment())
        var definition = EntryDefinition(name: name, job: NewJob(kind: ""))
        try options.apply(to: &definition)
        let entry = try ScheduleEntry(definition, origin: .database, defaultZone: context.zone)
        let now = context.environment.clock.now()
        if let other = context.schedule.entries.first(where: { $0.name.hasSameBytes(as: name) }) {
            throw context.readOnly(other, "Choose another name.")
        }
        guard try await context.store.addEntry(definition, now: now) else {
            throw ScheduleError(
                .duplicateEntry, "There is an entry \(LogOutput.escaped(name)) already. Change it with: schedule-edit")
        }
        try context.confirm(entry, "added", now: now)
    }
}
