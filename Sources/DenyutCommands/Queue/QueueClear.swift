import ArgumentParser
import Basics
import JobQueue
import JobQueueSQLite

/// `queue-clear`: deletes the waiting jobs of a queue.
struct QueueClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-clear", abstract: "Delete the jobs of a queue that no worker holds.",
        discussion: "Jobs in hand are finished.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The queue.", valueName: "queue"), completion: StoredNames.queues)
    var name: String?
    @Option(
        name: .customLong("queue"), help: ArgumentHelp("The same, as Laravel has it.", valueName: "queue"),
        completion: StoredNames.queues)
    var option: String?
    @Flag(help: "Really delete them.")
    var force = false

    private var queue: String { name ?? option ?? "" }

    func validate() throws {
        guard (name == nil) != (option == nil), !queue.isEmpty else {
            throw ValidationError("Name one queue: queue-clear QUEUE, or queue-clear --queue=QUEUE")
        }
    }

    func run() async throws {
        let store = try global.environment().openExistingStore()
        try await KnownQueues.check(queue, in: store)
        guard force else {
            let depth = try await store.depths(of: [queue])[0]
            let count = depth.pending.addingSaturating(depth.delayed)
            throw ValidationError(
                "\(count) waiting job\(count == 1 ? "" : "s") of \(queue) would be deleted for good. Say so with --force."
            )
        }
        let count = try await store.clear(queue: queue)
        Terminal.print("\(count) job\(count == 1 ? "" : "s") deleted from \(queue).")
    }
}
