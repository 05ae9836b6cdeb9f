import ArgumentParser
import JobQueue
import JobQueueSQLite

/// `queue-cancel`: cancels live jobs.
struct QueueCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-cancel", abstract: "Cancel jobs, running ones too, or a whole batch.",
        discussion:
            "A cancelled job stands among the failed ones with the reason `cancelled`; `queue-retry` puts it back.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The ids of jobs.", valueName: "id"), completion: StoredNames.liveJobs)
    var ids: [String] = []
    @Option(
        help: ArgumentHelp("All jobs of this batch; what is to follow it does not come.", valueName: "id"),
        completion: StoredNames.batches)
    var batch: String?

    func validate() throws {
        guard ids.isEmpty != (batch == nil) else { throw ValidationError("Name ids of jobs, or --batch.") }
        for id in ids { _ = try JobSelection.id(id) }
        _ = try batch.map(BatchSelection.id)
    }

    func run() async throws {
        let store = try global.environment().openExistingStore()
        if let batch { return try await cancel(BatchSelection.id(batch), store) }
        var isMissing = false
        for argument in ids {
            let id = try JobSelection.id(argument)
            switch try await store.cancel(id) {
            case .cancelled: Terminal.print("Job \(id) is cancelled.")
            case .requested(let worker): Terminal.print("Job \(id) runs; \(worker) was told to cancel it.")
            case .unknown:
                Terminal.print("No live job has the id \(id).")
                isMissing = true
            }
        }
        if isMissing { throw ExitCode.failure }
    }

    private func cancel(_ id: BatchID, _ store: any JobAdministration) async throws {
        guard let before = try await store.batch(id), let batch = try await store.cancelBatch(id) else {
            throw BatchSelection.unknown(id)
        }
        guard before.state == .running else {
            throw SettingsError("Batch \(id) cannot be cancelled: it is \(before.state.rawValue) already.")
        }
        let running = batch.pending == 0 ? "" : "; \(batch.pending) that run were told to end"
        Terminal.print("Batch \(id) is cancelled: \(batch.failed - before.failed) waiting jobs\(running).")
    }
}
