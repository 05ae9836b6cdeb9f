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
        func client(_ credentials: [GatewayRequest.Parameter]) -> GatewayClient {
            GatewayClient(
                name: configuration.name, transport: transport, gate: GatewayGate(limits: configuration.limits),
                limits: configuration.limits, clock: clock, logger: logger, credentials: credentials,
                secrets: [configuration.apiKey, configuration.webhookSecret].compactMap(\.self))
        }
        switch configuration.kind {
        default:
            let node = NodeClient(
                client: client([]), key: configuration.apiKey,
                authentication: NodeAuthentication(fixed: configuration.nodeAuthentication))
            let gateway = NodeGateway(client: node)
            return GatewayConnection(
                gateway: gateway, softRecovery: NodeSoftRecovery(gateway: gateway),
                destructiveRecovery: NodeDestructiveRecovery(client: node))
        }
    }
}
