import ArgumentParser
import SessionHealth
import SessionMonitor
import WallTime

/// `health-summary`: totals and sessions.
struct HealthSummaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health-summary", abstract: "Show totals, and each session with its score, level and issues.")

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("Only the accounts of this gateway.", valueName: "name"))
    var gateway: String?
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let accounts = try await environment.store.accounts(gateway: gateway)
            let summary = HealthSummary(accounts, at: environment.base.clock.now())
            if json {
                Terminal.print(summary.json)
            } else {
                for line in summary.lines(width: Terminal.width) { Terminal.print(line) }
            }
        }
    }
}

extension HealthSummary {
    /// As people read it.
    func lines(width: Int) -> [String] {
        var totals = TextTable([("Metric", .left), ("Value", .right)])
        totals.add(["Total sessions", "\(total)"])
        totals.add(["Average score", averageScore.map(Self.oneDecimal) ?? "–"])
        for row in levels { totals.add(["\(row.level.dot) \(Self.name(row.level))", "\(row.count)"]) }
        if stale > 0 { totals.add(["Stale (gateway not asked)", "\(stale)"]) }
        var sessions = TextTable([
            ("Phone number", .left), ("Status", .left), ("Score", .right), ("Level", .left), ("Issues", .left),
        ])
        for account in accounts {
            let stale = account.isStale ? ["stale: the gateway could not be asked"] : []
            let issues = (stale + account.issues.map(\.text)).prefix(2).joined(separator: "; ")
            sessions.add([
                account.phone ?? account.title, account.status.rawValue, account.score.map(String.init) ?? "–",
                "\(account.level.dot) \(account.level.rawValue)", issues.isEmpty ? "–" : issues,
            ])
        }
        return ["WhatsApp Session Health", ""] + totals.lines(width: width) + [""]
            + (accounts.isEmpty
                ? ["No accounts. Add some with account-add, account-import or gateway-import."]
                : sessions.lines(width: width))
    }

    private static func name(_ level: HealthLevel) -> String {
        let name = level.rawValue.prefix(1).uppercased() + level.rawValue.dropFirst()
        guard let range = level.range else { return "\(name) (not checked)" }
        return range.lowerBound == 0
            ? "\(name) (below \(range.upperBound + 1))" : "\(name) (\(range.lowerBound)–\(range.upperBound))"
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// As data.
    var json: String {
        JSONText.object([
            ("total_sessions", .int(total)),
            ("average_score", averageScore.map { .double(($0 * 10).rounded() / 10) } ?? .null),
            ("levels", .object(levels.map { ($0.level.rawValue, .int($0.count)) })), ("stale", .int(stale)),
            ("sessions", .array(accounts.map(\.json))),
        ]).text
    }
}
