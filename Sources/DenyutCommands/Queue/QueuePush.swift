import ArgumentParser
import Basics
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

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The kind of job, such as NoOp.", valueName: "kind"), completion: StoredNames.kinds)
    var kind: String
    @Option(help: ArgumentHelp("The payload.", valueName: "json"))
    var payload = "{}"
    @Option(help: ArgumentHelp("The queue.", valueName: "name"), completion: StoredNames.queues)
    var queue = "default"
    @Option(
        help: ArgumentHelp("Not before that time from now, such as 90, 5m or 2h (default: 0).", valueName: "time"),
        transform: SpanText.option)
    var delay = 0.0
    @Option(help: ArgumentHelp("Lower goes first.", valueName: "n"))
    var priority = 0
    @Option(help: ArgumentHelp("Only if no live job has this key.", valueName: "key"))
    var uniqueKey: String?
    @Option(help: ArgumentHelp("How many attempts may fail.", valueName: "n"))
    var tries: Int?
    @Option(help: ArgumentHelp("Number of copies.", valueName: "n"))
    var count = 1
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...10_000_000).contains(count) else {
            throw ValidationError("--count must be from 1 to 10000000, not \(count)")
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
        try await noteUnknownKind(store)
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

    /// Says so where nothing is known of the kind. It may be right: the job waits for a worker of another program that has it.
    private func noteUnknownKind(_ store: any JobAdministration) async throws {
        guard !JobKinds.names.contains(kind) else { return }
        let stored = try await store.kindNames()
        guard !stored.contains(Name(kind)) else { return }
        let nearest = nearestName(to: kind, among: JobKinds.names.sorted() + stored.sorted().map(\.text))
        let question = nearest.map { " Did you mean \($0)?" } ?? ""
        FileHandle.standardError.write(
            Data(
                "Note: no job of the kind \(LogOutput.escaped(String(kind.prefix(100)))) was seen before: it waits for a worker that knows it.\(question)\n"
                    .utf8))
    }

    private func print(_ answer: EnqueuedJob) {
        if json {
            Terminal.print(JSONText.object([("id", .int(answer.id.rawValue)), ("new", .bool(answer.isNew))]).text)
        } else {
            Terminal.print(answer.isNew ? "\(answer.id)" : "\(answer.id) (live already)")
        }
    }
}
