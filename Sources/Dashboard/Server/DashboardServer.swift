import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import SessionMonitor
import WallTime

/// The web server: page, API, events, webhooks, metrics.
package struct DashboardServer: Sendable {
    private static let idleLimit = TimeAmount.seconds(75)

    private let settings: DashboardSettings
    private let responder: DashboardResponder
    let services: DashboardServices
    private let logger: Logger
    private let requestLimit: Duration

    /// - Parameter requestLimit: How long a client may take to send a request.
    package init(
        settings: DashboardSettings, services: DashboardServices, random: RandomToken = RandomToken(),
        requestLimit: Duration = .seconds(20)
    ) {
        self.settings = settings
        self.requestLimit = requestLimit
        self.services = services
        logger = services.logger
        responder = DashboardResponder(settings: settings, services: services, random: random)
    }

    /// The token of a link that lets in once, where nobody has a password yet; nil where somebody has.
    package func oneTimeToken(random: RandomToken = RandomToken()) -> String? {
        guard settings.users.isEmpty else { return nil }
        let token = random.make()
        responder.doorkeeper.allow(oneTimeToken: token)
        return token
    }

    /// Serves until the task is cancelled or told to stop gracefully.
    ///
    /// - Parameter onListening: called once with the address, such as `http://127.0.0.1:8080`.
    /// - Throws: what binding the port throws, such as that it is taken; `JobStoreError.replaced` where the database was deleted or
    ///   replaced meanwhile.
    package func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        let host = settings.host
        var quiet = logger
        // The server's own lines name every connection that breaks off; what matters is logged by the responder.
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [RequestDeadline(limit: TimeAmount(requestLimit))],
                    idleTimeout: Self.idleLimit,
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: settings.port), serverName: nil, backlog: 512,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.maximumStreams + 1000)),
            onServerRunning: { channel in
                let shown = host.contains(":") ? "[\(host)]" : host
                onListening("http://\(shown):\(channel.localAddress?.port ?? 0)")
            },
            logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let live = responder.live
            group.addTask { try await live.run() }
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Every path of the API with its methods, as the contract lists them.
    package var routes: [(method: String, path: String)] {
        responder.table.endpoints.map { ($0.method.rawValue, $0.path) }
    }
}
