import Foundation
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Logging
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// A monitor on a real database file, with a gateway in memory and a clock that the test moves.
struct World {
    let folder: URL
    let clock: ManualClock
    let store: MonitorStore
    let gateway: FakeGateway
    let monitor: HealthMonitor
    let lines: Lines
    let courier: FakeCourier

    init(
        settings: HealthSettings = HealthSettings(), absence: GatewayCapabilities.Absence = .reliable,
        aloneSource: EvidenceSource? = nil,
        notifications: NotificationSettings = NotificationSettings(), line: (any LineLook)? = nil,
        through network: (any NotificationCourier)? = nil, kind: GatewayKind = .node,
        answering transport: (any GatewayTransport)? = nil
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "monitor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let clock = ManualClock(World.start)
        self.clock = clock
        let queue = try SQLiteJobStore(
            path: folder.appending(path: "test.sqlite").path, lines: [.sessions], clock: clock)
        store = MonitorStore(queue: queue, clock: clock)
        let gateway = FakeGateway(clock: clock, absence: absence, aloneSource: aloneSource)
        self.gateway = gateway
        let key = kind == .gowa ? "user:password" : "key-12345"
        let fleet = GatewayFleet(store: store, environment: ["HOOK": "webhook-secret", "KEY": key]) { configuration in
            guard let transport else { return gateway.connection(configuration) }
            // The kind's own adapter, over what the test has it answered.
            return GatewayFactory.connection(
                to: configuration, transport: transport, clock: clock, logger: Logger(label: "gateway"))
        }
        lines = Lines()
        courier = FakeCourier()
        let lines = lines
        var logger = Logger(label: "test") { _ in LineHandler(lines: lines) }
        logger.logLevel = .debug
        monitor = HealthMonitor(
            store: store, fleet: fleet, settings: settings, notifications: notifications, courier: network ?? courier,
            line: line, clock: clock, logger: logger, random: { 0.5 })
        try await store.add(
            NewGateway(
                name: "main", kind: kind, url: GatewayURL("http://gateway.test:3001"), apiKey: .environment("KEY"),
                webhookSecret: .environment("HOOK")))
    }

    /// Removes the database.
    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Adds an account that the database holds to be connected, and its session at the gateway.
    @discardableResult
    func add(_ session: String, _ status: SessionStatus = .connected, at gatewayStatus: SessionStatus? = .connected)
        async throws -> Account
    {
        if let gatewayStatus { gateway.set(session, gatewayStatus) }
        return try await store.add(NewAccount(gateway: "main", session: session, status: status)).account
    }

    /// Adds the accounts `s0` to `s8`, and lets each be checked.
    func addNine() async throws {
        for index in 0..<9 { try await add("s\(index)") }
        try await run(for: .seconds(130))
    }

    /// Loses a session for so long that it has an incident.
    ///
    /// - Returns: Its account.
    func lose(_ session: String) async throws -> Account {
        gateway.set(session, .disconnected)
        try await run(for: .minutes(3))
        let account = try await store.account(named: session)
        try #require(account.incident != nil)
        return account
    }

    /// Checks accounts at once.
    @discardableResult
    func check(_ sessions: String..., isForced: Bool = true) async throws -> [CheckResult] {
        var references: [AccountReference] = []
        for session in sessions {
            let account = try await store.account(named: session)
            references.append(AccountReference(id: account.id, gateway: account.gateway, session: account.session))
        }
        var results: [CheckResult] = []
        for try await result in monitor.checkNow(references, isForced: isForced) { results.append(result) }
        return results
    }

    /// Works on the queue as a worker does, until nothing is due.
    func work(concurrency: Int = 4) async throws {
        var registry = JobRegistry()
        try monitor.register(in: &registry)
        var options = WorkerOptions(queues: ["whatsapp-health", "default"])
        options.stopWhenEmpty = true
        options.concurrency = concurrency
        let worker = Worker(
            store: store.queue, registry: registry, options: options, clock: clock,
            logger: Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() })
        _ = try await worker.run()
    }

    func count(_ sql: String) async throws -> Int {
        try await store.queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    func text(_ sql: String) async throws -> String? {
        try await store.queue.read { try String.fetchOne($0, sql: sql) }
    }

    /// Lets time pass as a running system would: a sweep each interval, the queue worked on every few seconds.
    func run(for duration: Duration, step: Duration = .seconds(5), interval: Duration = .seconds(120)) async throws {
        let end = clock.now() + duration
        while clock.now() < end {
            let since = clock.now().milliseconds - World.start.milliseconds
            if since % interval.wholeMilliseconds < step.wholeMilliseconds { try await sweep() }
            try await drain()
            clock.advance(by: step)
        }
        try await drain()
    }

    /// Works on the queue until nothing is due: claims, runs and settles as a worker does, one job after the other, in
    /// virtual time.
    func drain() async throws {
        clock.letSleepsPass()
        var registry = JobRegistry()
        try monitor.register(in: &registry)
        try await drainAll(store.queue, registry, clock)
    }

    static let start = Timestamp(seconds: 1_800_000_000)

    /// Enqueues the checks of one slot.
    @discardableResult
    func sweep() async throws -> Int {
        let now = clock.now()
        let jobs = try await monitor.sweepJobs().map { job in
            var job = job
            job.availableAt = now
            return job
        }
        return try await store.queue.enqueue(jobs, durability: .fast).filter(\.isNew).count
    }
}
