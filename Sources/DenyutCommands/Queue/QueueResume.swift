import ArgumentParser
import JobQueue
import JobQueueSQLite

/// `queue-resume`: takes back a pause.
struct QueueResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-resume", abstract: "Let workers take jobs of a paused queue again, or of all queues.",
        discussion: "While all queues are paused, resume them together: without a name every pause is taken back.")

    @OptionGroup var target: PausableQueues

    func run() async throws {
        try await target.each(changed: "resumed", unchanged: "not paused by that name") { store, queue in
            // A queue that was paused can be resumed, whether or not anything else is known of it.
            if try await store.resume(queue: queue) { return true }
            if queue != PausableQueues.all { try await KnownQueues.check(queue, in: store) }
            return false
        }
    }
}
