import ArgumentParser
import Basics
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-stats`: what went through the queues, from the counters of each minute.
struct QueueStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-stats",
        abstract: "Show what went through the queues: in, done, failed, retried, run and wait times, and a trend.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(
        help: ArgumentHelp("How far back: 30m, 24h, 7d.", valueName: "time"),
        completion: .list(["30m", "1h", "24h", "7d"]))
    var since = "1h"
    @Option(help: ArgumentHelp("Only of this queue.", valueName: "name"), completion: StoredNames.queues)
    var queue: String?
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        _ = try SpanText.parse(since, option: "--since")
    }

    func run() async throws {
        let environment = try global.environment()
        let store = try environment.openExistingStore()
        try await KnownQueues.check(queue, in: store)
        let now = environment.clock.now()
        let span = try SpanText.parse(since, option: "--since")
        let minutes = try await store.minutes(since: now - span, queue: queue)
        let groups = Dictionary(grouping: minutes) { [Name($0.queue), Name($0.kind)] }.sorted {
            $0.key.lexicographicallyPrecedes($1.key)
        }
        let rows = groups.map {
            QueueStatistics(
                queue: $0.key[0].text, kind: $0.key[1].text, minutes: $0.value, since: now - span, until: now)
        }
        if json {
            Terminal.print(JSONText.array(rows.map(\.json)).text)
            return
        }
        if rows.isEmpty { return Terminal.print("Nothing went through the queues in the last \(since).") }
        var table = TextTable([
            .text("Queue"), .text("Kind"), .number("In", rank: 2), .number("Done"), .number("Failed"),
            .number("Retried", rank: 3), .number("Run", rank: 1), .number("Wait", rank: 1), .whole("Trend", rank: 4),
        ])
        for row in rows {
            table.add([
                row.queue, row.kind, String(row.enqueued), String(row.done), String(row.failed), String(row.retried),
                TimeText.short(row.meanRunTime), TimeText.short(row.meanWaitTime), row.sparkline,
            ])
        }
        for line in table.lines(width: Terminal.width) { Terminal.print(line) }
    }
}

/// The counters of one queue and kind over a time.
struct QueueStatistics {
    let queue: String
    let kind: String
    let minutes: [QueueMinute]
    let since: Timestamp
    let until: Timestamp

    var enqueued: Int { minutes.sumSaturating(\.enqueued) }
    var done: Int { minutes.sumSaturating(\.done) }
    var failed: Int { minutes.sumSaturating(\.failed) }
    var retried: Int { minutes.sumSaturating(\.retried) }
    private var attempts: Int { max(1, done.addingSaturating(failed).addingSaturating(retried)) }
    /// Per finished attempt.
    var meanRunTime: Duration { minutes.reduce(.zero) { $0 + $1.runTime } / attempts }
    /// From being due to being started, per finished attempt.
    var meanWaitTime: Duration { minutes.reduce(.zero) { $0 + $1.waitTime } / attempts }

    /// Jobs done over the time, in sixteen steps.
    var sparkline: String {
        let bars = Array("▁▂▃▄▅▆▇█")
        let width = max(1, (until - since).wholeMilliseconds)
        var sums = [Int](repeating: 0, count: 16)
        for minute in minutes {
            let position = min(max((minute.minute - since).wholeMilliseconds, 0), width - 1)
            let index = Int(position.multipliedSaturating(by: 16) / width)
            sums[min(index, 15)] = sums[min(index, 15)].addingSaturating(minute.done)
        }
        let highest = max(1, sums.max() ?? 1)
        return String(sums.map { bars[$0.multipliedSaturating(by: bars.count - 1) / highest] })
    }

    var json: JSONText {
        .object([
            ("queue", .string(queue)), ("kind", .string(kind)), ("enqueued", .int(enqueued)), ("done", .int(done)),
            ("failed", .int(failed)), ("retried", .int(retried)), ("mean_run_ms", .int(meanRunTime.wholeMilliseconds)),
            ("mean_wait_ms", .int(meanWaitTime.wholeMilliseconds)),
        ])
    }
}
