import Foundation
import Gateways
import JobQueueSQLite
import SessionHealth
import SessionMonitor

/// What the commands about sessions work with.
struct SessionEnvironment: Sendable {
    let base: CommandEnvironment
    let queue: SQLiteJobStore
    let store: MonitorStore
    let fleet: GatewayFleet
    let monitor: HealthMonitor
    /// Those of gateways that are in the database.
    let limits: GatewayLimits
    private let clients: HTTPClientPool
    private let courier: NetworkCourier?

    /// Opens the database and knows the gateways; nothing is asked of them yet.
    ///
    /// - Parameter queue: The store, where it is open already.
    init(_ base: CommandEnvironment, queue: SQLiteJobStore? = nil) async throws {
        let settings = base.settings
        let queue = try queue ?? base.openStore()
        let store = MonitorStore(queue: queue, clock: base.clock)
        if !queue.isReadOnly { try await store.mirror(settings.gateways, isAssumed: settings.isGatewayAssumed) }
        let clients = HTTPClientPool()
        let health = settings.health
        let limits = try GatewayLimits(
            total: health.gatewayTimeout, connect: health.gatewayConnectTimeout, body: health.gatewayBodyLimit,
            concurrency: health.gatewayConcurrency,
            circuit: CircuitBreaker.Limits(
                failures: health.circuitFailures, base: health.circuitBase, cap: health.circuitCap,
                retryAfterCap: health.circuitRetryAfterCap, trials: health.circuitTrials))
        let fleet = GatewayFleet(
            store: store, settings: settings.gateways, limits: limits,
            environment: base.variables, clients: clients, clock: base.clock, logger: base.logger)
        self.base = base
        self.queue = queue
        self.store = store
        self.fleet = fleet
        self.limits = limits
        self.clients = clients
        let notifications = try NotificationSettings(settings.notifications, environment: base.variables)
        // Without a channel everything is told in the log.
        courier = notifications.channels.isEmpty ? nil : NetworkCourier(logger: base.logger)
        self.monitor = HealthMonitor(
            store: store, fleet: fleet, settings: settings.health, notifications: notifications, courier: courier,
            line: settings.health.lineCheck ? WhatsAppLine() : nil, clock: base.clock, logger: base.logger)
    }

    /// The account that an option names; nil without one.
    func account(_ name: String?) async throws -> Account? {
        guard let name else { return nil }
        return try await store.account(named: name)
    }

    /// Closes the connections to the gateways.
    func shutdown() async {
        await clients.shutdown()
        await courier?.shutdown()
    }

    /// Runs a command's work and closes the connections, however it ends.
    static func run(_ options: GlobalOptions, _ body: (SessionEnvironment) async throws -> Void) async throws {
        let environment = try await SessionEnvironment(options.environment())
        do {
            try await body(environment)
        } catch {
            await environment.shutdown()
            throw error
        }
        await environment.shutdown()
    }
}
