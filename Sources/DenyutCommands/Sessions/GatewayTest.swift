import ArgumentParser
import Foundation
import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// `gateway-test`: looks at a gateway from all sides.
struct GatewayTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-test",
        abstract: "Test a gateway: its address, version, key, sessions, QR code, webhooks and clock. Only reads.",
        discussion: """
            Nothing is changed, in the gateway or in the database: the requests that were sent are listed with --verbose and \
            --json. Exit codes, as monitoring plugins have them: 0 all is well, 1 a warning, 2 an error, 3 it could not be tested \
            (no such gateway, or the settings or the database cannot be read).
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The gateway.", valueName: "name"), completion: StoredNames.gateways)
    var name = "default"
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let report: GatewayReport
        do {
            report = try await examine()
        } catch {
            FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
            throw ExitCode(3)
        }
        if json {
            Terminal.print(report.json.text)
        } else {
            for line in report.lines(withRequests: global.verbose) { Terminal.print(line) }
        }
        try report.verdict.exit()
    }

    private func examine() async throws -> GatewayReport {
        var report: GatewayReport?
        try await SessionEnvironment.run(global) { environment in
            report = try await environment.examine(try await environment.fleet.configuration(of: name))
        }
        guard let report else { throw MonitorError(.notFound, "The gateway \"\(name)\" was not tested.") }
        return report
    }
}

extension SessionEnvironment {
    /// Looks at a gateway, whether it is saved or not.
    func examine(_ configuration: GatewayConfiguration) async throws -> GatewayReport {
        let clients = HTTPClientPool()
        let examination = GatewayExamination(
            of: configuration,
            background: GatewayExamination.Background(
                sessions: try await store.accounts(gateway: configuration.name).map(\.session),
                checkInterval: base.settings.health.checkInterval,
                lastWebhook: try await store.lastWebhook(from: configuration.name),
                lastRefusal: try await store.lastRefusal(from: configuration.name)),
            clock: base.clock, logger: base.logger
        ) { configuration throws(GatewayConfigurationError) in try HTTPTransport(configuration, clients: clients) }
        let report = await examination.run()
        await clients.shutdown()
        return report
    }
}

extension GatewayReport {
    /// As the commands print it.
    func lines(withRequests: Bool) -> [String] {
        var lines: [String] = []
        for finding in findings {
            lines.append(
                "\(finding.verdict.painted) \(finding.subject.rawValue.padded(to: 16)) \(LogOutput.escaped(finding.text))"
            )
            if let cure = finding.cure {
                lines.append(String(repeating: " ", count: 26) + "→ " + LogOutput.escaped(cure))
            }
        }
        if withRequests {
            for request in requests {
                let status = request.status.map(String.init) ?? "no answer"
                lines.append("  \(request.operation)  \(status)  \(TimeText.short(request.latency))")
            }
        }
        let count =
            requests.count == 1 ? "1 request, which only read" : "\(requests.count) requests, all of which only read"
        lines.append("Nothing was changed: \(count).")
        return lines
    }

    var json: JSONText {
        .object([
            ("gateway", .string(gateway)), ("kind", .string(kind.rawValue)), ("url", .string("\(url)")),
            ("verdict", .string(verdict.rawValue)), ("read_only", .bool(true)),
            ("list_ms", .int(listDuration.map { Int($0.wholeMilliseconds) })),
            (
                "findings",
                .array(
                    findings.map {
                        .object([
                            ("name", .string($0.subject.rawValue)), ("verdict", .string($0.verdict.rawValue)),
                            ("text", .string($0.text)), ("cure", .text($0.cure)),
                        ])
                    })
            ),
            (
                "requests",
                .array(
                    requests.map {
                        .object([
                            ("operation", .string($0.operation)), ("status", .int($0.status)),
                            ("latency_ms", .int($0.latency.wholeMilliseconds)),
                        ])
                    })
            ),
        ])
    }
}
