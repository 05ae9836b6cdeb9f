import ArgumentParser
import JobQueue
import JobQueueSQLite

/// `queue-pause`: keeps workers from taking jobs.
struct QueuePause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-pause", abstract: "Keep workers from taking jobs of a queue, or of all queues.",
        discussion: "Running workers notice within a second; jobs in hand are finished.")

    @OptionGroup var target: PausableQueues

    func run() async throws {
        try await target.each(changed: "paused", unchanged: "paused already") { store, queue in
            if queue != PausableQueues.all { try await KnownQueues.check(queue, in: store) }
            return try await store.pause(queue: queue)
        }
    }
}
