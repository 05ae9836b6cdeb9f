package import JobQueue
import JobQueueSQLite
package import Logging
package import SessionHealth
package import WallTime

/// Watches the sessions: the jobs' handlers and the checks that a person asks for, which go the same way.
package struct HealthMonitor: Sendable {
    package let store: MonitorStore
    package let fleet: GatewayFleet
    package let settings: HealthSettings
    package let notifications: NotificationSettings
    package let clock: any WallClock
    let random: @Sendable () -> Double
    let logger: Logger
    let log: CheckLog
    let courier: any NotificationCourier
    let snapshots: SweepSnapshots
    private let looks: LookRoom
    private let lanes = GatewayLanes(limit: 2)

    /// Makes a monitor; nothing happens yet.
    ///
    /// - Parameters:
    ///   - courier: brings notifications to their channels, `NetworkCourier` for real; nil tells all in the log.
    ///   - line: looks whether WhatsApp's own hosts can be reached, `WhatsAppLine` for real; nil: nobody looks.
    ///   - random: draws 0..<1.
    package init(
        store: MonitorStore, fleet: GatewayFleet, settings: HealthSettings = HealthSettings(),
        notifications: NotificationSettings = NotificationSettings(), courier: (any NotificationCourier)? = nil,
        line: (any LineLook)? = nil, clock: any WallClock, logger: Logger,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.store = store
        self.fleet = fleet
        self.settings = settings
        self.notifications = notifications
        self.courier = courier ?? LogCourier(logger: logger)
        self.clock = clock
        self.random = random
        self.logger = logger
        self.log = CheckLog(logger: logger)
        let survey = GatewaySurvey(
            store: store, fleet: fleet, settings: settings, notifications: notifications, clock: clock, random: random,
            logger: logger, live: LiveQuestions(settings: settings, clock: clock),
            line: line.map { LineWatch($0, settings: settings, clock: clock) })
        // A confirming check must see another answer than the one it confirms.
        let maximumAge = min(.seconds(20), settings.checkInterval / 3)
        self.snapshots = SweepSnapshots(
            slack: min(.seconds(5), settings.confirmDelay / 3), maximumAge: maximumAge, clock: clock
        ) { await survey.take($0) }
        self.looks = LookRoom(patience: settings.lanePatience, maximumAge: maximumAge, clock: clock)
    }

    /// Adds the handlers of this module's jobs.
    ///
    /// - Parameter yieldsLanes: whether a job whose gateway is slow makes room in its lane, and comes back: for a worker that goes on.
    ///   One that ends when nothing is due would end before they are back.
    package func register(in registry: inout JobRegistry, yieldsLanes: Bool = false) throws {
        let looks = yieldsLanes ? looks : nil
        try registry.register(MonitorSessionHealth.self) { job, context in try await check(job, context, looks) }
        try registry.register(ProbeGateway.self) { job, context in
            let due = context.job.availableAt
            let probing = Task { _ = await snapshots.snapshot(of: job.gateway, due: due, isFresh: true) }
            // What it finds is written by the survey itself: nobody has to wait for it.
            if !yieldsLanes { await probing.value }
            return .done
        }
        let lanes = yieldsLanes ? lanes : nil
        try registry.register(RecoverSession.self) { job, context in
            try await within(lanes, job.account, context) { try await recover(job, context) }
        }
        try registry.register(RefreshQRCode.self) { job, context in
            try await within(lanes, job.account, context) { try await refreshCode(job, context) }
        }
        try registry.register(RestartSessions.self) { job, context in try await restartSessions(job, context) }
        try registry.register(RestartSession.self) { job, context in
            try await within(lanes, job.account, context) { try await restartSession(job, context) }
        }
        try registry.register(TendHistory.self) { _, context in try await tend(context) }
        try registry.register(Notify.self) { job, context in try await notify(job, context) }
    }

    /// Runs a job that has to wait for its account's gateway in one of that gateway's lanes; where they are taken it comes back soon.
    private func within(
        _ lanes: GatewayLanes?, _ account: Int64, _ context: JobContext, _ body: () async throws -> Outcome
    ) async throws -> Outcome {
        guard let lanes, let gateway = try await store.account(account)?.gateway else { return try await body() }
        return try await lanes.run(gateway, body) ?? .snooze(until: context.clock.now() + .seconds(1))
    }

    /// Asks the gateways that are followed and that no check of an account would ask, so that their first accounts are made.
    package func surveyFollowed() async throws {
        for gateway in try await store.queue.read({ try GatewayTable(db: $0).followedWithoutAccounts() }) {
            _ = await snapshots.snapshot(of: gateway, due: clock.now())
        }
    }

    /// The jobs of one slot of the schedule's entry `monitor-sessions`: one check per active account, and never a second
    /// one of an account while one is still live.
    package func sweepJobs() async throws -> [NewJob] {
        try await store.sweepJobs()
    }
}

extension MonitorStore {
    /// See `HealthMonitor.sweepJobs()`; for a scheduler, which needs no gateways.
    package func sweepJobs() async throws -> [NewJob] {
        let checks = try await activeAccounts().map(MonitorSessionHealth.regular)
        // A gateway that is followed and has no accounts yet is asked by nobody else.
        let probes = try await queue.read { try GatewayTable(db: $0).followedWithoutAccounts() }.map { gateway in
            try NewJob(ProbeGateway(gateway: gateway), .unique(ProbeGateway.uniqueKey(gateway)))
        }
        return checks + probes
    }
}
