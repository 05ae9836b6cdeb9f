import Basics
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import SessionHealth
import SessionMonitor
import WallTime

/// What machines ask: is it alive, is it ready, how much of everything is there.
struct ProbeEndpoints {
    let services: DashboardServices
    private let counters = JobCounters()

    init(services: DashboardServices) {
        self.services = services
    }

    /// The process answers: nothing else is looked at, so that a slow disk does not get it restarted.
    static let alive = APIAnswer.ok(["status": "ok"])

    /// The database can be read.
    func ready(now: Timestamp) async -> APIAnswer {
        do {
            _ = try await services.jobs.pauses()
            return .ok(["status": "ok"])
        } catch {
            let isReplaced = (error as? JobStoreError)?.code == .replaced
            let reason = isReplaced ? "the database was deleted or replaced" : "the database cannot be read"
            return APIAnswer(status: 503, body: .json(["status": "unavailable", "reason": .string(reason)]))
        }
    }

    /// Prometheus' text format, version 0.0.4. Labels are queues, gateways, levels and statuses: a few dozen, never accounts.
    func metrics(now: Timestamp) async throws -> APIAnswer {
        var text = PrometheusText()
        text.gauge("denyut_info", "The version.", [(["version": services.version], 1)])
        let reader = QueueReader(jobs: services.jobs)
        try await queues(&text, reader, now)
        try await workers(&text, now)
        try await sessions(&text, now)
        try await store(&text, now)
        return APIAnswer(
            status: 200, body: .bytes(Array(text.text.utf8), contentType: "text/plain; version=0.0.4; charset=utf-8"))
    }

    private func queues(_ text: inout PrometheusText, _ reader: QueueReader, _ now: Timestamp) async throws {
        let depths = try await services.jobs.depths(
            of: Array(try await reader.names(now: now).sorted().prefix(100).map(\.text)))
        text.gauge(
            "denyut_queue_jobs", "Jobs in a queue, by state.",
            depths.flatMap { depth in
                [("pending", depth.pending), ("delayed", depth.delayed), ("reserved", depth.reserved)].map {
                    (["queue": depth.queue, "state": $0.0], Double($0.1))
                }
            })
        text.gauge(
            "denyut_queue_oldest_pending_seconds", "Age of the job that has waited longest.",
            depths.map { depth in
                (["queue": depth.queue], depth.oldestPending.map { max(0, (now - $0).inSeconds) } ?? 0)
            })
        text.gauge(
            "denyut_queue_paused", "1 where a queue is paused.",
            depths.map { (["queue": $0.queue], $0.isPaused ? 1 : 0) })
        let failed = try await services.jobs.failedCounts()
        text.gauge(
            "denyut_failed_jobs", "Jobs that failed for good and stand in failed_jobs.",
            depths.map { (["queue": $0.queue], Double(failed[Name($0.queue)] ?? 0)) })
        let minute = now.milliseconds / 60_000 * 60_000
        let rows = try await services.jobs.minutes(since: Timestamp(milliseconds: minute - 5 * 60_000))
        let sums = Dictionary(grouping: rows.filter { $0.minute.milliseconds < minute }) { Name($0.queue) }.mapValues {
            QueueSum($0)
        }
        text.gauge(
            "denyut_jobs_per_minute", "Mean of the last 5 whole minutes.",
            sums.sorted { $0.key < $1.key }.prefix(100).flatMap { queue, sum in
                [("added", sum.added), ("done", sum.done), ("failed", sum.failed), ("retried", sum.retried)].map {
                    (["queue": queue.text, "what": $0.0], Double($0.1) / 5)
                }
            })
    }

    private func workers(_ text: inout PrometheusText, _ now: Timestamp) async throws {
        let workers = try await services.jobs.workers()
        let states = workers.map { WorkerReader.state($0, now) }
        text.gauge(
            "denyut_workers", "Workers, by state.",
            ["running", "paused", "stopping", "lost"].map { state in
                (["state": state], Double(states.count { $0 == state }))
            })
        let memory = workers.compactMap(services.memory)
        text.gauge(
            "denyut_workers_resident_memory_bytes", "Resident memory of the workers on this machine, together.",
            memory.isEmpty ? [] : [([:], Double(memory.reduce(0, +)))])
        let state = try await services.schedule.state()
        text.gauge(
            "denyut_scheduler_last_tick_timestamp_seconds", "When the scheduler last looked; 0: never.",
            [([:], state.lastTick.map { Double($0.at.milliseconds) / 1000 } ?? 0)])
        text.gauge(
            "denyut_scheduler_paused", "1 where the schedule is paused.", [([:], state.pausedSince == nil ? 0 : 1)])
    }

    private func sessions(_ text: inout PrometheusText, _ now: Timestamp) async throws {
        let accounts = try await services.records.accounts(now: now)
        func count(_ label: String, _ known: [String], _ value: (PageAccount) -> String) -> [([String: String], Double)]
        {
            let counts = accounts.reduce(into: [:]) { $0[value($1), default: 0.0] += 1 }
            return known.map { ([label: $0], counts[$0] ?? 0) }
        }
        text.gauge(
            "denyut_sessions_by_level", "Sessions, by level of health.",
            count("level", ["excellent", "good", "warning", "critical", "failed", "unknown"], \.level))
        text.gauge(
            "denyut_sessions_by_status", "Sessions, by status.",
            count(
                "status", ["connected", "qr_scanning", "connecting", "disconnected", "failed", "not_found", "unknown"],
                AccountWriter.status))
        let scores = accounts.compactMap(\.score)
        if !scores.isEmpty {
            text.gauge(
                "denyut_score_average", "Mean score of all sessions, 0 to 100.",
                [([:], Double(scores.reduce(0, +)) / Double(scores.count))])
        }
        let incidents = try await services.records.incidentCounts(now: now)
        text.gauge("denyut_incidents_open", "Open incidents.", [([:], Double(incidents.open))])
        text.gauge(
            "denyut_incidents_needing_a_person", "Open incidents that only a person can end.",
            [([:], Double(incidents.needsHuman))])
        let gateways = try await services.records.gateways(now: now)
        text.gauge(
            "denyut_gateway_up", "1 where the newest probe of a gateway was good.",
            gateways.prefix(MetricsWriter.limit).map {
                (["gateway": $0.name], $0.probes.first?.outcome == "good" ? 1 : 0)
            })
        let report = try await KPIReader(services: services).report(.day, account: nil, now: now)
        let kpis = (report["items"].array ?? []).compactMap { item -> ([String: String], Double)? in
            guard let name = item["name"].string, let value = item["value"].double else { return nil }
            return (["kpi": name, "unit": item["unit"].string ?? ""], value)
        }
        text.gauge("denyut_kpi", "KPIs of the last 24 hours.", kpis)
        text.gauge(
            "denyut_kpi_ratio", "KPIs of the last 24 hours that are parts of one.",
            kpis.filter { $0.0["unit"] == "percent" }.map { (["kpi": $0.0["kpi"] ?? ""], $0.1 / 100) })
        text.gauge(
            "denyut_kpi_seconds", "KPIs of the last 24 hours that are times.",
            kpis.filter { $0.0["unit"] == "milliseconds" }.map { (["kpi": $0.0["kpi"] ?? ""], $0.1 / 1000) })
        try await MetricsWriter(services: services, counters: counters).write(
            &text, accounts: accounts, gateways: gateways, now: now)
    }

    private func store(_ text: inout PrometheusText, _ now: Timestamp) async throws {
        let sizes = services.database.fileSizes()
        text.gauge(
            "denyut_store_bytes", "Size of the database's files.",
            [(["file": "database"], Double(sizes.database)), (["file": "wal"], Double(sizes.wal))])
        let checks = try await services.database.checkup().checks
        text.gauge(
            "denyut_store_check", "The store's check-up, as doctor and the page show it; 0: ok, 1: warning, 2: error.",
            checks.map { check in
                (["check": check.name.rawValue], Double(StoreCheckup.Level.allCases.firstIndex(of: check.level) ?? 0))
            })
    }
}
