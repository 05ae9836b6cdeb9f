import Gateways
import HTTPTypes
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// The overview in one answer, and the KPIs.
struct OverviewEndpoints {
    private static let shown = 8
    private static let step: Int64 = 3_600_000

    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    private var services: DashboardServices { parts.services }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/overview", .viewer) { try await overview($0) },
            Endpoint(.get, "/kpi", .viewer) { call in
                let word = try call.choice("since", KPIWindow.allCases.map(\.rawValue), default: "24h")
                let account = try call.number("account", in: 1...Int64.max)
                if let account, try await services.records.accounts(ids: [account], now: call.now).isEmpty {
                    throw APIError.missing("account of that id")
                }
                return .ok(
                    try await KPIReader(services: services).report(
                        KPIWindow(rawValue: word) ?? .day, account: account, now: call.now))
            },
        ]
    }

    private func overview(_ call: APICall) async throws -> APIAnswer {
        let now = call.now
        let records = services.records
        let writer = AccountWriter(services: services)
        let accounts = try await records.accounts(now: now)
        let counts = AccountQuery.counts(accounts, now) { writer.needsPerson($0, now) }
        let scores = accounts.filter { $0.level != "unknown" }.compactMap(\.score)
        let attention = accounts.filter { writer.needsPerson($0, now) }.sorted {
            ($0.score ?? -1, $0.id) < ($1.score ?? -1, $1.id)
        }
        let shown = attention.prefix(Self.shown)
        let trends = try await records.trends(of: shown.map(\.id), now: now)
        var filter = PageIncidentFilter()
        filter.isOpen = true
        let incidents = try await records.incidents(filter, offset: 0, limit: Self.shown)
        let incidentCounts = try await records.incidentCounts(now: now)
        let last = now.milliseconds / Self.step
        let series = try await records.scores(
            since: Timestamp(milliseconds: (last - 23) * Self.step), step: Self.step)
        let byStep = Dictionary(series.map { ($0.step, $0) }) { $1 }
        let none: [Double?] = Array(repeating: nil, count: 24)
        return .ok([
            "at": .time(now),
            "accounts": [
                "total": .int(accounts.count),
                "average_score": scores.isEmpty
                    ? .null : .decimal(Double(scores.reduce(0, +)) / Double(scores.count)),
                "levels": counts["levels"], "statuses": counts["statuses"], "modes": counts["modes"],
                "stale": .int(accounts.count(where: \.isStale)),
                "recovering": .int(accounts.count { $0.recovery != nil }),
            ],
            "attention": .array(shown.map { writer.summary($0, trend: trends[$0.id] ?? none, now: now) }),
            "attention_total": .int(attention.count),
            "incidents": [
                "open": .int(incidentCounts.open), "needs_human": .int(incidentCounts.needsHuman),
                "items": .array(incidents.items.map(IncidentWriter.json)),
            ],
            "gateways": .array(try await records.gateways(now: now).map(GatewayWriter.json)),
            "queues": .array(try await QueueReader(jobs: services.jobs).queues(now: now, withSeries: true)),
            "workers": try await WorkerReader(jobs: services.jobs).counts(now: now),
            "scheduler": try await ScheduleReader(services: services).scheduler(now: now),
            "kpi": try await KPIReader(services: services).report(.day, account: nil, now: now),
            "score_series": .array(
                (last - 23...last).map { step in
                    [
                        "at": .integer(step * Self.step), "mean": .decimal(byStep[step]?.mean),
                        "bad": .int(byStep[step]?.bad ?? 0),
                    ]
                }),
        ])
    }
}
