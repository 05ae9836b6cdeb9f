import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-forget`: deletes failed jobs by id.
struct QueueForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-forget", abstract: "Delete failed jobs by their ids.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The ids.", valueName: "id"), completion: StoredNames.failedJobs)
    var ids: [String]

    func validate() throws {
        for id in ids { _ = try JobSelection.id(id) }
    }

    func run() async throws {
        let store = try global.environment().openExistingStore()
        var isMissing = false
        for argument in ids {
            let id = try JobSelection.id(argument)
            let count = try await store.forgetFailed(.ids([id]))
            Terminal.print(count == 1 ? "Job \(id) is forgotten." : "No failed job has the id \(id).")
            isMissing = isMissing || count == 0
        }
        if isMissing { throw ExitCode.failure }
    }
}
