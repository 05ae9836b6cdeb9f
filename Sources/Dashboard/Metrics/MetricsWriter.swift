import Basics
import JobQueue
import SessionMonitor
import WallTime

/// Metrics in base units that dashboards and alert rules are made of: counters of jobs, gateways with their sessions, notifications,
/// recoveries and this process. `contrib/` has both; `docs/monitoring.md` names each metric.
///
/// Labels are gateways, queues, channels and words of the program, at most a hundred of each of the first three; never accounts.
struct MetricsWriter {
    /// How many gateways, queues or channels get lines of their own.
    static let limit = 100
    static let levels = ["excellent", "good", "warning", "critical", "failed", "unknown"]
    static let statuses = [
        "connected", "qr_scanning", "connecting", "disconnected", "failed", "not_found", "unknown",
    ]
    static let outcomes = ["recovered", "failed", "login_gone", "inconclusive", "unavailable", "abandoned"]
    private static let day = Duration.seconds(86_400)

    let services: DashboardServices
    let counters: JobCounters

    func write(_ text: inout PrometheusText, accounts: [PageAccount], gateways: [PageGateway], now: Timestamp)
        async throws
    {
        try await jobs(&text, now)
        self.gateways(&text, Array(gateways.prefix(Self.limit)), now)
        sessions(&text, accounts, Array(gateways.prefix(Self.limit)))
        try await people(&text, Array(gateways.prefix(Self.limit)), now)
        Self.process(&text, .current())
    }

    private func jobs(_ text: inout PrometheusText, _ now: Timestamp) async throws {
        let sums = try await counters.look(at: now, in: services.jobs).sorted { $0.key < $1.key }.prefix(Self.limit)
        text.counter(
            "denyut_jobs_total", "Attempts of jobs since the server started, by how they ended, and jobs added.",
            sums.flatMap { queue, sum in
                [("added", sum.enqueued), ("done", sum.done), ("failed", sum.failed), ("retried", sum.retried)].map {
                    (["queue": queue.text, "result": $0.0], Double($0.1))
                }
            })
        text.counter(
            "denyut_job_run_seconds_total", "Time that attempts ran, since the server started.",
            sums.map { (["queue": $0.key.text], $0.value.runTime.inSeconds) })
        text.counter(
            "denyut_job_wait_seconds_total", "Time that jobs waited before an attempt, since the server started.",
            sums.map { (["queue": $0.key.text], $0.value.waitTime.inSeconds) })
    }

    private func gateways(_ text: inout PrometheusText, _ gateways: [PageGateway], _ now: Timestamp) {
        func gauge(_ name: String, _ help: String, _ value: (PageGateway) -> Double?) {
            text.gauge(
                name, help,
                gateways.compactMap { gateway in value(gateway).map { (["gateway": gateway.name], $0) } })
        }
        text.gauge(
            "denyut_gateway_info", "A gateway's kind, and the version that it gave last.",
            gateways.map { gateway in
                let version = gateway.probes.lazy.compactMap(\.version).first ?? ""
                return (["gateway": gateway.name, "kind": gateway.kind, "version": version], 1)
            })
        gauge("denyut_gateway_accounts", "Accounts of a gateway.") { Double($0.accounts) }
        gauge("denyut_gateway_sessions", "Sessions that the gateway listed, by its newest good probe.") { gateway in
            gateway.probes.first { $0.outcome == "good" }?.sessions.map(Double.init)
        }
        gauge("denyut_gateway_last_probe_timestamp_seconds", "When a gateway was probed last.") {
            $0.probes.first.map { Double($0.at.milliseconds) / 1000 }
        }
        gauge("denyut_gateway_latency_seconds", "How long the newest probe took.") {
            $0.probes.first?.latency.map { Double($0) / 1000 }
        }
        gauge("denyut_gateway_resident_memory_bytes", "Memory that the gateway gave with its newest probe.") {
            $0.probes.first?.memory.map(Double.init)
        }
        gauge("denyut_gateway_uptime_seconds", "How long the gateway had run at its newest probe.") {
            $0.probes.first?.uptime.map { Double($0) / 1000 }
        }
        text.counter(
            "denyut_gateway_cpu_seconds_total", "Processor time of the gateway since its start, by its newest probe.",
            gateways.compactMap { gateway in
                gateway.probes.first?.cpu.map { (["gateway": gateway.name], Double($0) / 1000) }
            })
    }

    private func sessions(_ text: inout PrometheusText, _ accounts: [PageAccount], _ gateways: [PageGateway]) {
        let byGateway = Dictionary(grouping: accounts) { Name($0.gateway) }
        /// A sample for each gateway and word, zeros too, so that a line on a graph does not end where there is nothing to count.
        func samples(_ label: String, _ words: [String], _ word: (PageAccount) -> String) -> [(
            [String: String], Double
        )] {
            gateways.flatMap { gateway in
                let counts = (byGateway[Name(gateway.name)] ?? []).reduce(into: [:]) { $0[word($1), default: 0] += 1 }
                return words.map { (["gateway": gateway.name, label: $0], Double(counts[$0] ?? 0)) }
            }
        }
        text.gauge(
            "denyut_sessions", "Sessions, by gateway and status.",
            samples("status", Self.statuses, AccountWriter.status))
        text.gauge(
            "denyut_sessions_health", "Sessions, by gateway and level of health.",
            samples("level", Self.levels, \.level))
        text.gauge(
            "denyut_sessions_stale", "Sessions whose newest check could not be made: their score is old.",
            gateways.map { gateway in
                (["gateway": gateway.name], Double((byGateway[Name(gateway.name)] ?? []).count(where: \.isStale)))
            })
        text.gauge(
            "denyut_sessions_out_of_care", "Accounts that are not recovered automatically because a person said so.",
            [
                (["reason": "hold"], Double(accounts.count { $0.heldAt != nil })),
                (["reason": "stopped"], Double(accounts.count(where: \.isStopped))),
                (["reason": "disabled"], Double(accounts.count(where: \.isDisabled))),
            ])
        let causes = (accounts.compactMap(\.incident) + gateways.compactMap(\.incident)).reduce(into: [:]) {
            $0[$1.cause, default: 0] += 1
        }
        text.gauge(
            "denyut_incidents_open_by_cause", "Open incidents, by cause.",
            causes.sorted { $0.key < $1.key }.map { (["cause": $0.key], Double($0.value)) })
    }

    private func people(_ text: inout PrometheusText, _ gateways: [PageGateway], _ now: Timestamp) async throws {
        let notifications = try await services.records.notificationCounts(since: now - Self.day)
        let channels = Set(notifications.map(\.channel)).sorted().prefix(Self.limit)
        let counts = notifications.reduce(into: [:]) { $0[[$1.channel, $1.state]] = $1.count }
        text.gauge(
            "denyut_notifications", "Notifications of the last 24 hours, by channel and state.",
            channels.flatMap { channel in
                ["pending", "sent", "failed", "muted", "grouped", "withdrawn"].map {
                    (["channel": channel, "state": $0], Double(counts[[channel, $0]] ?? 0))
                }
            })
        let due = try await services.records.oldestDueNotification()
        text.gauge(
            "denyut_notification_overdue_seconds", "How long the notification that waits longest is overdue.",
            [([:], due.map { max(0, (now - $0).inSeconds) } ?? 0)])
        let attempts = try await services.records.recoveryCounts(since: now - Self.day).reduce(into: [:]) {
            $0[[Name($1.gateway), Name($1.outcome)]] = $1.count
        }
        text.gauge(
            "denyut_recovery_attempts", "Attempts at recovery that began in the last 24 hours and have ended.",
            gateways.flatMap { gateway in
                Self.outcomes.map {
                    (["gateway": gateway.name, "outcome": $0], Double(attempts[[Name(gateway.name), Name($0)]] ?? 0))
                }
            })
    }

    static func process(_ text: inout PrometheusText, _ figures: ProcessFigures) {
        func sample(_ value: Double?) -> [([String: String], Double)] { value.map { [([:], $0)] } ?? [] }
        text.gauge(
            "process_resident_memory_bytes", "Resident memory of the page's process.",
            sample(figures.resident.map(Double.init)))
        text.gauge(
            "process_virtual_memory_bytes", "Virtual memory of the page's process.",
            sample(figures.virtual.map(Double.init)))
        text.counter(
            "process_cpu_seconds_total", "Processor time of the page's process.", sample(figures.processorTime))
        text.gauge("process_start_time_seconds", "When the page's process started.", sample(figures.startedAt))
        text.gauge("process_open_fds", "Open file descriptors.", sample(figures.openFiles.map(Double.init)))
        text.gauge(
            "process_max_fds", "How many file descriptors may be open.", sample(figures.openFilesLimit.map(Double.init))
        )
    }
}
