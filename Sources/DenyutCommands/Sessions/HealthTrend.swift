import ArgumentParser
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// `health-trend`: draws an account's score over time.
struct HealthTrend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health-trend", abstract: "Draw the score of an account over a day or a week.",
        discussion: """
            Each column is the mean of its time, coloured by level; a dot stands where no check could be made, nothing where \
            there was none. JSON has one point per check of a day, one per hour of a longer time.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("Number, session, gateway/session, phone number or label.", valueName: "account"),
        completion: StoredNames.accounts)
    var account: String
    @Option(
        help: ArgumentHelp("How far back: 6h, 24h, 7d; at most 45d.", valueName: "span"),
        completion: .list(["6h", "24h", "7d", "45d"]))
    var since = "24h"
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        _ = try span()
    }

    private func span() throws -> Duration {
        let span = try SpanText.parse(since, option: "--since")
        guard span >= .minutes(10), span <= .days(45) else {
            throw ValidationError("--since must be from 10m to 45d, not \(since.prefix(20))")
        }
        return span
    }

    func run() async throws {
        let span = try span()
        try await SessionEnvironment.run(global) { environment in
            let chosen = try await environment.store.account(named: account)
            let now = environment.base.clock.now()
            let points = try await environment.store.trend(of: chosen.id, from: now - span, until: now)
            if json { return Terminal.print(JSONText.array(points.map(\.json)).text) }
            Terminal.print("\(LogOutput.escaped(chosen.title)) (\(LogOutput.escaped(chosen.path))), last \(since)")
            Terminal.print("")
            let chart = TrendChart(points, from: now - span, until: now, width: min(Terminal.width, 80))
            for line in chart.lines(painted: Terminal.hasColours) { Terminal.print(line) }
            let newest = chosen.score.map { "\($0), \(chosen.level.rawValue)" } ?? "not checked yet"
            Terminal.print("")
            Terminal.print("Newest \(newest)\(chosen.isStale ? " (stale)" : ""). \(chart.summary)")
        }
    }
}

extension TrendPoint {
    fileprivate var json: JSONText {
        .object([
            ("at", .int(at.milliseconds)), ("score", score.map { .double(($0 * 10).rounded() / 10) } ?? .null),
            ("lowest", .int(lowest)),
        ])
    }
}
