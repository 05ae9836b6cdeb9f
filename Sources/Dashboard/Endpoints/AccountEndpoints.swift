import Basics
import Gateways
import HTTPTypes
import SessionHealth
import SessionMonitor
import WallTime

/// Accounts: the list, one account, its history.
struct AccountEndpoints {
    private static let statuses = [
        "connected", "qr_scanning", "connecting", "disconnected", "failed", "not_found", "unknown",
    ]
    private static let levels = ["excellent", "good", "warning", "critical", "failed", "unknown"]
    private static let modes = ["active", "held", "maintenance", "disabled", "stopped"]

    private let parts: API.Parts
    private let writer: AccountWriter

    init(_ parts: API.Parts) {
        self.parts = parts
        writer = AccountWriter(services: parts.services)
    }

    private var records: PageRecords { parts.services.records }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/accounts", .viewer) { try await list($0) },
            Endpoint(.get, "/accounts/{id}", .viewer) { try await account($0) },
            Endpoint(.get, "/accounts/{id}/checks", .viewer) { try await checks($0) },
            Endpoint(.get, "/accounts/{id}/trend", .viewer) { try await trend($0) },
            Endpoint(.get, "/accounts/{id}/reconnects", .viewer) { call in
                let account = try await find(call)
                let rows = try await records.recoveries(of: account.id, since: call.now - .days(90), limit: 100)
                return .ok(["at": .time(call.now), "items": .array(rows.map(ReconnectWriter.record))])
            },
            Endpoint(.get, "/accounts/{id}/audit", .operator) { call in
                try await AuditEndpoints.list(parts, call, account: try await find(call).id)
            },
        ]
    }

    private func find(_ call: APICall) async throws -> PageAccount {
        guard let account = try await records.accounts(ids: [try call.id()], now: call.now).first else {
            throw APIError.missing("account of that id")
        }
        return account
    }

    private func list(_ call: APICall) async throws -> APIAnswer {
        let query = AccountQuery(
            search: try call.text("search"), levels: try call.choices("level", Self.levels),
            statuses: try call.choices("status", Self.statuses), modes: try call.choices("mode", Self.modes),
            gateways: try call.names("gateway"), workspaces: try call.names("workspace"),
            attention: try call.flag("attention") ?? false,
            sort: try call.choice("sort", AccountQuery.sorts, default: "score"),
            isDescending: try call.choice("order", ["asc", "desc"], default: "asc") == "desc",
            group: try call.text("group").map { _ in try call.choice("group", ["gateway", "workspace"], default: "") },
            needsPerson: { writer.needsPerson($0, call.now) })
        let offset = Int(try call.number("offset", in: 0...10_000_000, default: 0))
        let limit = try call.limit()
        let result = query.run(try await records.accounts(now: call.now), now: call.now)
        let page = result.items.dropFirst(offset).prefix(limit)
        let trends = try await records.trends(of: page.map(\.id), now: call.now)
        let none: [Double?] = Array(repeating: nil, count: 24)
        let items = page.map { writer.summary($0, trend: trends[$0.id] ?? none, now: call.now) }
        var json: JSON = [
            "at": .time(call.now), "total": .int(result.items.count), "offset": .int(offset), "limit": .int(limit),
            "items": .array(items), "counts": result.counts,
        ]
        json = json.with(
            "groups",
            result.groups.map { .array($0.map { ["key": .string($0.key.text), "count": .int($0.count)] }) } ?? .null)
        return .ok(json)
    }

    private func account(_ call: APICall) async throws -> APIAnswer {
        let account = try await find(call)
        let messages = try await records.messages(of: account.id, now: call.now)
        let kpis = try await KPIReader(services: parts.services).report(.month, account: account.id, now: call.now)
        let trend = try await records.trends(of: [account.id], now: call.now)[account.id]
        let health = parts.services.health
        let budget = try await records.recoveryBudget(of: account.id, settings: health, now: call.now)
        let hold: JSON =
            account.heldAt.map { at in
                ["by": .text(account.heldBy), "at": .time(at), "reason": .text(account.holdReason)]
            } ?? .null
        return .ok([
            "at": .time(call.now),
            "account": writer.summary(account, trend: trend ?? Array(repeating: nil, count: 24), now: call.now),
            "database_status": .string(account.status), "added_at": .time(account.createdAt),
            "connected_since": .time(account.connectedSince), "hold": hold,
            "maintenance": .array(AccountWriter.windows(account.maintenance)),
            "messages": [
                "incoming": .int(messages.incoming), "outgoing": .int(messages.outgoing),
                "failed": .int(messages.failed), "unacknowledged": .int(messages.unacknowledged),
            ],
            "kpi": kpis["items"],
            "recoveries": [
                "last_hour": .int(budget.lastHour), "per_hour": .int(health.budgetPerHour),
                "last_day": .int(budget.lastDay), "per_day": .int(health.budgetPerDay),
                "next_allowed_at": .time(budget.nextAllowedAt),
            ],
            "failed_messages": .array(
                messages.failures.map { failure in
                    [
                        "id": .string(failure.id), "at": .time(failure.at), "error": .text(failure.error),
                        "ack": .int(failure.ack),
                        "recipients_fault": .bool(
                            FailedMessage(at: failure.at, error: failure.error ?? "").blame == .recipient),
                    ]
                }),
        ])
    }

    private func checks(_ call: APICall) async throws -> APIAnswer {
        let account = try await find(call)
        let limit = try call.limit()
        let rows = try await records.checks(
            of: account.id, before: try call.number("before", in: 1...Int64.max), limit: limit)
        let items = rows.map { check -> JSON in
            let findings = AccountWriter.findings(check.issues)
            let confirmation = ["soft": "soft", "hard": "hard", "recovering": "hard", "held": "hard"][check.phase]
            return [
                "id": .integer(check.id), "checked_at": .time(check.at), "score": .int(check.score),
                "level": .string(check.level), "outcome": .string(check.outcome),
                "confirmation": .string(confirmation ?? "none"), "status": .string(check.status),
                "raw_status": .text(check.rawStatus),
                "deductions": .array(findings.filter { ($0["points"].int ?? 0) < 0 }), "issues": .array(findings),
                "latency_ms": .int(check.latency), "forced": .bool(check.isForced),
            ]
        }
        return .ok([
            "at": .time(call.now), "items": .array(items),
            "next_before": rows.count == limit ? .int(rows.last?.id) : .null,
        ])
    }

    private func trend(_ call: APICall) async throws -> APIAnswer {
        let range = try call.choice("range", ["day", "week", "month"], default: "day")
        let (length, step): (Int64, Int64) =
            switch range {
            case "week": (7 * 86_400_000, 3_600_000)
            case "month": (30 * 86_400_000, 4 * 3_600_000)
            default: (86_400_000, 600_000)
            }
        let account = try await find(call)
        let last = call.now.milliseconds / step
        let first = last - length / step + 1
        let from = Timestamp(milliseconds: first * step)
        let rows = try await records.trend(of: account.id, since: from, step: step)
        let byStep = Dictionary(rows.map { ($0.step, $0) }) { $1 }
        var filter = PageIncidentFilter()
        filter.account = account.id
        let incidents = try await records.incidents(filter, offset: 0, limit: 200).items.filter {
            $0.resolvedAt.map { $0 >= from } ?? true
        }
        let recoveries = try await records.recoveries(of: account.id, since: from, limit: 200)
        return .ok([
            "at": .time(call.now), "range": .string(range), "from_at": .time(from), "until_at": .time(call.now),
            "step_ms": .integer(step),
            "points": .array(
                (first...last).map { index in
                    let point = byStep[index]
                    return [
                        "at": .integer(index * step), "mean": .decimal(point?.mean), "min": .int(point?.lowest),
                        "n": .int(point?.count ?? 0),
                    ]
                }),
            "incidents": .array(
                incidents.map { incident in
                    [
                        "id": .integer(incident.id), "cause": .string(incident.cause),
                        "began_at": .time(incident.beganAt), "resolved_at": .time(incident.resolvedAt),
                        "needs_human": .bool(incident.needsHuman),
                    ]
                }),
            "reconnects": .array(
                recoveries.map { recovery in
                    [
                        "at": .time(recovery.startedAt), "rung": .string(AccountWriter.rung(recovery.rung)),
                        "outcome": .string(ReconnectWriter.outcome(recovery)),
                    ]
                }),
            "reconnect_threshold": .int(parts.services.health.reconnectThreshold),
        ])
    }
}
