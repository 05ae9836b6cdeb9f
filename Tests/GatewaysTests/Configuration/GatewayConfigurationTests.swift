import Gateways
import Testing

@Suite("Gateway settings")
struct GatewayConfigurationTests {
    @Test("every kind is known by its name, in any case", arguments: GatewayKind.allCases)
    func kinds(kind: GatewayKind) throws {
        #expect(try GatewayKind(named: kind.rawValue) == kind)
        #expect(try GatewayKind(named: kind.rawValue.uppercased()) == kind)
    }

    @Test(
        "an unknown kind names the nearest known one",
        arguments: [("wahaa", "'waha'"), ("wwebjs", "'wwebjs-api'"), ("open-wa", "'openwa'"), ("nodejs", "'node'")])
    func nearest(name: String, suggestion: String) {
        #expect {
            try GatewayKind(named: name)
        } throws: { error in
            String(describing: error).contains("did you mean \(suggestion)")
        }
    }

    @Test("a kind that is like none gets the list alone")
    func noneNear() {
        #expect {
            try GatewayKind(named: "twilio-conversations")
        } throws: { error in
            let message = String(describing: error)
            return message.contains("evolution") && !message.contains("did you mean")
        }
    }

    @Test("secrets never print", arguments: ["hunter2", ""])
    func secrets(value: String) throws {
        let secret = Secret(value)
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] where !value.isEmpty
        {
            #expect(!text.contains(value))
        }
        #expect(secret.description == "(secret)")
    }

    @Test("a whole configuration prints without its secrets")
    func wholeConfiguration() throws {
        let configuration = try GatewayConfiguration(
            name: "main", kind: .waha, url: try GatewayURL("http://h"), apiKey: Secret("hunter2"),
            webhookSecret: Secret("hunter3"))
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!"\(configuration)\(dumped)".contains("hunter"))
    }

    @Test("names that would not fit into a URL or a log line are refused", arguments: ["", "a b", "ä", "a/b", "a\n"])
    func names(name: String) throws {
        let url = try GatewayURL("http://h")
        #expect(throws: GatewayConfigurationError.self) { try GatewayConfiguration(name: name, kind: .node, url: url) }
    }

    @Test("an empty key and a key with a line end are refused", arguments: ["", "key\n"])
    func keys(key: String) throws {
        let url = try GatewayURL("http://h")
        #expect(throws: GatewayConfigurationError.self) {
            try GatewayConfiguration(name: "a", kind: .node, url: url, apiKey: Secret(key))
        }
    }

    @Test("a proxy on a unix socket, and one before a unix socket, are refused")
    func proxies() throws {
        let socket = try GatewayURL("unix:/run/x.sock")
        let network = try GatewayURL("http://proxy:3128")
        for (url, proxy) in [(network, socket), (socket, network)] {
            #expect(throws: GatewayConfigurationError.self) {
                try GatewayConfiguration(name: "main", kind: .node, url: url, proxy: proxy)
            }
        }
    }

    @Test("limits out of range name the setting")
    func limits() {
        #expect(throws: Never.self) { try GatewayLimits(total: .milliseconds(50), concurrency: 1) }
        #expect(throws: GatewayConfigurationError.self) { try GatewayLimits(total: .zero) }
        #expect(throws: GatewayConfigurationError.self) { try GatewayLimits(connect: .seconds(601)) }
        #expect(throws: GatewayConfigurationError.self) { try GatewayLimits(body: 10) }
        #expect(throws: GatewayConfigurationError.self) { try GatewayLimits(concurrency: 0) }
    }
}
