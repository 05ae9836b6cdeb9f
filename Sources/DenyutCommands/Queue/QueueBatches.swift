import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-batches`: how far batches have got.
struct QueueBatches: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-batches", abstract: "Show how far batches of jobs have got: all of them, or one.",
        discussion: "`queue-cancel --batch ID` cancels a batch, `queue-retry --batch ID` puts its failed jobs back.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("The batch; all without it, newest first.", valueName: "id"), completion: StoredNames.batches
    )
    var id: String?
    @Option(help: ArgumentHelp("Maximum number of results.", valueName: "n"))
    var limit = 50
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        _ = try id.map(BatchSelection.id)
        guard (1...1_000_000).contains(limit) else {
            throw ValidationError("--limit must be from 1 to 1000000, not \(limit)")
        }
    }

    func run() async throws {
        let environment = try global.environment()
        let store = try environment.openExistingStore()
        if let id {
            let report = try await BatchReport.read(BatchSelection.id(id), store, limit: limit)
            if json { return Terminal.print(report.json.text) }
            for line in report.lines(width: Terminal.width) { Terminal.print(line) }
            return
        }
        let batches = try await store.batches(limit: limit)
        if json { return Terminal.print(JSONText.array(batches.map { .object($0.members) }).text) }
        if batches.isEmpty { return Terminal.print("No batches.") }
        var table = TextTable([
            .number("Id"), .text("Name"), .whole("State"), .number("Progress"), .number("Jobs", rank: 1),
            .number("Pending", rank: 1), .number("Failed"), .whole("Created at", rank: 2),
        ])
        for batch in batches {
            table.add([
                "\(batch.id)", batch.name, batch.state.rawValue, batch.percent, String(batch.total),
                String(batch.pending), String(batch.failed), TimeText.utc(batch.createdAt),
            ])
        }
        for line in table.lines(width: Terminal.width) { Terminal.print(line) }
    }
}

/// Reads which batch is meant.
enum BatchSelection {
    /// One id.
    static func id(_ argument: String) throws -> BatchID {
        guard let number = Int64(argument), number > 0 else {
            throw ValidationError(
                "\"\(argument.prefix(40))\" is no batch id; ids are numbers such as 7. See queue-batches.")
        }
        return BatchID(number)
    }

    /// The error for an id that no batch has.
    static func unknown(_ id: BatchID) -> SettingsError {
        SettingsError(
            "No batch has the id \(id): it has ended and was pruned, or there never was one. See queue-batches.")
    }
}
