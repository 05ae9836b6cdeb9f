import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-failed`: the jobs that failed for good.
struct QueueFailed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-failed", abstract: "List the jobs that failed for good, newest first.",
        discussion: "`queue-show ID` shows every attempt's error; `queue-retry ID` puts a job back into its queue.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(help: ArgumentHelp("Only of this queue.", valueName: "name"), completion: StoredNames.queues)
    var queue: String?
    @Option(help: ArgumentHelp("Only of this batch.", valueName: "id"), completion: StoredNames.batches)
    var batch: String?
    @Option(help: ArgumentHelp("Maximum number of results.", valueName: "n"))
    var limit = 50
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...1_000_000).contains(limit) else {
            throw ValidationError("--limit must be from 1 to 1000000, not \(limit)")
        }
        _ = try batch.map(BatchSelection.id)
    }

    func run() async throws {
        let store = try global.environment().openExistingStore()
        try await KnownQueues.check(queue, in: store)
        let jobs = try await store.failedJobs(queue: queue, batch: batch.map(BatchSelection.id), limit: limit)
        if json {
            Terminal.print(JSONText.array(jobs.map(\.failedJSON)).text)
            return
        }
        if jobs.isEmpty { return Terminal.print("No failed jobs.") }
        for line in JobRecord.table(jobs).lines(width: Terminal.width) { Terminal.print(line) }
    }
}

extension JobRecord {
    /// As the commands show them to people.
    static func table(_ jobs: [JobRecord]) -> TextTable {
        var table = TextTable([
            .number("Id"), .text("Queue", rank: 1), .text("Kind"), .whole("Failed at", rank: 2),
            .number("Tries", rank: 3),
            .whole("Reason", rank: 3), .text("Error", shortest: 24),
        ])
        for job in jobs {
            table.add([
                "\(job.id)", job.queue, job.kind, job.endedAt.map(TimeText.utc) ?? "", String(job.attempts),
                job.reason ?? "",
                "\(job.errorType ?? ""): \(job.errorMessage ?? "")",
            ])
        }
        return table
    }

    /// A failed job as the commands print it.
    var failedJSON: JSONText {
        .object([
            ("id", .int(id.rawValue)), ("queue", .string(queue)), ("kind", .string(kind)),
            ("payload", .string(payload)),
            ("attempts", .int(attempts)), ("crashes", .int(crashes)), ("created_at", .int(createdAt.milliseconds)),
            ("failed_at", .int(endedAt.map { Int($0.milliseconds) })), ("reason", .text(reason)),
            ("error_type", .text(errorType)), ("error_message", .text(errorMessage)), ("worker", .text(worker)),
        ])
    }
}
