package import Logging
package import WallTime

/// All gateways of one process, by name. Each has one connection, so that its limits and its circuit breaker hold for
/// everything in the process.
package struct GatewayRegistry: Sendable {
    /// The gateways' names, in the order of the settings.
    package let names: [String]
    private let connections: [String: GatewayConnection]

    /// Connects to gateways over HTTP. Nothing is sent yet.
    ///
    /// - Throws: `GatewayConfigurationError` where two have one name, or a setting cannot be used.
    package init(
        _ configurations: [GatewayConfiguration], clients: HTTPClientPool, clock: any WallClock, logger: Logger
    ) throws(GatewayConfigurationError) {
        var connections: [String: GatewayConnection] = [:]
        for configuration in configurations {
            guard connections[configuration.name] == nil else {
                throw GatewayConfigurationError(
                    "two gateways are named '\(configuration.name)': give one of them another name")
            }
            connections[configuration.name] = try GatewayFactory.connection(
                to: configuration, clients: clients, clock: clock, logger: logger)
        }
        self.names = configurations.map(\.name)
        self.connections = connections
    }

    /// A registry of connections that were made elsewhere.
    package init(_ connections: [GatewayConnection]) {
        names = connections.map(\.gateway.name)
        self.connections = Dictionary(connections.map { ($0.gateway.name, $0) }) { first, _ in first }
    }

    /// The gateway of that name; nil where there is none.
    package subscript(name: String) -> GatewayConnection? { connections[name] }

    /// The gateway of that name.
    ///
    /// - Throws: `GatewayConfigurationError` that names the nearest one, where there is none.
    package func connection(named name: String) throws(GatewayConfigurationError) -> GatewayConnection {
        if let connection = connections[name] { return connection }
        let advice =
            nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
            ?? (names.isEmpty ? "add one with gateway-add" : "there are " + names.joined(separator: ", "))
        throw GatewayConfigurationError("there is no gateway '\(printable(name, limit: 64))': \(advice)")
    }
}
