//  schedule-benchmark: how fast the next due time of a cron expression is found, on one core.
//
//  Mixed expressions in mixed time zones, from instants spread over ten years, beside Python's croniter on the same cases
//  where that is installed. Both are measured in processor time, so that other work on the machine does not count.

import ArgumentParser
import Foundation
import JobSchedule
import WallTime

@main
struct ScheduleBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-benchmark",
        abstract: "Measure how many next due times of mixed expressions and zones are found per second on one core.")

    @Option(help: "How many due times to find.")
    var count = 500_000
    @Option(help: "How many of them croniter finds, too; 0: none.")
    var croniter = 2000

    func validate() throws {
        guard count > 0, croniter >= 0, croniter <= count else {
            throw ValidationError("--count must be 1 or more, and --croniter from 0 to that")
        }
    }

    func run() throws {
        let cases = Case.all(count)
        let parsed = try cases.map { (try CronExpression($0.expression), try ScheduleZone($0.zone)) }
        let next = ProcessorTime.rate(of: count) { index in
            parsed[index].0.next(after: cases[index].from, in: parsed[index].1)?.seconds ?? 0
        }
        print("next due time:            \(next.perSecond) per second and core (checksum \(next.checksum))")
        let both = ProcessorTime.rate(of: count) { index in
            guard let expression = try? CronExpression(cases[index].expression) else { return 0 }
            return expression.next(after: cases[index].from, in: parsed[index].1)?.seconds ?? 0
        }
        print("parse, and next due time: \(both.perSecond) per second and core")
        guard croniter > 0 else { return }
        print("croniter, the same:       \(Croniter.rate(Array(cases.prefix(croniter))))")
        print("\(Case.expressions.count) expressions × \(Case.zones.count) zones, instants from 2020 to 2029")
    }
}
