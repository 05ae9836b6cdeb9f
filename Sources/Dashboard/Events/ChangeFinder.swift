import Basics
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Logging
import SessionMonitor
import WallTime

/// Finds what has changed since the last look, and tells it.
struct ChangeFinder {
    private static let queueEvery = Duration.seconds(1)
    private static let storeEvery = Duration.seconds(5)
    private static let perEvent = 100

    private let services: DashboardServices
    private var revisions: [Int64: Int64]?
    private var reconnects: [Int64: JSON] = [:]
    private var incidents: [Int64: JSON]?
    private var queues: JSON?
    private var failedTotal: Int?
    private var gateways: [Name: JSON]?
    private var tick: Timestamp?
    private var schedule: JSON?
    private var sizes: (database: Int64, wal: Int64)?
    private var lookedAtQueues = Timestamp(milliseconds: 0)
    private var lookedAtStore = Timestamp(milliseconds: 0)
    private var stale: String?

    init(services: DashboardServices) {
        self.services = services
    }

    /// Forgets everything: the next look tells nothing, it only remembers.
    mutating func forget() {
        self = ChangeFinder(services: services)
    }

    mutating func publish(to hub: EventHub, now: Timestamp) async {
        do {
            try await accounts(hub, now)
            try await incidents(hub, now)
            try await queues(hub, now)
            try await gateways(hub, now)
            let trouble = try await schedule(hub, now)
            store(hub, now)
            tell(trouble, hub)
        } catch {
            services.logger.warning("The live view cannot read the database.", metadata: ["error": "\(error)"])
            tell((now, "store_unavailable", "The database cannot be read; what you see is old."), hub)
        }
    }

    private mutating func tell(_ trouble: (since: Timestamp, reason: String, message: String)?, _ hub: EventHub) {
        guard trouble?.reason != stale else { return }
        stale = trouble?.reason
        hub.stale(
            trouble.map {
                ["since_at": .time($0.since), "reason": .string($0.reason), "message": .string($0.message)]
            })
    }

    private mutating func accounts(_ hub: EventHub, _ now: Timestamp) async throws {
        let current = try await services.records.revisions()
        defer { revisions = current }
        guard let known = revisions else { return }
        let changed = current.filter { known[$0.key] != $0.value }.keys.sorted()
        let removed = known.keys.filter { current[$0] == nil }.sorted()
        guard !changed.isEmpty || !removed.isEmpty else { return }
        let writer = AccountWriter(services: services)
        var start = 0
        repeat {
            let ids = Array(changed[start..<min(start + Self.perEvent, changed.count)])
            let rows = try await services.records.accounts(ids: ids, now: now)
            let statuses = try await services.records.reconnects(ids)
            var moved: [JSON] = []
            for status in statuses {
                let state = ReconnectWriter.state(status, now: now)
                let brief: JSON = [
                    "account_id": .integer(status.account), "state": .string(state),
                    "revision": .integer(status.revision),
                ]
                // Nothing to tell of an account that nobody reconnects.
                if state != "idle" || reconnects[status.account] != nil { moved.append(brief) }
                reconnects[status.account] = state == "idle" ? nil : brief
            }
            let gone = removed.dropFirst(start).prefix(Self.perEvent)
            hub.publish(
                .account,
                [
                    "accounts": .array(rows.map { writer.summary($0, trend: nil, now: now) }),
                    "removed": .array(gone.map { .integer($0) }), "reconnects": .array(moved),
                ])
            start += Self.perEvent
        } while start < max(changed.count, removed.count)
    }

    private mutating func incidents(_ hub: EventHub, _ now: Timestamp) async throws {
        let rows = try await services.records.recentIncidents(now: now)
        let current = Dictionary(rows.map { ($0.id, IncidentWriter.json($0)) }) { $1 }
        defer { incidents = current }
        guard let known = incidents else { return }
        let changed = rows.filter { known[$0.id] != current[$0.id] }
        guard !changed.isEmpty else { return }
        let counts = try await services.records.incidentCounts(now: now)
        hub.publish(
            .incident,
            [
                "incidents": .array(changed.prefix(Self.perEvent).map(IncidentWriter.json)),
                "counts": ["open": .int(counts.open), "needs_human": .int(counts.needsHuman)],
            ])
    }

    private mutating func queues(_ hub: EventHub, _ now: Timestamp) async throws {
        guard now - lookedAtQueues >= Self.queueEvery else { return }
        lookedAtQueues = now
        let items = try await QueueReader(jobs: services.jobs).queues(now: now, withSeries: false)
        let workers = try await WorkerReader(jobs: services.jobs).counts(now: now)
        let current: JSON = ["queues": .array(items), "workers": workers]
        let failed = items.reduce(0) { $0 + ($1["failed"].int ?? 0) }
        defer {
            queues = current
            failedTotal = failed
        }
        guard let known = queues, known != current else { return }
        hub.publish(.queue, current.with("failed_changed", .bool(failed != failedTotal)))
    }

    private mutating func gateways(_ hub: EventHub, _ now: Timestamp) async throws {
        let rows = try await services.records.gateways(now: now)
        let current = Dictionary(rows.map { (Name($0.name), GatewayWriter.json($0)) }) { $1 }
        defer { gateways = current }
        guard let known = gateways else { return }
        let changed = rows.filter { known[Name($0.name)] != current[Name($0.name)] }
        guard !changed.isEmpty else { return }
        hub.publish(.gateway, ["gateways": .array(changed.prefix(Self.perEvent).map(GatewayWriter.json))])
    }

    /// Tells of ticks and fired slots; what is in trouble, if anything.
    private mutating func schedule(
        _ hub: EventHub, _ now: Timestamp
    ) async throws -> (since: Timestamp, reason: String, message: String)? {
        let state = try await services.schedule.state()
        let current = ScheduleReader(services: services).scheduler(state, try await services.entries(), now: now)
        let fired = state.entries.values.compactMap(\.lastFired).filter { slot in
            tick.map { slot.firedAt > $0 } ?? false
        }
        if let known = schedule, known != current || !fired.isEmpty {
            let fires = fired.sorted { $0.slot.entry < $1.slot.entry }.map { slot -> JSON in
                ["name": .string(slot.slot.entry), "fire": ScheduleReader.fire(slot)]
            }
            hub.publish(.schedule, ["scheduler": current, "fired": .array(fires)])
        }
        schedule = current
        tick = max(state.entries.values.compactMap { $0.lastFired?.firedAt }.max() ?? now, tick ?? now)
        if let last = state.lastTick, state.pausedSince == nil, last.isStale(at: now) {
            return (
                last.at, "scheduler_stalled",
                "The scheduler has not ticked since; no checks are being made. Start it with: denyut schedule-work"
            )
        }
        return try await idleQueue(now)
    }

    /// Work waits and nobody does it.
    private func idleQueue(_ now: Timestamp) async throws -> (since: Timestamp, reason: String, message: String)? {
        let depths = try await services.jobs.depths()
        let waiting = depths.filter { !$0.isPaused }.compactMap(\.oldestPending).min()
        guard let waiting, now - waiting > .seconds(60) else { return nil }
        let isAlive = try await services.jobs.workers().contains { WorkerReader.state($0, now) != "lost" }
        guard !isAlive else { return nil }
        return (waiting, "no_workers", "Jobs wait and no worker runs. Start one with: denyut queue-work")
    }

    private mutating func store(_ hub: EventHub, _ now: Timestamp) {
        guard now - lookedAtStore >= Self.storeEvery else { return }
        lookedAtStore = now
        let current = services.database.fileSizes()
        defer { sizes = current }
        guard let known = sizes, known != current else { return }
        hub.publish(
            .store,
            ["wal_bytes": .integer(current.wal), "size_bytes": .integer(current.database), "at": .time(now)])
    }
}
