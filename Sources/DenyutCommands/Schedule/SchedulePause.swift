import ArgumentParser
import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

/// `schedule-pause`: keeps entries from firing.
struct SchedulePause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-pause", abstract: "Pause entries, or the whole schedule.",
        discussion: "What comes due while an entry is paused is not made up for. Jobs that are queued already run.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("The entries; the whole schedule without it.", valueName: "name"),
        completion: StoredNames.entries)
    var names: [String] = []

    func run() async throws {
        let context = try ScheduleContext(global.environment())
        for name in names { try await context.check(name) }
        for name in names.isEmpty ? [nil] : names.map(Optional.some) {
            let isNew = try await context.store.pause(name, now: context.environment.clock.now())
            Terminal.print("\(ScheduleContext.subject(name)) paused\(isNew ? "" : " already").")
        }
    }
}
