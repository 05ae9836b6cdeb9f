import Gateways
import HTTPTypes
import SessionMonitor
import WallTime

/// Incidents of sessions and gateways.
struct IncidentEndpoints {
    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    private var records: PageRecords { parts.services.records }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/incidents", .viewer) { try await list($0, account: nil) },
            Endpoint(.get, "/incidents/{id}", .viewer) { call in
                guard let incident = try await records.pageIncident(try call.id()) else {
                    throw APIError.missing("incident of that id")
                }
                return .ok(IncidentWriter.json(incident))
            },
            Endpoint(.post, "/incidents/{id}/acknowledge", .operator) { call in
                let id = try call.id()
                try await records.acknowledge(incident: id, by: call.user, reason: try call.reason())
                return .accepted("The incident is acknowledged: it is still open, and somebody looks after it.")
            },
            Endpoint(.get, "/accounts/{id}/incidents", .viewer) { call in
                let id = try call.id()
                guard try await !records.accounts(ids: [id], now: call.now).isEmpty else {
                    throw APIError.missing("account of that id")
                }
                return try await list(call, account: id)
            },
        ]
    }

    private func list(_ call: APICall, account: Int64?) async throws -> APIAnswer {
        var filter = PageIncidentFilter()
        filter.account = account
        if account == nil {
            let state = try call.choice("state", ["open", "resolved", "all"], default: "open")
            filter.isOpen = state == "all" ? nil : state == "open"
            filter.scope = try call.text("scope").map { _ in
                try call.choice("scope", ["session", "gateway"], default: "")
            }
            filter.needsHuman = try call.flag("needs_human")
            filter.causes = try call.names("cause")
            filter.gateways = try call.names("gateway")
            filter.search = try call.text("search")
        }
        let offset = Int(try call.number("offset", in: 0...1_000_000, default: 0))
        let limit = try call.limit()
        let (items, total) = try await records.incidents(filter, offset: offset, limit: limit)
        let counts = try await records.incidentCounts(now: call.now)
        return .ok([
            "at": .time(call.now), "total": .int(total), "offset": .int(offset), "limit": .int(limit),
            "items": .array(items.map(IncidentWriter.json)),
            "counts": [
                "open": .int(counts.open), "needs_human": .int(counts.needsHuman),
                "acknowledged": .int(counts.acknowledged), "resolved": .int(counts.resolved),
            ],
        ])
    }
}
