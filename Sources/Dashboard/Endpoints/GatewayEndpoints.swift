import Gateways
import HTTPTypes
import SessionMonitor
import WallTime

/// Gateways and their probes.
struct GatewayEndpoints {
    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/gateways", .viewer) { call in
                let rows = try await parts.services.records.gateways(now: call.now)
                return .ok(["at": .time(call.now), "items": .array(rows.map(GatewayWriter.json))])
            },
            Endpoint(.get, "/gateways/{name}/probes", .viewer) { call in
                let since = try call.choice("since", ["1h", "24h", "7d"], default: "24h")
                let length: Duration = since == "1h" ? .hours(1) : since == "24h" ? .hours(24) : .days(7)
                let rows = try await parts.services.records.probes(
                    of: try call.name("name"), since: call.now - length, limit: 6000)
                guard let rows else { throw APIError.missing("gateway of that name") }
                let items = rows.enumerated().map { index, probe in
                    GatewayWriter.probe(probe, before: index + 1 < rows.count ? rows[index + 1] : nil)
                }
                return .ok(["at": .time(call.now), "items": .array(items)])
            },
        ]
    }
}
