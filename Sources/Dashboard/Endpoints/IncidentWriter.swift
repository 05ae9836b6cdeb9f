import Gateways
import SessionMonitor

/// Shows incidents as the contract has them.
enum IncidentWriter {
    static func json(_ incident: PageIncident) -> JSON {
        let blocked = BlockedBy(incident.blockedBy)
        let evidence = (JSON.stored(incident.evidence).array ?? []).compactMap(\.string)
        let actions = JSON.stored(incident.actions).array ?? []
        return [
            "id": .integer(incident.id), "scope": .string(incident.account == nil ? "gateway" : "session"),
            "gateway": .string(incident.gateway), "session": .text(incident.session),
            "account_id": .int(incident.account), "label": .text(incident.label), "phone": .text(incident.phone),
            "cause": .string(incident.cause), "first_cause": .string(incident.firstCause),
            "began_at": .time(incident.beganAt),
            "detected_at": .time(incident.detectedAt), "first_action_at": .time(incident.firstActionAt),
            "resolved_at": .time(incident.resolvedAt), "needs_human": .bool(incident.needsHuman),
            "blocked_by": .text(blocked.text), "blocked_gate": .text(blocked.gate),
            "acknowledged_at": .time(incident.acknowledgedAt), "acknowledged_by": .text(incident.acknowledgedBy),
            "false_positive": .bool(incident.isFalsePositive), "sessions_affected": .int(incident.affected),
            "evidence": .array(evidence.map { .string($0) }),
            "actions": .array(actions.map(action)),
        ]
    }

    private static func action(_ action: JSON) -> JSON {
        let kind = action["action"].string ?? "detected"
        return [
            "at": action["at"],
            "kind": .string(kind == "stop_start" ? "restart" : kind == "scan_asked" ? "qr_shown" : kind),
            "by": .text(action["by"].string), "outcome": .text(action["outcome"].string),
        ]
    }
}
