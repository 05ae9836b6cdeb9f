import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-flush`: deletes all failed jobs, or those that are old enough.
struct QueueFlush: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "queue-flush", abstract: "Delete all failed jobs.")

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("Only those that failed longer ago.", valueName: "hours"))
    var hours = 0.0
    @Option(help: ArgumentHelp("Only of this queue.", valueName: "name"), completion: StoredNames.queues)
    var queue: String?

    func validate() throws {
        guard hours >= 0, hours < 1e6 else {
            throw ValidationError("--hours must be from 0 to 1000000, not \(hours.plain)")
        }
    }

    func run() async throws {
        let environment = try global.environment()
        let store = try environment.openExistingStore()
        try await KnownQueues.check(queue, in: store)
        let limit = hours > 0 ? environment.clock.now() - .milliseconds(Int64(hours * 3_600_000)) : nil
        let count = try await store.forgetFailed(queue.map { .queue($0) } ?? .all, olderThan: limit)
        Terminal.print("\(count) failed job\(count == 1 ? "" : "s") deleted.")
    }
}
