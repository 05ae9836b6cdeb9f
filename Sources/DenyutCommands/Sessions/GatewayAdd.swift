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

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("Its name.", valueName: "name"))
    var name: String
    @Option(
        help: ArgumentHelp("Its address, such as http://localhost:3001 or unix:/run/gateway.sock.", valueName: "url"))
    var url: String
    @Option(
        help: ArgumentHelp("\(GatewayKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"),
        completion: .list(GatewayKind.allCases.map(\.rawValue)))
    var kind = "node"
    @Option(help: ArgumentHelp("The environment variable with its key.", valueName: "variable"))
    var apiKeyEnv: String?
    @Option(help: ArgumentHelp("The file with its key.", valueName: "file"), completion: .file())
    var apiKeyFile: String?
    @Option(help: ArgumentHelp("The environment variable with the secret of its webhooks.", valueName: "variable"))
    var webhookSecretEnv: String?
    @Option(help: ArgumentHelp("The file with the secret of its webhooks.", valueName: "file"), completion: .file())
    var webhookSecretFile: String?

    @Option(help: ArgumentHelp("An HTTP proxy to go through, such as http://proxy:3128.", valueName: "url"))
    var proxy: String?
    @Option(
        help: ArgumentHelp("A PEM file of authorities to trust beside the system's.", valueName: "file"),
        completion: .file())
    var certificateAuthority: String?
    @Option(
        help: ArgumentHelp(
            "How the Node service takes its key: header or parameter; found out by itself without it.", valueName: "way"
        ), completion: .list(["header", "parameter"]))
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
