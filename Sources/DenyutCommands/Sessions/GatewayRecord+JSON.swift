import Gateways
import SessionHealth
import SessionMonitor
import WallTime

extension GatewayRecord {
    /// As the commands print it. Holds no secret.
    var json: JSONText {
        .object([
            ("name", .string(name)), ("kind", .string(kind)), ("url", .string(url)),
            ("source", .string(source.rawValue)),
            ("follow", .bool(follows)), ("state", .string(phase.rawValue)), ("accounts", .int(accounts)),
            ("incident", .int(incident.map { Int($0) })),
            ("probed_at", .int(probe.map { Int($0.at.milliseconds) })),
            ("reachable", probe.map { .bool($0.isGood) } ?? .null),
            ("failure", .text(probe?.failure?.detail)),
            ("latency_ms", .int(probe?.latency.map { Int($0.wholeMilliseconds) })),
            ("uptime_s", .int(probe?.uptime.map { Int($0.components.seconds) })), ("version", .text(probe?.version)),
            ("sessions", .int(probe?.sessions)),
            (
                "sessions_by_status",
                .object(
                    (probe?.sessionsByStatus ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.map {
                        ($0.key.rawValue, .int($0.value))
                    })
            ),
            ("memory_bytes", .int(probe?.memory.map { Int($0) })),
        ])
    }
}
