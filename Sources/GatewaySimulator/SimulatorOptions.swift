package import WallTime

/// How a simulated gateway is to be started.
package struct SimulatorOptions: Sendable {
    package var fleet = FleetSettings()
    /// The name or address to listen on.
    package var host = "127.0.0.1"
    /// 0 for a free one.
    package var port = 0
    /// What callers must show; nil to let everybody in.
    package var apiKey: String?
    /// Which version of the Node service answers, and so where the key is looked for.
    package var variant = NodeDialect.Variant.header
    /// The key of the Node service's optional `X-Signature`.
    package var requestSecret: String?
    package var webhook: WebhookTarget?
    /// Seconds that each answer takes, besides what it takes by itself.
    package var latency: Double = 0
    /// What is there at the beginning, and what happens afterwards.
    package var commands: [Command] = []
    package var scenario: Scenario?
    package var clock: any WallClock = SystemClock()

    package init() {}

    /// Sessions of a mix, on a free port.
    package init(sessions: Int, mix: SessionMix, prefix: String = "session-") {
        commands = [.add(count: sessions, prefix: prefix, mix: mix)]
    }

    var dialect: any Dialect {
        switch fleet.kind {
        case .node: NodeDialect(variant: variant, apiKey: apiKey, requestSecret: requestSecret)
        case .waha: WAHADialect(apiKey: apiKey)
        case .evolution: EvolutionDialect(apiKey: apiKey)
        case .wppconnect: WPPConnectDialect(secretKey: apiKey)
        case .wwebjsAPI: WWebJSAPIDialect(apiKey: apiKey)
        case .gowa: GOWADialect(credentials: apiKey)
        case .openwa: OpenWADialect(apiKey: apiKey)
        case .waAutomate: WAAutomateDialect(apiKey: apiKey)
        }
    }
}
