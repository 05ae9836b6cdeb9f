import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-forget`: deletes failed jobs by id.
struct QueueForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-forget", abstract: "Delete failed jobs by their ids.")

    @OptionGroup var global: GlobalOptions
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

/// `queue-prune-failed`: deletes failed jobs that are older than a day, as Laravel's command does.
struct QueuePruneFailed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-prune-failed", abstract: "Delete failed jobs that are older than --hours.")

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("How old.", valueName: "hours"))
    var hours = 24.0

    func validate() throws {
        guard hours >= 0, hours < 1e6 else {
            throw ValidationError("--hours must be from 0 to 1000000, not \(hours.plain)")
        }
    }

    func run() async throws {
        let environment = try global.environment()
        let store = try environment.openExistingStore()
        let limit = environment.clock.now() - .milliseconds(Int64(hours * 3_600_000))
        let count = try await store.forgetFailed(.all, olderThan: limit)
        Terminal.print("\(count) failed job\(count == 1 ? "" : "s") deleted.")
    }
}
