import Gateways
import HTTPTypes
import SessionMonitor

/// Who did what, and who was told what.
struct AuditEndpoints {
    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/audit", .operator) { call in
                try await Self.list(parts, call, account: nil)
            },
            Endpoint(.get, "/notifications", .viewer) { call in
                let limit = try call.limit()
                let rows = try await parts.services.records.notifications(
                    before: try call.number("before", in: 1...Int64.max), limit: limit)
                let items = rows.map { row -> JSON in
                    [
                        "id": .integer(row.id), "audience": .string(row.audience), "kind": .string(row.kind),
                        "gateway": .text(row.gateway), "session": .text(row.session), "incident": .int(row.incident),
                        "at": .time(row.at), "channel": .string(row.channel), "state": .string(row.state),
                    ]
                }
                return .ok([
                    "at": .time(call.now), "items": .array(items),
                    "next_before": rows.count == limit ? .int(rows.last?.id) : .null,
                ])
            },
        ]
    }

    static func list(_ parts: API.Parts, _ call: APICall, account: Int64?) async throws -> APIAnswer {
        let limit = try call.limit()
        let entries = try await parts.services.records.auditEntries(
            account: account, before: try call.number("before", in: 1...Int64.max), limit: limit)
        let items = entries.map { entry -> JSON in
            [
                "id": .integer(entry.id), "at": .time(entry.at), "by": .string(entry.by),
                "action": .string(entry.action), "subject": .string(entry.subject), "reason": .text(entry.reason),
            ]
        }
        return .ok([
            "at": .time(call.now), "items": .array(items),
            "next_before": entries.count == limit ? .int(entries.last?.id) : .null,
        ])
    }
}
