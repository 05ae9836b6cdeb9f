import ArgumentParser
import Foundation
import Gateways
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-push`: enqueues jobs.
struct QueuePush: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-push", abstract: "Enqueue a job; when this ends with exit code 0 it is on the disk.",
        discussion:
            "Prints the ids. A job whose --unique-key a live job has is not enqueued, and the live one's id is printed."
    )

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The kind of job, such as NoOp.", valueName: "kind"), completion: StoredNames.kinds)
    var kind: String
    @Option(help: ArgumentHelp("The payload.", valueName: "json"))
    var payload = "{}"
    @Option(help: ArgumentHelp("The queue.", valueName: "name"), completion: StoredNames.queues)
    var queue = "default"
    @Option(help: ArgumentHelp("Not before so many seconds from now.", valueName: "seconds"))
    var delay = 0.0
    @Option(help: ArgumentHelp("Lower goes first.", valueName: "n"))
    var priority = 0
    @Option(help: ArgumentHelp("Only if no live job has this key.", valueName: "key"))
    var uniqueKey: String?
    @Option(help: ArgumentHelp("How many attempts may fail.", valueName: "n"))
    var tries: Int?
    @Option(help: ArgumentHelp("How many of it.", valueName: "n"))
    var count = 1
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...10_000_000).contains(count) else {
            throw ValidationError("--count must be from 1 to 10000000, not \(count)")
        }
        guard (0...86400 * 3650).contains(delay) else {
            throw ValidationError("--delay must be from 0 to 315360000 seconds, not \(delay.plain)")
        }
        guard count == 1 || uniqueKey == nil else {
            throw ValidationError("--unique-key allows one job; take --count out")
        }
        if let tries, tries < 1 { throw ValidationError("--tries must be 1 or more, not \(tries)") }
        do {
            _ = try JSONParser.parse(payload.utf8)
        } catch {
            throw ValidationError("--payload is not valid JSON: \(error)")
        }
    }

    func run() async throws {
        let environment = try global.environment()
        let store = try environment.openStore()
        let job = NewJob(
            queue: queue, kind: kind, payload: Data(payload.utf8), priority: priority,
            availableAt: delay > 0 ? environment.clock.now() + .milliseconds(Int64(delay * 1000)) : nil,
            uniqueKey: uniqueKey, maxAttempts: tries,
            // A program that was given a trace goes on with it: https://opentelemetry.io/docs/specs/otel/context/env-carriers/
            trace: environment.variables["TRACEPARENT"].flatMap(TraceContext.init(traceparent:))?.description)
        // In one transaction each: a million jobs at once would hold the writer lock for seconds. Between them others have it.
        var rest = count
        while rest > 0 {
            let portion = min(rest, 500)
            if rest < count { try await Task.sleep(for: .milliseconds(2)) }
            let answers = try await store.enqueue(Array(repeating: job, count: portion), durability: .durable)
            for answer in answers { print(answer) }
            rest -= portion
        }
    }

    private func print(_ answer: EnqueuedJob) {
        if json {
            Terminal.print(JSONText.object([("id", .int(answer.id.rawValue)), ("new", .bool(answer.isNew))]).text)
        } else {
            Terminal.print(answer.isNew ? "\(answer.id)" : "\(answer.id) (live already)")
        }
    }
}
