import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-flush`: deletes all failed jobs, or those that are old enough.
struct QueueFlush: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "queue-flush", abstract: "Delete all failed jobs.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(
        help: ArgumentHelp("Only those that failed longer ago, such as 48 or 2d.", valueName: "hours"),
        transform: SpanText.hours)
    var hours = 0.0
    @Option(help: ArgumentHelp("Only of this queue.", valueName: "name"), completion: StoredNames.queues)
    var queue: String?

    func validate() throws {
        try FailedJobAge.validate(hours: hours)
    }

    func run() async throws {
        let environment = try global.environment()
        let store = try environment.openExistingStore()
        try await KnownQueues.check(queue, in: store)
        let limit = hours > 0 ? FailedJobAge.limit(hours: hours, now: environment.clock.now()) : nil
        let count = try await store.forgetFailed(queue.map { .queue($0) } ?? .all, olderThan: limit)
        Terminal.print(FailedJobAge.report(deleted: count))
    }
}
