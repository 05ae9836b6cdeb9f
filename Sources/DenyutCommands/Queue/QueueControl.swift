import ArgumentParser
import JobQueue
import JobQueueSQLite

/// `queue-pause`: keeps workers from taking jobs.
struct QueuePause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-pause", abstract: "Keep workers from taking jobs of a queue, or of all queues.",
        discussion: "Running workers notice within a second; jobs in hand are finished.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The queues; all without it.", valueName: "queue"))
    var queues: [String] = []

    func run() async throws {
        let store = try global.environment().openExistingStore()
        for queue in queues.isEmpty ? ["*"] : queues {
            let isNew = try await store.pause(queue: queue)
            let name = queue == "*" ? "All queues are" : "Queue \(queue) is"
            Terminal.print(isNew ? "\(name) paused." : "\(name) paused already.")
        }
    }
}

/// `queue-resume`: takes back a pause.
struct QueueResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-resume", abstract: "Let workers take jobs of a paused queue again, or of all queues.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The queues; all without it.", valueName: "queue"))
    var queues: [String] = []

    func run() async throws {
        let store = try global.environment().openExistingStore()
        for queue in queues.isEmpty ? ["*"] : queues {
            let wasPaused = try await store.resume(queue: queue)
            let name = queue == "*" ? "All queues are" : "Queue \(queue) is"
            Terminal.print(wasPaused ? "\(name) resumed." : "\(name) not paused by that name.")
        }
    }
}

/// `queue-restart`: asks all workers to end.
struct QueueRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-restart",
        abstract: "Ask all workers to finish what they have and end, so that their supervisor starts them anew.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await global.environment().openExistingStore().restartWorkers()
        Terminal.print("All workers were asked to restart.")
    }
}

/// `queue-clear`: deletes the waiting jobs of a queue.
struct QueueClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-clear", abstract: "Delete the jobs of a queue that no worker holds.",
        discussion: "Jobs in hand are finished.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The queue.", valueName: "queue"))
    var queue: String
    @Flag(help: "Really delete them.")
    var force = false

    func run() async throws {
        let store = try global.environment().openExistingStore()
        guard force else {
            let depth = try await store.depths(of: [queue])[0]
            throw ValidationError(
                "\(depth.pending + depth.delayed) waiting jobs of \(queue) would be deleted for good. Say so with --force."
            )
        }
        let count = try await store.clear(queue: queue)
        Terminal.print("\(count) job\(count == 1 ? "" : "s") deleted from \(queue).")
    }
}

/// `queue-cancel`: cancels live jobs.
struct QueueCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-cancel", abstract: "Cancel jobs, running ones too.",
        discussion: "A cancelled job stands among the failed ones with the reason `cancelled`.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The ids.", valueName: "id"))
    var ids: [String]

    func validate() throws {
        for id in ids { _ = try JobSelection.id(id) }
    }

    func run() async throws {
        let store = try global.environment().openExistingStore()
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
}
