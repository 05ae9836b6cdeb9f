import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

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
