import ArgumentParser
import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// `gateway-list`: all gateways with their newest probe.
struct GatewayList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-list", abstract: "List the gateways, each with its newest probe.")

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let gateways = try await environment.store.gateways()
            if json { return Terminal.print(JSONText.array(gateways.map(\.json)).text) }
            var table = TextTable([
                ("Gateway", .left), ("Kind", .left), ("State", .left), ("Accounts", .right), ("Sessions", .right),
                ("Latency", .right), ("Uptime", .right), ("Memory", .right), ("Probed", .left), ("Address", .left),
            ])
            let now = environment.base.clock.now()
            for gateway in gateways {
                let probe = gateway.probe
                table.add([
                    gateway.name, gateway.kind, gateway.probe == nil ? "–" : gateway.phase.rawValue,
                    "\(gateway.accounts)",
                    probe?.sessions.map(String.init) ?? "–", probe?.latency.map(TimeText.short) ?? "–",
                    probe?.uptime.map(TimeText.short) ?? "–", probe?.memory.map { "\($0 >> 20) MB" } ?? "–",
                    probe.map { TimeText.relative($0.at, now: now) } ?? "never",
                    gateway.url + (probe?.failure.map { "  (\($0.detail))" } ?? ""),
                ])
            }
            for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        }
    }
}
