package import Logging
package import WallTime

/// Makes the adapter for a gateway's kind.
package enum GatewayFactory {
    /// Connects to a gateway over HTTP. Nothing is sent yet.
    ///
    /// - Parameter clients: the process's HTTP clients.
    /// - Throws: `GatewayConfigurationError` where a setting cannot be used.
    package static func connection(
        to configuration: GatewayConfiguration, clients: HTTPClientPool, clock: any WallClock, logger: Logger
    ) throws(GatewayConfigurationError) -> GatewayConnection {
        connection(
            to: configuration, transport: try HTTPTransport(configuration, clients: clients), clock: clock,
            logger: logger)
    }

    /// Connects to a gateway over a given transport.
    package static func connection(
        to configuration: GatewayConfiguration, transport: any GatewayTransport, clock: any WallClock, logger: Logger
    ) -> GatewayConnection {
        let key = configuration.apiKey
        func client(_ credential: GatewayRequest.Parameter? = nil) -> GatewayClient {
            GatewayClient(
                name: configuration.name, transport: transport, gate: GatewayGate(limits: configuration.limits),
                limits: configuration.limits, clock: clock, logger: logger,
                credentials: credential.map { [$0] } ?? [],
                secrets: [key, configuration.webhookSecret].compactMap(\.self))
        }
        func header(_ name: String) -> GatewayRequest.Parameter? {
            key.map { GatewayRequest.Parameter(name, $0.revealed) }
        }
        let webhooks = WebhookReceiver(configuration)
        switch configuration.kind {
        case .node:
            let node = NodeClient(
                client: client(), key: key,
                authentication: NodeAuthentication(fixed: configuration.nodeAuthentication))
            let gateway = NodeGateway(client: node)
            return GatewayConnection(
                gateway: gateway, softRecovery: NodeSoftRecovery(gateway: gateway),
                destructiveRecovery: NodeDestructiveRecovery(client: node), webhooks: webhooks)
        case .waha:
            let gateway = WAHAGateway(client: client(header("X-Api-Key")))
            return GatewayConnection(
                gateway: gateway, softRecovery: WAHASoftRecovery(client: gateway.client),
                destructiveRecovery: WAHADestructiveRecovery(gateway: gateway), webhooks: webhooks)
        case .evolution:
            let gateway = EvolutionGateway(client: client(header("apikey")))
            return GatewayConnection(
                gateway: gateway, softRecovery: EvolutionSoftRecovery(gateway: gateway),
                destructiveRecovery: EvolutionDestructiveRecovery(gateway: gateway), webhooks: webhooks)
        case .wppconnect:
            let gateway = WPPConnectGateway(client: WPPConnectClient(client: client(), key: key))
            return GatewayConnection(
                gateway: gateway, softRecovery: WPPConnectSoftRecovery(gateway: gateway),
                destructiveRecovery: WPPConnectDestructiveRecovery(gateway: gateway), webhooks: webhooks)
        case .wwebjsAPI:
            let gateway = WWebJSAPIGateway(client: client(header("x-api-key")))
            return GatewayConnection(
                gateway: gateway, softRecovery: WWebJSAPISoftRecovery(client: gateway.client),
                destructiveRecovery: WWebJSAPIDestructiveRecovery(client: gateway.client), webhooks: webhooks)
        case .gowa:
            let gateway = GOWAGateway(
                client: client(
                    key.map { GatewayRequest.Parameter("Authorization", "Basic " + base64(Array($0.revealed.utf8))) }
                ))
            return GatewayConnection(
                gateway: gateway, softRecovery: GOWASoftRecovery(client: gateway.client),
                destructiveRecovery: GOWADestructiveRecovery(gateway: gateway), webhooks: webhooks)
        case .openwa:
            let gateway = OpenWAGateway(client: client(header("X-API-Key")))
            return GatewayConnection(
                gateway: gateway, softRecovery: OpenWASoftRecovery(client: gateway.client),
                destructiveRecovery: OpenWADestructiveRecovery(gateway: gateway), webhooks: webhooks)
        case .waAutomate:
            return GatewayConnection(
                gateway: WAAutomateGateway(client: client(header("X-API-Key"))), softRecovery: nil,
                destructiveRecovery: nil,
                webhooks: webhooks)
        }
    }
}
