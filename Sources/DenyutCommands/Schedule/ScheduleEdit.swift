import ArgumentParser
import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

/// `schedule-edit`: changes an entry that was added at run time.
struct ScheduleEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-edit", abstract: "Change an entry that was added with schedule-add.",
        discussion: """
            Omitted options keep their current value. An empty text takes away a --timezone, --unique-key or --environments; 0 takes away a --delay or \
            --missed-window. Where its times change, the entry counts from now.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The entry.", valueName: "name"), completion: StoredNames.storedEntries)
    var name: String
    @OptionGroup(title: "Entry") var options: EntryOptions

    func validate() throws {
        guard !options.isEmpty else { throw ValidationError("Say what to change; see --help") }
    }

    func run() async throws {
        let context = try ScheduleContext(global.environment())
        var definition = try await context.storedEntry(named: name)
        try options.apply(to: &definition)
        let entry = try ScheduleEntry(definition, origin: .database, defaultZone: context.zone)
        let now = context.environment.clock.now()
        guard try await context.store.replaceEntry(definition, now: now) else {
            throw ScheduleError(.unknownEntry, "The entry \(LogOutput.escaped(name)) was removed meanwhile.")
        }
        try context.confirm(entry, "changed", now: now)
    }
}
