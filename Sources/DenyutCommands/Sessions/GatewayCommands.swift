import ArgumentParser
import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// `gateway-add`: makes a gateway known.
struct GatewayAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-add",
        abstract: "Add a gateway, or change it. Secrets are named, by variable or file, and never stored.",
        discussion: """
            It is tested first, as gateway-test does, and saved unless the test finds an error (exit code 2); --skip-test saves \
            one that is down.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("What people call it.", valueName: "name"))
    var name: String
    @Option(
        help: ArgumentHelp("Its address, such as http://localhost:3001 or unix:/run/gateway.sock.", valueName: "url"))
    var url: String
    @Option(help: ArgumentHelp("\(GatewayKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"))
    var kind = "node"
    @Option(help: ArgumentHelp("The environment variable with its key.", valueName: "variable"))
    var apiKeyEnv: String?
    @Option(help: ArgumentHelp("The file with its key.", valueName: "file"))
    var apiKeyFile: String?
    @Option(help: ArgumentHelp("The environment variable with the secret of its webhooks.", valueName: "variable"))
    var webhookSecretEnv: String?
    @Option(help: ArgumentHelp("The file with the secret of its webhooks.", valueName: "file"))
    var webhookSecretFile: String?

    @Option(help: ArgumentHelp("An HTTP proxy to go through, such as http://proxy:3128.", valueName: "url"))
    var proxy: String?
    @Option(
        help: ArgumentHelp("A PEM file of authorities to trust beside the system's.", valueName: "file"))
    var certificateAuthority: String?
    @Option(
        help: ArgumentHelp(
            "How the Node service takes its key: header or parameter; found out by itself without it.", valueName: "way"
        ))
    var authentication: String?
    @Flag(help: "Add an account for each session that it lists, also those that come later.")
    var follow = false
    @Flag(help: "Add it without a test, because it is down just now.")
    var skipTest = false

    func validate() throws {
        for (name, pair) in [
            ("api-key", [apiKeyEnv, apiKeyFile]), ("webhook-secret", [webhookSecretEnv, webhookSecretFile]),
        ] where pair.allSatisfy({ $0 != nil }) {
            throw ValidationError("take --\(name)-env or --\(name)-file, not both")
        }
        if let authentication, NodeAuthenticationMode(rawValue: authentication) == nil {
            throw ValidationError("--authentication must be header or parameter, not \(authentication.prefix(40))")
        }
    }

    func run() async throws {
        let gateway = NewGateway(
            name: name, kind: try GatewayKind(named: kind), url: try GatewayURL(url),
            apiKey: apiKeyEnv.map { .environment($0) } ?? apiKeyFile.map { .file($0) },
            webhookSecret: webhookSecretEnv.map { .environment($0) } ?? webhookSecretFile.map { .file($0) },
            proxy: try proxy.map { try GatewayURL($0) }, certificateAuthority: certificateAuthority,
            authentication: authentication.flatMap(NodeAuthenticationMode.init), follows: follow)
        try await SessionEnvironment.run(global) { environment in
            // Wrong names and unset variables are said now, and not by the first check at night.
            let configuration = try gateway.configuration(
                limits: environment.limits, environment: environment.base.variables)
            if !skipTest {
                let report = try await environment.examine(configuration)
                for line in report.lines(withRequests: global.verbose) { Terminal.print(line) }
                guard report.verdict != .error else {
                    Terminal.print(
                        "Gateway \(name) is not saved. Mend what is wrong, or add it as it is with --skip-test.")
                    throw ExitCode(2)
                }
            }
            let isChanged = try await environment.store.add(gateway, by: Person.name)
            Terminal.print(isChanged ? "Gateway \(name) saved." : "Gateway \(name) is known like that already.")
        }
    }
}

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

/// `gateway-remove`: forgets a gateway.
struct GatewayRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-remove", abstract: "Remove a gateway that has no accounts any more.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The gateway.", valueName: "name"))
    var name: String

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            try await environment.store.removeGateway(name, by: Person.name)
            Terminal.print("Gateway \(name) removed.")
        }
    }
}

/// `gateway-import`: makes an account of each session that a gateway lists.
struct GatewayImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-import",
        abstract: "Make an account of each session that a gateway lists. Accounts that are there stay as they are.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The gateway.", valueName: "name"))
    var name = "default"
    @Flag(help: "Only say what would be added.")
    var dryRun = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let list = try await environment.fleet.connection(to: name).gateway.sessions()
            let known = Set(try await environment.store.accounts(gateway: name).map(\.session))
            let new = list.observations.filter { !known.contains($0.id) }
            for session in new {
                Terminal.print("\(session.id)  \(session.status.rawValue)  \(session.phone ?? "")")
            }
            if !dryRun {
                _ = try await environment.store.importAccounts(
                    new.map {
                        NewAccount(
                            gateway: name, session: $0.id, phone: $0.phone,
                            status: $0.status == .unknown ? nil : $0.status)
                    })
            }
            let verb = dryRun ? "would be added" : "added"
            Terminal.print(
                "\(new.count) of \(list.observations.count) sessions \(verb); \(known.count) accounts were there already."
            )
        }
    }
}

extension GatewayRecord {
    /// As the commands print it. Holds no secret.
    var json: JSONText {
        .object([
            ("name", .string(name)), ("kind", .string(kind)), ("url", .string(url)),
            ("source", .string(source.rawValue)),
            ("follow", .bool(follows)), ("state", .string(phase.rawValue)), ("accounts", .int(accounts)),
            ("incident", .int(incident.map { Int($0) })),
            ("probed_at", .int(probe.map { Int($0.at.milliseconds) })),
            ("reachable", probe.map { .bool($0.isGood) } ?? .null),
            ("failure", .text(probe?.failure?.detail)),
            ("latency_ms", .int(probe?.latency.map { Int($0.wholeMilliseconds) })),
            ("uptime_s", .int(probe?.uptime.map { Int($0.components.seconds) })), ("version", .text(probe?.version)),
            ("sessions", .int(probe?.sessions)),
            (
                "sessions_by_status",
                .object(
                    (probe?.sessionsByStatus ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.map {
                        ($0.key.rawValue, .int($0.value))
                    })
            ),
            ("memory_bytes", .int(probe?.memory.map { Int($0) })),
        ])
    }
}
