import Foundation
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
    private let limits: ConnectionGuard.Limits
    private let connectionLimit: Int
    private let counter: ConnectionCounter

    /// - Parameters:
    ///   - requestLimit: How long a client may take to send a request.
    ///   - pieceLimit: How long it may take nothing of its answer.
    ///   - restLimit: How long it may rest between requests while most connections are taken.
    ///   - connectionLimit: How many connections may be open; `nil`: as many as the settings need and descriptors allow.
    package init(
        settings: DashboardSettings, services: DashboardServices, random: RandomToken = RandomToken(),
        requestLimit: Duration = .seconds(20), pieceLimit: Duration = .seconds(15), restLimit: Duration = .seconds(5),
        connectionLimit: Int? = nil
    ) {
        self.settings = settings
        limits = .init(
            request: TimeAmount(requestLimit), piece: TimeAmount(pieceLimit), rest: TimeAmount(restLimit))
        let connectionLimit = connectionLimit ?? Self.connectionLimit(settings)
        self.connectionLimit = connectionLimit
        // Of one address half of them: the other half is for everybody else.
        counter = ConnectionCounter(limit: connectionLimit, perAsker: max(1, connectionLimit / 2))
        self.services = services
        logger = services.logger
        responder = DashboardResponder(settings: settings, services: services, random: random)
    }

    /// The token of a link that lets in once and within an hour, where nobody has a password yet; nil where somebody has.
    package func oneTimeToken(random: RandomToken = RandomToken()) -> String? {
        guard settings.users.isEmpty else { return nil }
        let token = random.make()
        responder.doorkeeper.allow(oneTimeToken: token, now: services.clock.now())
        return token
    }

    /// How many connections are open.
    var connectionCount: Int { counter.count }

    /// Room for all event streams and some more; never so much that no descriptor is left for the database.
    private static func connectionLimit(_ settings: DashboardSettings) -> Int {
        let wanted = settings.maximumStreams + 1000
        return min(wanted, max(64, openFileLimit() - 100))
    }

    /// How many files the process may have open.
    private static func openFileLimit() -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
            let code = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
            let code = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return code == 0 ? Int(clamping: limit.rlim_cur) : 1024
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
        if connectionLimit < settings.maximumStreams {
            logger.warning(
                "The limit of open files allows fewer connections than dashboard.maximumStreams. Raise it: ulimit -n, or LimitNOFILE in the unit.",
                metadata: ["connections": "\(connectionLimit)", "maximumStreams": "\(settings.maximumStreams)"])
        }
        let trust = ProxyTrust(proxies: settings.trustedProxies, header: settings.forwardedHeader)
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionGuard(limits: limits, counter: counter, trust: trust)],
                    idleTimeout: Self.idleLimit,
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: settings.port), serverName: nil, backlog: 512,
                availableConnectionsDelegate: MaximumAvailableConnections(connectionLimit)),
            onServerRunning: { channel in
                let shown = host.contains(":") ? "[\(host)]" : host
                onListening("http://\(shown):\(channel.localAddress?.port ?? 0)")
            },
            logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let live = responder.live
            group.addTask { try await live.run() }
            group.addTask { [responder] in await responder.tellRefusals() }
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
