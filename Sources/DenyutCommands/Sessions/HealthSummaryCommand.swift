import ArgumentParser
import Basics
import SessionHealth
import SessionMonitor
import WallTime

/// `health-summary`: totals, and the sessions that are not well.
struct HealthSummaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health-summary", abstract: "Show totals, and the sessions that are not well, with what is wrong.",
        discussion: """
            Well is a session whose level is excellent or good, without an open incident, that was checked last time. The worst come \
            first. JSON always has all of them.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(
        help: ArgumentHelp("Only the accounts of this gateway.", valueName: "name"), completion: StoredNames.gateways)
    var gateway: String?
    @Flag(help: "List all sessions.")
    var all = false
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            if let gateway { _ = try await environment.store.gateway(named: gateway) }
            let accounts = try await environment.store.accounts(gateway: gateway)
            let summary = HealthSummary(accounts, at: environment.base.clock.now())
            if json {
                Terminal.print(summary.json)
            } else {
                for line in summary.lines(width: Terminal.width, all: all) { Terminal.print(line) }
            }
        }
    }
}

extension HealthSummary {
    /// More are not read in a terminal.
    private static let listed = 50

    /// As people read it.
    ///
    /// - Parameter all: Whether to list the sessions that are well, too, and however many there are.
    func lines(width: Int, all: Bool) -> [String] {
        ["🏥 WhatsApp Session Health Summary", ""] + totals.boxedLines(width: width) + [""]
            + sessionLines(width: width, all: all)
    }

    private var totals: TextTable {
        var table = TextTable([.whole("Metric"), .number("Value")])
        table.add(["Total Sessions", "\(total)"])
        table.add(["Average Health Score", averageScore.map { Self.oneDecimal($0) + "%" } ?? "–"])
        for row in levels { table.add(["\(row.level.dot) \(Self.name(row.level))", "\(row.count)"]) }
        if stale > 0 { table.add(["Stale (gateway not asked)", "\(stale)"]) }
        return table
    }

    private func sessionLines(width: Int, all: Bool) -> [String] {
        if accounts.isEmpty { return ["No accounts. Add some with account-add, account-import or gateway-import."] }
        let unwell = accounts.filter { !$0.isWell }
        let chosen = all ? accounts : Array(unwell.prefix(Self.listed))
        let well = total - unwell.count
        if chosen.isEmpty { return [total == 1 ? "The session is well." : "All \(total) sessions are well."] }
        var table = TextTable([
            .text("Account"), .text("Gateway", rank: 2), .whole("Status", rank: 1), .number("Score"), .whole("Level"),
            .text("Issues", shortest: 28),
        ])
        for account in chosen {
            let stale = account.isStale ? ["stale: the gateway could not be asked"] : []
            let issues = (stale + account.issues.map(\.text)).prefix(2).joined(separator: "; ")
            table.add([
                account.title, account.gateway, account.status.rawValue, account.score.map(String.init) ?? "–",
                "\(account.level.dot) \(account.level.rawValue)", issues.isEmpty ? "–" : issues,
            ])
        }
        var rest: [String] = []
        if !all, unwell.count > chosen.count { rest.append("\(unwell.count - chosen.count) more are not well") }
        if !all, well > 0 { rest.append(well == 1 ? "1 session is well" : "\(well) sessions are well") }
        return table.lines(width: width)
            + (rest.isEmpty ? [] : ["", rest.joined(separator: "; ") + ". --all lists them too."])
    }

    private static func name(_ level: HealthLevel) -> String {
        let name = level.rawValue.prefix(1).uppercased() + level.rawValue.dropFirst()
        return level.range.map { "\(name) (\($0.lowerBound)-\($0.upperBound)%)" } ?? "\(name) (not checked)"
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int(saturating: (value * 10).rounded())
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

extension Account {
    /// Whether nobody has to look at it: judged at the last check, and no worse than good.
    fileprivate var isWell: Bool {
        [.excellent, .good].contains(level) && !isStale && incident == nil
    }
}
