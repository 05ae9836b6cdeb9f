import ArgumentParser
import JobQueue
import JobQueueSQLite

/// `queue-retry`: puts failed jobs back into their queues.
struct QueueRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-retry", abstract: "Put failed jobs back into their queues, with their old ids.",
        discussion: "Takes ids, or `all`, or --queue, or --batch. Attempts begin anew; a batch that had ended goes on.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The ids, or all.", valueName: "id"), completion: StoredNames.failedJobs)
    var ids: [String] = []
    @Option(help: ArgumentHelp("All failed jobs of this queue.", valueName: "name"), completion: StoredNames.queues)
    var queue: String?
    @Option(help: ArgumentHelp("All failed jobs of this batch.", valueName: "id"), completion: StoredNames.batches)
    var batch: String?
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard [!ids.isEmpty, queue != nil, batch != nil].filter({ $0 }).count == 1 else {
            throw ValidationError("Name ids, or all, or --queue, or --batch.")
        }
        _ = try selection()
    }

    func run() async throws {
        let store = try global.environment().openExistingStore()
        let selection = try selection()
        switch selection {
        case .queue(let queue): try await KnownQueues.check(queue, in: store)
        case .batch(let id): if try await store.batch(id) == nil { throw BatchSelection.unknown(id) }
        case .ids, .all: break
        }
        let result = try await store.retryFailed(selection)
        if json {
            func list(_ ids: [JobID]) -> JSONText { .array(ids.map { .int($0.rawValue) }) }
            Terminal.print(
                JSONText.object([
                    ("retried", list(result.retried)), ("blocked", list(result.blocked)),
                    ("unknown", list(result.unknown)),
                ]).text)
        } else {
            for id in result.retried { Terminal.print("Job \(id) is back in its queue.") }
            for id in result.blocked {
                Terminal.print("Job \(id) stays failed: a live job has its unique key or its id.")
            }
            for id in result.unknown { Terminal.print("No failed job has the id \(id).") }
            if result.retried.isEmpty, result.blocked.isEmpty, result.unknown.isEmpty {
                Terminal.print("No failed jobs.")
            }
        }
        if !result.blocked.isEmpty || !result.unknown.isEmpty { throw ExitCode.failure }
    }

    private func selection() throws -> FailedJobSelection {
        if let queue { return .queue(queue) }
        if let batch { return .batch(try BatchSelection.id(batch)) }
        return try JobSelection.parse(ids)
    }
}

/// Reads which jobs are meant.
enum JobSelection {
    /// Ids, or `all`.
    static func parse(_ arguments: [String]) throws -> FailedJobSelection {
        if arguments == ["all"] { return .all }
        return .ids(try arguments.map(id))
    }

    /// One id.
    static func id(_ argument: String) throws -> JobID {
        guard let number = Int64(argument), number > 0 else {
            throw ValidationError("\"\(argument.prefix(40))\" is no job id; ids are numbers such as 17.")
        }
        return JobID(number)
    }
}
