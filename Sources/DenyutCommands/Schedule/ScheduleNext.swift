import ArgumentParser
import Foundation
import JobSchedule
import WallTime

/// `schedule-next`: when an expression is due.
struct ScheduleNext: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-next", abstract: "Show when a cron expression, or a frequency in words, is due next.",
        discussion: """
            With --jsonl it reads one JSON object a line on standard input, {"id", "expr", "tz", "from", "inclusive", "count"}, and \
            answers one a line: {"id", "next": [time, …]}, or {"id", "error"}. Only "expr" is needed. Fewer times than asked for mean \
            that no more are in sight.
            """)

    @Argument(help: ArgumentHelp("Such as \"*/5 * * * *\", @daily or \"weekdays hourly\".", valueName: "expr"))
    var expression: String?
    @Option(
        name: .customLong("tz"), help: ArgumentHelp("The time zone it is read in (default: UTC).", valueName: "zone"))
    var zone: String?
    @Option(
        help: ArgumentHelp("Times after this one (default: now), such as 2025-03-09T02:30:00-06:00.", valueName: "time")
    )
    var from: String?
    @Option(help: ArgumentHelp("How many, from 1 to \(NextQuery.maximumCount) (default: 1).", valueName: "n"))
    var count: Int?
    @Flag(help: "A time that is exactly --from counts.")
    var inclusive = false
    @Flag(help: "Print JSON.")
    var json = false
    @Flag(help: "Read questions from standard input, one JSON object a line.")
    var jsonl = false

    func validate() throws {
        if jsonl {
            guard expression == nil, zone == nil, from == nil, count == nil, !inclusive else {
                throw ValidationError("With --jsonl everything stands in the lines; take the other options out.")
            }
        } else if expression == nil {
            throw ValidationError("Give a cron expression in quotes, such as \"*/5 * * * *\"")
        }
    }

    func run() throws {
        if jsonl {
            try NextQueryStream().run()
            return
        }
        let query = NextQuery(
            expression: expression ?? "", zone: zone ?? "UTC", from: from, isInclusive: inclusive, count: count ?? 1)
        let times: [String]
        do {
            times = try query.times(now: SystemClock().now())
        } catch {
            throw SettingsError("\(error)")
        }
        if json {
            Terminal.print(JSONText.object([("next", .array(times.map(JSONText.string)))]).text)
        } else {
            for time in times { Terminal.print(time) }
            if times.isEmpty { Terminal.print("never") }
        }
    }
}
