import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-prune-failed`: deletes failed jobs that are older than a day, as Laravel's command does.
struct QueuePruneFailed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-prune-failed", abstract: "Delete failed jobs that are older than --hours.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(help: ArgumentHelp("How old, such as 48 or 2d.", valueName: "hours"), transform: SpanText.hours)
    var hours = 24.0

    func validate() throws {
        try FailedJobAge.validate(hours: hours)
    }

    func run() async throws {
        let environment = try global.environment()
        let store = try environment.openExistingStore()
        let limit = FailedJobAge.limit(hours: hours, now: environment.clock.now())
        let count = try await store.forgetFailed(.all, olderThan: limit)
        Terminal.print(FailedJobAge.report(deleted: count))
    }
}
