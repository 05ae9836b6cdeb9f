import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// Reads KPIs and shows them as the contract has them.
struct KPIReader {
    let services: DashboardServices

    /// The contract's `KPIReport`, of all accounts or of one.
    func report(_ window: KPIWindow, account: Int64?, now: Timestamp) async throws -> JSON {
        let from = window.start(endingAt: now)
        let ground = try await services.records.kpiGround(from: from, until: now, account: account)
        let report = KPIReport(
            from: from, to: now, accounts: ground.totals, incidents: ground.incidents, episodes: ground.episodes,
            settings: services.health)
        let coverage = report.uptime.coverage
        return [
            "at": .time(now), "since": .string(window.rawValue), "from_at": .time(from), "until_at": .time(now),
            "items": [
                share("uptime", report.uptime.overall, report.uptime.accounts, coverage: coverage),
                share("uptime_with_gateways", report.uptime.countingGateway, nil, coverage: coverage),
                share("reconnect_soft", report.reconnects.soft, nil), share("reconnect_qr", report.reconnects.qr, nil),
                times("mttd", report.detection), times("mttr_automatic", report.recovery),
                times("mttr_human", report.recoveryByPerson),
                share("false_positives", report.falsePositives, nil, isBelow: true),
            ],
            "blocked_episodes": .int(report.reconnects.blocked), "open_incidents": .int(report.open.n),
        ]
    }

    private func share(
        _ name: String, _ share: KPIReport.Share, _ spread: Distribution?, coverage: Double? = nil,
        isBelow: Bool = false
    ) -> JSON {
        [
            "name": .string(name), "unit": "percent", "value": .decimal(share.value.map { $0 * 100 }),
            "n": .int(share.n),
            "mean": .decimal((spread?.mean ?? share.value).map { $0 * 100 }),
            "p50": .decimal(spread?.p50.map { $0 * 100 }), "p90": .decimal(spread?.p90.map { $0 * 100 }),
            "target": .decimal(share.target * 100), "direction": isBelow ? "below" : "above",
            "met": share.met.map { .bool($0) } ?? .null, "coverage": .decimal(coverage.map { $0 * 100 }),
        ]
    }

    private func times(_ name: String, _ times: KPIReport.Times) -> JSON {
        [
            "name": .string(name), "unit": "milliseconds", "value": .decimal(times.seconds.mean.map { $0 * 1000 }),
            "n": .int(times.seconds.n), "mean": .decimal(times.seconds.mean.map { $0 * 1000 }),
            "p50": .decimal(times.seconds.p50.map { $0 * 1000 }), "p90": .decimal(times.seconds.p90.map { $0 * 1000 }),
            "target": .decimal(times.target * 1000), "direction": "below", "met": times.met.map { .bool($0) } ?? .null,
            "coverage": .null,
        ]
    }
}
