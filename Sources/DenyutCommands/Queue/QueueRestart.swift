import ArgumentParser
import JobQueue
import JobQueueSQLite

/// `queue-restart`: asks all workers to end.
struct QueueRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-restart",
        abstract: "Ask all workers to finish what they have and end, so that their supervisor restarts them.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions

    func run() async throws {
        try await global.environment().openExistingStore().restartWorkers()
        Terminal.print("All workers were asked to restart.")
    }
}
