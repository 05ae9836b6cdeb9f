import ArgumentParser
import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// `gateway-list`: all gateways with their newest probe.
struct GatewayList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-list", abstract: "List the gateways, each with its newest probe.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let gateways = try await environment.store.gateways()
            if json { return Terminal.print(JSONText.array(gateways.map(\.json)).text) }
            var table = TextTable([
                .text("Gateway"), .whole("Kind", rank: 3), .whole("State"), .number("Accounts"),
                .number("Sessions", rank: 2),
                .number("Latency", rank: 2), .number("Uptime", rank: 5), .number("Memory", rank: 4),
                .whole("Probed", rank: 3), .text("Address", rank: 1, shortest: 24),
            ])
            let now = environment.base.clock.now()
            for gateway in gateways {
                let probe = gateway.probe
                table.add(
                    [
                        gateway.name, gateway.kind, gateway.probe == nil ? "–" : gateway.phase.rawValue,
                        "\(gateway.accounts)",
                        probe?.sessions.map(String.init) ?? "–", probe?.latency.map(TimeText.short) ?? "–",
                        probe?.uptime.map(TimeText.short) ?? "–", probe?.memory.map { "\($0 >> 20) MB" } ?? "–",
                        probe.map { TimeText.relative($0.at, now: now) } ?? "never",
                        gateway.url,
                    ], detail: probe?.failure?.detail)
            }
            for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        }
    }
}
