import Gateways
import SessionMonitor

/// Reads the gateways: the list in the file, or the one that the environment names. Secrets are not looked up here: a cron
/// line without the worker's environment can still enqueue checks.
struct GatewaySettingsReader {
    private static let texts = [
        "name", "kind", "url", "apiKeyEnv", "apiKeyFile", "webhookSecretEnv", "webhookSecretFile", "proxy",
        "certificateAuthority", "authentication",
    ]
    private static let keys = texts + ["follow"]
    /// The variables of the gateway that stands in the environment.
    private static let variables: Set = [
        "WHATSAPP_NODEJS_URL", "WHATSAPP_GATEWAY", "WHATSAPP_API_KEY", "WHATSAPP_WEBHOOK_SECRET",
        "WHATSAPP_GATEWAY_FOLLOW",
    ]

    private let environment: [String: String]
    private(set) var problems: [String] = []
    private(set) var inForce: [SettingInForce] = []
    /// Whether neither the file nor the environment says anything of a gateway.
    private(set) var isAssumed = false

    init(environment: [String: String]) {
        self.environment = environment
    }

    mutating func read(_ section: JSON, source: SettingSource) -> [NewGateway] {
        var gateways: [NewGateway] = []
        if !section.isNull, section.array == nil { problems.append("\(source): gateways must be a list: [ { … } ]") }
        for (index, item) in (section.array ?? []).enumerated() {
            let place = "\(source): gateways[\(index)]"
            problems += SettingsReader.unknownKeys(of: item, at: place, known: Self.keys)
            guard item.isObject else { continue }
            problems += wrongTypes(item, place)
            if let gateway = gateway(item, place) { gateways.append(gateway) }
        }
        let names = gateways.map(\.name)
        for name in Set(names) where names.count(where: { $0 == name }) > 1 {
            problems.append("\(source): two gateways have the name \"\(name)\"; give each its own")
        }
        for gateway in gateways { note(gateway, source) }
        if section.array?.isEmpty ?? true, let gateway = fromEnvironment() { gateways = [gateway] }
        return gateways
    }

    /// The one gateway of the environment; without any setting the Node service at its usual address.
    private mutating func fromEnvironment() -> NewGateway? {
        let url = environment["WHATSAPP_NODEJS_URL"].flatMap { $0.isEmpty ? nil : $0 }
        var members: [JSON.Member] = [
            .init("name", "default"), .init("kind", .string(environment["WHATSAPP_GATEWAY"] ?? "node")),
            .init("url", .string(url ?? "http://localhost:3001")),
        ]
        for (key, variable) in [("apiKeyEnv", "WHATSAPP_API_KEY"), ("webhookSecretEnv", "WHATSAPP_WEBHOOK_SECRET")]
        where environment[variable]?.isEmpty == false {
            members.append(.init(key, .string(variable)))
        }
        if let text = environment["WHATSAPP_GATEWAY_FOLLOW"], !text.isEmpty {
            let flag = ["true": true, "false": false][text.lowercased()]
            if flag == nil {
                problems.append("WHATSAPP_GATEWAY_FOLLOW must be true or false, not \"\(text.prefix(40))\"")
            }
            members.append(.init("follow", .bool(flag ?? false)))
        }
        isAssumed = !environment.contains { Self.variables.contains($0.key) && !$0.value.isEmpty }
        let source: SettingSource = url == nil ? .builtIn : .environment("WHATSAPP_NODEJS_URL")
        guard let gateway = gateway(.object(members), "WHATSAPP_NODEJS_URL") else { return nil }
        note(gateway, source)
        return gateway
    }

    private mutating func note(_ gateway: NewGateway, _ source: SettingSource) {
        let parts = [
            gateway.kind.rawValue, "\(gateway.url)", gateway.apiKey == nil ? "no key" : "key (hidden)",
            gateway.webhookSecret == nil ? nil : "webhook secret (hidden)", gateway.proxy.map { "through \($0)" },
            gateway.follows ? "followed" : nil,
        ]
        inForce.append(
            SettingInForce(
                name: "gateways.\(gateway.name)", value: parts.compactMap(\.self).joined(separator: " "), source: source
            ))
    }

    /// A value of the wrong type would be taken for one that is not there.
    private func wrongTypes(_ item: JSON, _ place: String) -> [String] {
        let texts = Self.texts.filter { !item[$0].isNull && item[$0].string == nil }
        let follow = !item["follow"].isNull && item["follow"].bool == nil
        return texts.map { "\(place): \($0) must be a text in quotes" }
            + (follow ? ["\(place): follow must be true or false"] : [])
    }

    private mutating func gateway(_ item: JSON, _ place: String) -> NewGateway? {
        guard let url = item["url"].string else {
            problems.append("\(place): a gateway needs a \"url\", such as http://localhost:3001")
            return nil
        }
        do {
            let gateway = try NewGateway(
                name: item["name"].string ?? "default", kind: GatewayKind(named: item["kind"].string ?? "node"),
                url: GatewayURL(url), apiKey: secret("apiKey", item, place),
                webhookSecret: secret("webhookSecret", item, place),
                proxy: item["proxy"].string.map { try GatewayURL($0) },
                certificateAuthority: item["certificateAuthority"].string,
                authentication: authentication(item, place), follows: item["follow"].bool ?? false)
            try gateway.check()
            return gateway
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
    private mutating func secret(_ name: String, _ item: JSON, _ place: String) -> SecretReference? {
        let (variable, file) = (item["\(name)Env"].string, item["\(name)File"].string)
        if variable != nil, file != nil {
            problems.append("\(place): take \(name)Env or \(name)File, not both")
        }
        return variable.map { .environment($0) } ?? file.map { .file($0) }
    }
}
