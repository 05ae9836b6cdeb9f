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
        let found = try JobSelection.id(id)
        guard let job = try await store.job(found) else {
            throw SettingsError("No job has the id \(id): it is done and was not kept, or there never was one.")
        }
        let attempts = try await store.attempts(of: found)
        json ? Terminal.print(job.json(attempts).text) : show(job, attempts)
    }

    private func show(_ job: JobRecord, _ attempts: [AttemptRecord]) {
        for (name, value) in job.members {
            guard let text = value.line else { continue }
            Terminal.print(name.padded(to: 18) + LogOutput.escaped(text))
        }
        for attempt in attempts {
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
}

extension JobRecord {
    /// One thing that is known of a job.
    fileprivate enum Value {
        case text(String?)
        case number(Int64?)
        case time(Timestamp?)

        /// As people read it; nil: nothing is known.
        var line: String? {
            switch self {
            case .text(let text): text
            case .number(let number): number.map(String.init)
            case .time(let time): time.map { "\($0.milliseconds) (\(TimeText.utc($0)))" }
            }
        }

        var json: JSONText {
            switch self {
            case .text(let text): .text(text)
            case .number(let number): number.map { .int($0) } ?? .null
            case .time(let time): time.map { .int($0.milliseconds) } ?? .null
            }
        }
    }

    /// All that is known of it, by the names of the tables' columns.
    fileprivate var members: [(name: String, value: Value)] {
        var members: [(name: String, value: Value)] = []
        func add(_ name: String, _ text: String?) { members.append((name, .text(text))) }
        func add(_ name: String, number: Int?) { members.append((name, .number(number.map { Int64($0) }))) }
        func add(_ name: String, time: Timestamp?) { members.append((name, .time(time))) }
        add("state", state.rawValue)
        members.append(("id", .number(id.rawValue)))
        add("queue", queue)
        add("kind", kind)
        add("payload", payload)
        add("payload_version", number: payloadVersion)
        add("priority", number: priority)
        add("attempts", number: attempts)
        add("max_attempts", number: maxAttempts)
        add("crashes", number: crashes)
        add("created_at", time: createdAt)
        add("available_at", time: endedAt == nil ? availableAt : nil)
        add("deadline_at", time: deadline)
        add("leased_at", time: leasedAt)
        add("lease_expires_at", time: leaseExpiresAt)
        add("cancel_requested_at", time: cancelRequestedAt)
        add("worker", worker)
        add("unique_key", uniqueKey)
        add("trace", trace)
        members.append(("batch_id", .number(batch?.rawValue)))
        add("chain", chain)
        add("progress", progress)
        add("failed_at", time: state == .failed ? endedAt : nil)
        add("finished_at", time: state == .finished ? endedAt : nil)
        members.append(("duration", .number(duration?.wholeMilliseconds)))
        add("keep_until", time: keepUntil)
        add("reason", reason)
        add("error_type", errorType)
        add("error_message", errorMessage)
        return members
    }

    fileprivate func json(_ attempts: [AttemptRecord]) -> JSONText {
        .object(
            members.map { ($0.name, $0.value.json) } + [
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
