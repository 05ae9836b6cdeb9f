//  gateway-simulator: the simulated gateway as a program.
//
//  Reads flags, starts a `SimulatedGateway`, prints where it listens. All else is in the module `GatewaySimulator`.

import ArgumentParser
import Foundation
import GatewaySimulator
import Logging

@main
struct GatewaySimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-simulator",
        abstract: "A WhatsApp gateway to try settings on, with sessions that fail on demand.",
        discussion: """
            Answers as a real gateway does, and takes commands under /_sim on the same port: \
            docs/gateway-simulator.md lists them. Prints one line when it is ready: listening on http://HOST:PORT
            """)

    @Option(help: "The kind of gateway to answer as.")
    var kind = GatewayKind.node

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 for a free one.")
    var port = 3001

    @Option(help: "How many sessions there are at the beginning; left out: as many as the mix counts, or 24.")
    var sessions: Int?

    @Option(help: "What they are like: demo, a role such as healthy, or roles with numbers: healthy=20,crashed=1.")
    var mix = "demo"

    @Option(help: "What their names begin with.")
    var prefix = "session-"

    @Option(help: "The key that callers must show.")
    var apiKey: String?

    @Option(help: "Where the Node service looks for the key, which also tells its version: header or parameter.")
    var auth = NodeDialect.Variant.header

    @Option(help: "The key of the X-Signature header of requests, which the Node service can be set to check.")
    var requestSecret: String?

    @Option(name: .customLong("webhook-url"), help: "Where to send webhooks.")
    var webhookURL: String?

    @Option(help: "The key that webhooks are signed with.")
    var webhookSecret: String?

    @Option(help: "A script of what happens when (JSON).")
    var scenario: String?

    @Option(help: "Where random numbers come from: the same seed, the same day.")
    var seed: UInt64 = 1

    @Option(help: "Milliseconds that each answer takes.")
    var latency: Double = 0

    @Option(help: "Divides every delay: 60 plays an hour in a minute.")
    var speed: Double = 1

    @Option(help: "Seconds from a QR code to its scan, for sessions that callers create; left out: never by itself.")
    var scanAfter: Double?

    @Option(help: "Seconds between messages that come in somewhere; left out: none come in.")
    var traffic: Double?

    @Option(help: "The name that /_sim/accounts and /_sim/messages give the gateway.")
    var gatewayName = "default"

    func validate() throws {
        func require(_ isRight: Bool, _ message: String) throws {
            if !isRight { throw ValidationError(message) }
        }
        try require((0...65_535).contains(port), "--port is a number from 0 to 65535.")
        try require((0...1_000_000).contains(sessions ?? 0), "--sessions is a number from 0 to 1000000.")
        try require((0.001...1e6).contains(speed), "--speed is a number from 0.001 to 1000000.")
        try require((0...600_000).contains(latency), "--latency is a number of milliseconds from 0 to 600000.")
        try require(scanAfter.map { $0 >= 0 } ?? true, "--scan-after is a number of seconds, 0 or more.")
        try require(traffic.map { $0 > 0 } ?? true, "--traffic is a number of seconds above 0.")
        try require(
            SessionMix(named: mix) != nil,
            "--mix is demo, or roles with numbers such as healthy=20,crashed=1. The roles are \(SessionRole.allCases.map(\.rawValue).joined(separator: ", "))."
        )
    }

    func run() async throws {
        var logger = Logger(label: "gateway-simulator") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let gateway: SimulatedGateway
        do {
            gateway = try SimulatedGateway(try options(), logger: logger)
        } catch let error as ControlError {
            throw ValidationError("\(scenario.map { "--scenario \($0): " } ?? "")\(error)")
        }
        do {
            try await gateway.runUntilSignal { address in
                FileHandle.standardOutput.write(Data("listening on \(address)\n".utf8))
            }
        } catch {
            let message =
                "Error: cannot listen on \(host):\(port): \(error). Try another --port, or 0 for a free one.\n"
            FileHandle.standardError.write(Data(message.utf8))
            throw ExitCode.failure
        }
    }

    private func options() throws -> SimulatorOptions {
        var options = SimulatorOptions()
        options.fleet.kind = kind
        options.fleet.seed = seed
        options.fleet.speed = speed
        options.fleet.scanAfter = scanAfter
        options.fleet.trafficEvery = traffic
        options.fleet.gatewayName = gatewayName
        options.host = host
        options.port = port
        options.apiKey = apiKey
        options.variant = auth
        options.requestSecret = requestSecret
        options.webhook = webhookURL.map { WebhookTarget(url: $0, secret: webhookSecret) }
        options.latency = latency / 1000
        if let mix = SessionMix(named: mix) {
            let count = sessions ?? (mix.pattern.count > 1 ? mix.pattern.count : 24)
            if count > 0 { options.commands = [.add(count: count, prefix: prefix, mix: mix)] }
        }
        if let scenario { options.scenario = try script(scenario) }
        return options
    }

    private func script(_ path: String) throws -> Scenario {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("--scenario \(path): the file cannot be read.")
        }
        guard let json = JSON(parsing: data) else {
            throw ValidationError("--scenario \(path): the file is no JSON.")
        }
        return try Scenario(json)
    }
}

extension GatewayKind: ExpressibleByArgument {}
extension NodeDialect.Variant: ExpressibleByArgument {}
