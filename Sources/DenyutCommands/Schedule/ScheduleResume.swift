import ArgumentParser
import Basics
import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

/// `schedule-resume`: takes back a pause.
struct ScheduleResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-resume", abstract: "Let paused entries fire again, or the whole schedule.",
        discussion:
            "Slots that came due meanwhile do not count as missed. Entries that were paused by name are resumed by name."
    )

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("The entries; the whole schedule without it.", valueName: "name"),
        completion: StoredNames.entries)
    var names: [String] = []

    func run() async throws {
        let context = try ScheduleContext(global.environment())
        let state = try await context.store.state()
        // An entry that is gone can still be resumed by its name.
        for name in names where state.entries[Name(name)]?.pausedSince == nil { try await context.check(name) }
        for name in names.isEmpty ? [nil] : names.map(Optional.some) {
            let wasPaused = try await context.store.resume(name, now: context.environment.clock.now())
            Terminal.print("\(ScheduleContext.subject(name)) \(wasPaused ? "resumed" : "not paused by that name").")
        }
        if !names.isEmpty, state.pausedSince != nil {
            Terminal.print("The whole schedule is still paused; resume it with: schedule-resume")
        }
    }
}

extension ScheduleContext {
    /// How a sentence about an entry, or about the whole schedule, begins.
    static func subject(_ name: String?) -> String {
        name.map { "\(LogOutput.escaped($0)) is" } ?? "The whole schedule is"
    }

    /// Makes sure that there is an entry of that name, able to run or not.
    ///
    /// - Throws: `ScheduleError` that names the nearest one.
    func check(_ name: String) async throws {
        let (entries, failures) = try await entries()
        let names = entries.map(\.name) + failures.compactMap(\.entry)
        guard names.contains(name) else { throw Self.unknownEntry(name, among: names) }
    }
}
