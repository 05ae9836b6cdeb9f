import Basics
package import Gateways
package import Logging
package import WallTime

/// The connections to all gateways: those of the settings file, and those that were added to the database, also while
/// this process runs.
package actor GatewayFleet {
    /// Connects to a configured gateway; tests bring their own.
    package typealias Connect = @Sendable (GatewayConfiguration) throws -> GatewayConnection

    private let store: MonitorStore
    private let settings: [Name: NewGateway]
    private let limits: GatewayLimits
    private let environment: [String: String]
    private let connect: Connect
    private var connections: [Name: (updatedAt: Timestamp?, connection: GatewayConnection)] = [:]

    /// Makes a fleet; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - settings: the gateways of the settings file. They win over rows of the same name.
    ///   - limits: those of each gateway.
    ///   - environment: where their secrets are looked up.
    package init(
        store: MonitorStore, settings: [NewGateway] = [], limits: GatewayLimits = .standard,
        environment: [String: String], connect: @escaping Connect
    ) {
        self.store = store
        self.settings = Dictionary(settings.map { (Name($0.name), $0) }) { first, _ in first }
        self.limits = limits
        self.environment = environment
        self.connect = connect
    }

    /// Makes a fleet that connects over HTTP.
    package init(
        store: MonitorStore, settings: [NewGateway] = [], limits: GatewayLimits = .standard,
        environment: [String: String], clients: HTTPClientPool, clock: any WallClock, logger: Logger
    ) {
        self.init(store: store, settings: settings, limits: limits, environment: environment) { configuration in
            try GatewayFactory.connection(to: configuration, clients: clients, clock: clock, logger: logger)
        }
    }

    /// The connection to a gateway; made anew where its row was changed.
    ///
    /// - Throws: `GatewayConfigurationError` or `MonitorError` that says what to mend.
    package func connection(to name: String) async throws -> GatewayConnection {
        if let known = connections[Name(name)], known.updatedAt == nil { return known.connection }
        if let setting = settings[Name(name)] {
            let connection = try connect(try setting.configuration(limits: limits, environment: environment))
            connections[Name(name)] = (nil, connection)
            return connection
        }
        let record = try await store.gateway(named: name)
        if let known = connections[Name(name)], known.updatedAt == record.updatedAt { return known.connection }
        let connection = try connect(try configuration(of: record))
        connections[Name(name)] = (record.updatedAt, connection)
        return connection
    }

    /// The setting of a gateway with its secrets, for what verifies webhooks.
    package func configuration(of name: String) async throws -> GatewayConfiguration {
        if let setting = settings[Name(name)] {
            return try setting.configuration(limits: limits, environment: environment)
        }
        return try configuration(of: try await store.gateway(named: name))
    }

    private func configuration(of record: GatewayRecord) throws -> GatewayConfiguration {
        if record.source == .settings {
            throw GatewayConfigurationError(
                "the gateway '\(record.name)' was in denyut.json or the environment and is not any more: put it back, or move its accounts"
            )
        }
        return try NewGateway(
            name: record.name, kind: try GatewayKind(named: record.kind), url: try GatewayURL(record.url),
            apiKey: record.apiKey, webhookSecret: record.webhookSecret, proxy: record.proxy.map { try GatewayURL($0) },
            certificateAuthority: record.certificateAuthority, authentication: record.authentication
        ).configuration(limits: limits, environment: environment)
    }
}
