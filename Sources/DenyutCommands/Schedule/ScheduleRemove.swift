import ArgumentParser
import JobQueue
import JobQueueSQLite
import JobSchedule

/// `schedule-remove`: removes an entry that was added at run time.
struct ScheduleRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-remove", abstract: "Remove an entry that was added with schedule-add.",
        discussion: "Jobs that it has put on the queue still run.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The entry.", valueName: "name"), completion: StoredNames.storedEntries)
    var name: String

    func run() async throws {
        let context = try ScheduleContext(global.environment())
        _ = try await context.storedEntry(named: name)
        guard try await context.store.removeEntry(named: name) else {
            throw ScheduleError(.unknownEntry, "The entry \(LogOutput.escaped(name)) was removed already.")
        }
        Terminal.print("\(LogOutput.escaped(name)) is removed.")
    }
}
