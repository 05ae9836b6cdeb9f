import ArgumentParser
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-show`: everything that is known of one job.
struct QueueShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-show", abstract: "Show one job: its row, its lease, and every attempt's error.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The id.", valueName: "id"), completion: StoredNames.liveJobs)
    var id: String
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        _ = try JobSelection.id(id)
    }

    func run() async throws {
        let store = try global.environment().openExistingStore()
        guard let job = try await store.details(of: JobSelection.id(id)) else {
            throw SettingsError("No job has the id \(id): it is done and was not kept, or there never was one.")
        }
        json ? Terminal.print(job.json.text) : show(job)
    }

    private func show(_ job: JobDetails) {
        Terminal.print("state             \(job.state.rawValue)")
        for (name, value) in job.columns {
            guard let value else { continue }
            Terminal.print(name.padded(to: 18) + LogOutput.escaped(value) + Self.comment(name, value))
        }
        for attempt in job.attempts {
            let duration = attempt.duration.map { " after \(TimeText.short($0))" } ?? ""
            Terminal.print(
                "attempt \(attempt.attempt)".padded(to: 18)
                    + "\(LogOutput.escaped(attempt.outcome))\(duration) at \(TimeText.utc(attempt.finishedAt)): \(LogOutput.escaped("\(attempt.errorType): \(attempt.errorMessage)"))"
            )
            if let output = attempt.output {
                for line in output.split(separator: "\n") {
                    Terminal.print("                  | \(LogOutput.escaped(String(line)))")
                }
            }
        }
    }

    /// A time in milliseconds once more as people read it.
    private static func comment(_ name: String, _ value: String) -> String {
        guard name.hasSuffix("_at"), let milliseconds = Int64(value) else { return "" }
        return " (\(TimeText.utc(Timestamp(milliseconds: milliseconds))))"
    }
}

extension JobDetails {
    var json: JSONText {
        .object(
            [("state", .string(state.rawValue))]
                + columns.map { name, value in
                    // Numbers stay numbers but for texts that happen to look like one.
                    let isNumber = !["payload", "unique_key", "queue", "kind", "worker", "chain", "progress"].contains(
                        name)
                    return (
                        name, isNumber ? value.flatMap { Int64($0) }.map { .int($0) } ?? .text(value) : .text(value)
                    )
                } + [
                    (
                        "errors",
                        .array(
                            attempts.map { attempt in
                                .object([
                                    ("attempt", .int(attempt.attempt)), ("outcome", .string(attempt.outcome)),
                                    ("error_type", .string(attempt.errorType)),
                                    ("error_message", .string(attempt.errorMessage)), ("output", .text(attempt.output)),
                                    ("finished_at", .int(attempt.finishedAt.milliseconds)),
                                    ("duration_ms", .int(attempt.duration.map { Int($0.wholeMilliseconds) })),
                                    ("worker", .text(attempt.worker)),
                                ])
                            })
                    )
                ])
    }
}
