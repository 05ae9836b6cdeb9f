import ArgumentParser
import Dashboard
import Foundation
import Gateways
import SessionMonitor

/// `config-check`: the settings in force, and where each came from.
struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config-check",
        abstract: "Check the settings, and print those in force with where each came from. Secrets are hidden.",
        discussion: """
            Exit code 1 where a setting cannot be used, also one that only a worker needs: a secret that is not where it should \
            be, a certificate that cannot be read.
            """)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let settings = try global.settings()
        let web = try WebSettings.read(settings)
        let problems = await Self.problems(of: settings)
        print(settings, web)
        if !problems.isEmpty { throw SettingsError(problems) }
    }

    /// What the gateways would be refused for when they are connected to.
    private static func problems(of settings: Settings) async -> [String] {
        var problems: [String] = []
        let clients = HTTPClientPool()
        for gateway in settings.gateways {
            do {
                let configuration = try gateway.configuration(
                    limits: .standard, environment: ProcessInfo.processInfo.environment)
                _ = try HTTPTransport(configuration, clients: clients)
            } catch {
                problems.append("gateways.\(gateway.name): \(error)")
            }
        }
        await clients.shutdown()
        return problems
    }

    private func print(_ settings: Settings, _ web: DashboardSettings) {
        if json {
            Terminal.print(
                JSONText.array(
                    settings.inForce.map {
                        .object([
                            ("name", .string($0.name)), ("value", .string($0.value)),
                            ("source", .string("\($0.source)")),
                        ])
                    }
                ).text)
            return
        }
        var table = TextTable([("Setting", .left), ("Value", .left), ("From", .left)])
        for setting in settings.inForce { table.add([setting.name, setting.value, "\(setting.source)"]) }
        for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        if !settings.dashboard.isNull {
            Terminal.print(
                "The page: \(web.users.count) users, \(web.tokens.count) API tokens, on \(web.host):\(web.port).")
        }
        if !settings.schedule.isEmpty {
            Terminal.print("\(settings.schedule.count) entries of the schedule; see schedule-list.")
        }
    }
}
