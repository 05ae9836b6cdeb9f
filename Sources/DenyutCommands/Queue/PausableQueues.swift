import ArgumentParser
import Foundation
import JobQueue
import JobQueueSQLite

/// What `queue-pause` and `queue-resume` have in common: which queues they are about, and what they say.
struct PausableQueues: ParsableArguments {
    /// The name that stands for all queues.
    static let all = "*"

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The queues; all without it.", valueName: "queue"), completion: StoredNames.queues)
    var queues: [String] = []

    func validate() throws {
        // A variable that is not set in a script must not pause everything.
        guard queues.allSatisfy({ !$0.trimmingCharacters(in: .whitespaces).isEmpty }) else {
            throw ValidationError("The name of a queue is empty. Leave it out to mean all queues.")
        }
    }

    /// Does something with each queue, and says whether that changed anything.
    func each(
        changed: String, unchanged: String, _ change: (any JobAdministration, String) async throws -> Bool
    ) async throws {
        let store = try global.environment().openExistingStore()
        for queue in queues.isEmpty ? [Self.all] : queues {
            let isChanged = try await change(store, queue)
            let subject = queue == Self.all ? "All queues are" : "Queue \(LogOutput.escaped(queue)) is"
            Terminal.print("\(subject) \(isChanged ? changed : unchanged).")
        }
    }
}
