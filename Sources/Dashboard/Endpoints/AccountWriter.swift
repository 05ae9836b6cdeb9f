import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// Shows accounts as the contract has them.
struct AccountWriter {
    let services: DashboardServices

    /// The contract's `AccountSummary`.
    func summary(_ account: PageAccount, trend: [Double?]?, now: Timestamp) -> JSON {
        let mode = Self.mode(account, now)
        let isWatched = mode != "disabled" && mode != "stopped"
        var json: JSON = [
            "id": .integer(account.id), "gateway": .string(account.gateway), "session": .string(account.session),
            "phone": .text(account.phone), "label": .text(account.label), "workspace": .text(account.workspace),
            "language": .text(account.language), "status": .string(Self.status(account)),
            "raw_status": .text(account.rawStatus), "restricted": .bool(account.isRestricted), "mode": .string(mode),
            "score": .int(account.score), "level": .string(account.level), "stale": .bool(account.isStale),
            "flapping": .bool(account.isFlapping),
            "needs_person": .bool(needsPerson(account, now)), "checked_at": .time(account.checkedAt),
            "next_check_at": isWatched ? .time(account.attemptedAt.map { $0 + services.health.checkInterval }) : .null,
            "last_message_at": .time(account.lastMessageAt), "issues": .array(Self.findings(account.issues)),
            "incident": account.incident.map(Self.brief) ?? .null,
            "recovery": account.recovery.map(Self.recovery) ?? .null, "revision": .integer(account.revision),
        ]
        if let trend { json = json.with("trend", .array(trend.map { .decimal($0) })) }
        return json
    }

    /// What the gateway says, where a check could be made; else what we hold it to be.
    static func status(_ account: PageAccount) -> String {
        account.checkedAt == nil ? account.status : account.gatewayStatus ?? account.status
    }

    static func mode(_ account: PageAccount, _ now: Timestamp) -> String {
        if account.isDisabled { return "disabled" }
        if account.isStopped { return "stopped" }
        if account.heldAt != nil { return "held" }
        return account.isInMaintenance(at: now) ? "maintenance" : "active"
    }

    func needsPerson(_ account: PageAccount, _ now: Timestamp) -> Bool {
        account.needsPerson(at: now, qrWindow: services.health.qrWindow)
    }

    /// The windows of maintenance, in the contract's words.
    static func windows(_ text: String) -> [JSON] {
        (JSON.stored(text).array ?? []).map { window in
            [
                "id": window["id"], "from_at": window["from"], "until_at": window["until"],
                "weekly": .bool(window["weekly"].bool ?? false),
                "timezone": .string(window["timezone"].string ?? "UTC"),
                "reason": .text(window["reason"].string), "by": .text(window["by"].string),
            ]
        }
    }

    /// The contract's names of findings, where the tables have others, and the points as negative numbers.
    static func findings(_ text: String) -> [JSON] {
        guard text != "[]" else { return [] }
        let issues = JSON.stored(text).array ?? []
        return issues.map { issue -> (Int, JSON) in
            let points = issue["points"].int ?? 0
            let code = issue["code"].string ?? "unknown"
            let finding: JSON = [
                "code": .string(codes[code] ?? code), "points": .int(-points),
                "message": .string(issue["text"].string ?? code),
            ]
            return (points, issue["values"].isObject ? finding.with("values", issue["values"]) : finding)
        }.sorted { $0.0 > $1.0 }.map(\.1)
    }

    private static let codes = ["crash": "crash_pattern", "silent": "unusual_silence", "gateway_failed": "unreachable"]

    static func brief(_ incident: PageIncidentBrief) -> JSON {
        let blocked = BlockedBy(incident.blockedBy)
        return [
            "id": .integer(incident.id), "cause": .string(incident.cause), "began_at": .time(incident.beganAt),
            "needs_human": .bool(incident.needsHuman), "blocked_by": .text(blocked.text),
            "blocked_gate": .text(blocked.gate),
        ]
    }

    static func recovery(_ recovery: PageRecovery) -> JSON {
        [
            "rung": .string(rung(recovery.rung)), "started_at": .time(recovery.startedAt),
            "deadline_at": .time(recovery.deadlineAt), "attempt": .int(recovery.attempt),
        ]
    }

    /// The contract's name of a rung.
    static func rung(_ name: String) -> String {
        switch name {
        case "stop_start": "restart"
        case "ask_scan": "new_session"
        case "observe", "soft_restart", "restart", "new_session", "held": name
        default: "observe"
        }
    }
}
