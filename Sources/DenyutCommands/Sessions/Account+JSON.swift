import SessionHealth
import SessionMonitor
import WallTime

extension Account {
    /// As the commands print it.
    var json: JSONText {
        .object([
            ("id", .int(id)), ("gateway", .string(gateway)), ("session", .string(session)), ("phone", .text(phone)),
            ("label", .text(label)), ("workspace", .text(workspace)), ("language", .string(language)),
            ("status", .string(status.rawValue)), ("mode", .string(mode.rawValue)), ("score", .int(score)),
            ("level", .string(level.rawValue)), ("stale", .bool(isStale)),
            ("issues", .array(issues.map { .string($0.text) })),
            ("gateway_status", .text(gatewayStatus?.rawValue)), ("phase", .string(phase.rawValue)),
            ("checked_at", .int(checkedAt.map { Int($0.milliseconds) })), ("incident", .int(incident.map { Int($0) })),
            ("gone_at", .int(goneAt.map { Int($0.milliseconds) })),
        ])
    }
}
