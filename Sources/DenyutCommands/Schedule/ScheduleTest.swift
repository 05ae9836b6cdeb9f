import ArgumentParser
import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

/// `schedule-test`: runs one entry now.
struct ScheduleTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-test", abstract: "Put the jobs of one entry on the queue now, due or not.",
        discussion: """
            Its slots, pauses, environments and conditions play no part and stay as they are. Jobs whose unique key a live job has are \
            not enqueued; the live one's id is printed.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The entry.", valueName: "name"), completion: StoredNames.entries)
    var name: String
    @Flag(help: "Print one JSON object per job.")
    var json = false

    func run() async throws {
        let context = try ScheduleContext(global.environment())
        let entry = try await context.entry(named: name)
        let now = context.environment.clock.now()
        let jobs = try await entry.jobs(for: Slot(entry: entry.name, due: now))
        let answers = try await context.jobs.enqueue(jobs, durability: .durable)
        for answer in answers {
            if json {
                Terminal.print(
                    JSONText.object([("id", .int(answer.id.rawValue)), ("new", .bool(answer.isNew))]).text)
            } else {
                Terminal.print(answer.isNew ? "\(answer.id)" : "\(answer.id) (live already)")
            }
        }
        if answers.isEmpty, !json { Terminal.print("The entry has no job to run now.") }
    }
}
