import ArgumentParser
import Basics
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// `kpi`: the figures that matter, beside their targets.
struct KPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kpi",
        abstract: "Show uptime, reconnects, times to detect and to recover, and false positives, beside their targets.",
        discussion: """
            JSON has the keys of the page's interface: percentages from 0 to 100, times in milliseconds, null where there is \
            nothing to measure. docs/kpis.md says how each is made.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(
        help: ArgumentHelp("24h, 7d or 30d.", valueName: "window"),
        completion: .list(KPIWindow.allCases.map(\.rawValue)))
    var since = "24h"
    @Option(help: ArgumentHelp("Only this account.", valueName: "account"), completion: StoredNames.accounts)
    var account: String?
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        _ = try window()
    }

    private func window() throws -> KPIWindow {
        guard let window = KPIWindow(rawValue: since) else {
            let known = KPIWindow.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--since must be one of \(known), not \"\(since.prefix(20))\"")
        }
        return window
    }

    func run() async throws {
        let window = try window()
        try await SessionEnvironment.run(global) { environment in
            let chosen = try await environment.account(account)
            let report = try await environment.store.kpi(
                window, account: chosen?.id, settings: environment.base.settings.health)
            if json {
                return Terminal.print(report.json(window, at: environment.base.clock.now()).line)
            }
            for line in report.lines(window, of: chosen?.path, width: Terminal.width) { Terminal.print(line) }
        }
    }
}

extension KPIReport {
    /// As people read it.
    func lines(_ window: KPIWindow, of account: String?, width: Int) -> [String] {
        var table = TextTable([
            .whole("KPI"), .number("Value"), .number("Target"), .whole("Met"), .number("n", rank: 1),
            .number("Mean", rank: 3), .number("p50", rank: 2), .number("p90", rank: 2),
        ])
        for figure in figures {
            table.add([
                Self.title(figure.name), figure.text(figure.value),
                (figure.isBelow ? "< " : "> ") + figure.text(figure.target),
                figure.met.map { $0 ? "yes" : "NO" } ?? "–", "\(figure.n)", figure.text(figure.mean),
                figure.text(figure.p50), figure.text(figure.p90),
            ])
        }
        let coverage = uptime.coverage.map { KPIFigure.percent($0 * 100) } ?? "–"
        let age = open.p50.map { ", half of them for longer than \(TimeText.short(.seconds($0)))" } ?? ""
        return ["KPIs of the last \(window.rawValue)" + (account.map { " of \(LogOutput.escaped($0))" } ?? ""), ""]
            + table.lines(width: width) + [""]
            + [
                "Coverage of uptime: \(coverage) of the time. Open incidents: \(open.n)\(age).",
                "Incidents that gates held back altogether: \(reconnects.blocked).",
            ].flatMap { $0.wrapped(toWidth: width) }
    }

    private static func title(_ name: String) -> String {
        switch name {
        case "uptime": "Uptime"
        case "uptime_with_gateways": "Uptime, gateways counted"
        case "reconnect_soft": "Reconnects, soft"
        case "reconnect_qr": "Reconnects with QR code"
        case "mttd": "Time to detect"
        case "mttr_automatic": "Time to recover"
        case "mttr_human": "Time to recover, by a person"
        case "false_positives": "False positives"
        default: name
        }
    }
}

extension KPIFigure {
    /// A number in the figure's unit.
    fileprivate func text(_ value: Double?) -> String {
        guard let value else { return "–" }
        return switch unit {
        case .percent: Self.percent(value)
        case .milliseconds: TimeText.short(.milliseconds(value))
        }
    }

    /// `99.53 %`: two decimals, none where there is nothing behind the point.
    static func percent(_ value: Double) -> String {
        let hundredths = Int(saturating: (value * 100).rounded())
        let (whole, rest) = (hundredths / 100, hundredths % 100)
        guard rest != 0 else { return "\(whole) %" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) %" : "\(whole).\(rest < 10 ? "0" : "")\(rest) %"
    }
}

extension JSON {
    /// As the commands print it: on one line.
    var line: String { String(decoding: bytes, as: UTF8.self) }
}
