import Gateways
import SessionHealth
import SessionMonitor

/// Reads the gateways: the list in the file, or the one that the environment names.
struct GatewaySettingsReader {
    private static let keys = [
        "name", "kind", "url", "apiKeyEnv", "apiKeyFile", "webhookSecretEnv", "webhookSecretFile", "proxy",
        "certificateAuthority", "authentication",
    ]

    private let environment: [String: String]
    private let health: HealthSettings
    private(set) var problems: [String] = []
    private(set) var inForce: [SettingInForce] = []

    init(environment: [String: String], health: HealthSettings) {
        self.environment = environment
        self.health = health
    }

    mutating func read(_ section: JSON, source: SettingSource) -> [GatewayConfiguration] {
        var gateways: [GatewayConfiguration] = []
        if !section.isNull, section.array == nil { problems.append("\(source): gateways must be a list: [ { … } ]") }
        for (index, item) in (section.array ?? []).enumerated() {
            let place = "\(source): gateways[\(index)]"
            problems += SettingsReader.unknownKeys(of: item, at: place, known: Self.keys)
            if let gateway = gateway(item, place) { gateways.append(gateway) }
        }
        let names = gateways.map(\.name)
        for name in Set(names) where names.count(where: { $0 == name }) > 1 {
            problems.append("\(source): two gateways have the name \"\(name)\"; give each its own")
        }
        for gateway in gateways { note(gateway, source) }
        if gateways.isEmpty, let gateway = fromEnvironment() { gateways = [gateway] }
        return gateways
    }

    /// The one gateway of the environment; without any setting the Node service at its usual address.
    private mutating func fromEnvironment() -> GatewayConfiguration? {
        let url = environment["WHATSAPP_NODEJS_URL"].flatMap { $0.isEmpty ? nil : $0 }
        var members: [JSON.Member] = [
            .init("name", "default"), .init("kind", .string(environment["WHATSAPP_GATEWAY"] ?? "node")),
            .init("url", .string(url ?? "http://localhost:3001")),
        ]
        for (key, variable) in [("apiKeyEnv", "WHATSAPP_API_KEY"), ("webhookSecretEnv", "WHATSAPP_WEBHOOK_SECRET")]
        where environment[variable]?.isEmpty == false {
            members.append(.init(key, .string(variable)))
        }
        let source: SettingSource = url == nil ? .builtIn : .environment("WHATSAPP_NODEJS_URL")
        guard let gateway = gateway(.object(members), "WHATSAPP_NODEJS_URL") else { return nil }
        note(gateway, source)
        return gateway
    }

    private mutating func note(_ gateway: GatewayConfiguration, _ source: SettingSource) {
        let key = gateway.apiKey == nil ? "no key" : "key (hidden)"
        inForce.append(
            SettingInForce(
                name: "gateways.\(gateway.name)", value: "\(gateway.kind.rawValue) \(gateway.url) \(key)",
                source: source))
    }

    private mutating func gateway(_ item: JSON, _ place: String) -> GatewayConfiguration? {
        guard let url = item["url"].string else {
            problems.append("\(place): a gateway needs a \"url\", such as http://localhost:3001")
            return nil
        }
        do {
            return try GatewayConfiguration(
                name: item["name"].string ?? "default", kind: GatewayKind(named: item["kind"].string ?? "node"),
                url: GatewayURL(url), apiKey: secret("apiKey", item),
                webhookSecret: secret("webhookSecret", item),
                limits: GatewayLimits(
                    total: health.gatewayTimeout, connect: health.gatewayConnectTimeout, body: health.gatewayBodyLimit,
                    concurrency: health.gatewayConcurrency),
                proxy: item["proxy"].string.map { try GatewayURL($0) },
                certificateAuthority: item["certificateAuthority"].string,
                nodeAuthentication: authentication(item, place))
        } catch {
            problems.append("\(place): \(error)")
            return nil
        }
    }

    private mutating func authentication(_ item: JSON, _ place: String) -> NodeAuthenticationMode? {
        guard let name = item["authentication"].string else { return nil }
        let mode = NodeAuthenticationMode(rawValue: name)
        if mode == nil { problems.append("\(place): authentication must be header or parameter") }
        return mode
    }

    /// A secret by the name of the variable or of the file that holds it. Never the secret itself: settings files are shown around.
    private func secret(_ name: String, _ item: JSON) throws(GatewayConfigurationError) -> Secret? {
        let reference: SecretReference? =
            item["\(name)Env"].string.map { .environment($0) } ?? item["\(name)File"].string.map { .file($0) }
        return try reference?.resolve(
            name, of: "gateway '\(item["name"].string ?? "default")'", environment: environment)
    }
}
