import Gateways
import SessionMonitor
import WallTime

/// Shows what a reconnect is doing, told from the attempt, the QR code and the job in the tables.
enum ReconnectWriter {
    /// An attempt that ended longer ago is no news any more.
    private static let news = Duration.minutes(10)

    /// The contract's state of a reconnect.
    static func state(_ row: PageReconnect, now: Timestamp) -> String {
        let isFresh = row.attempt?.endedAt.map { now - $0 < news } ?? false
        // Whatever runs: what the gateway shows can be scanned.
        if hasQR(row, now) { return "scan" }
        if let attempt = row.attempt, attempt.endedAt == nil {
            switch attempt.rung {
            case "new_session", "ask_scan":
                return row.status == "connecting" || row.gatewayStatus == "connecting"
                    ? "authenticated" : "waiting_for_qr"
            case "held": return "blocked"
            // A person who looks at it waits for the code that is about to be fetched.
            default: return isWatchedScan(row, now) ? "waiting_for_qr" : "restarting"
            }
        }
        if row.job != nil { return "starting" }
        if isWatchedScan(row, now) { return "waiting_for_qr" }
        guard isFresh, let attempt = row.attempt else { return "idle" }
        return switch attempt.outcome {
        case "recovered": "succeeded"
        case "abandoned": "cancelled"
        case "failed": "failed"
        default: row.status == "connected" ? "succeeded" : "failed"
        }
    }

    /// The state for the person who asked: where nothing runs, why that is so.
    private static func told(_ row: PageReconnect, now: Timestamp) -> String {
        let state = state(row, now: now)
        guard state == "idle" else { return state }
        if row.status == "connected", row.gatewayStatus == "connected" {
            // Who looked at its code saw it come back; else there was nothing to do.
            let wasWatched = row.watchedUntil.map { now - $0 < news } ?? false
            let cameBack = row.connectedSince.map { now - $0 < news } ?? false
            return wasWatched && cameBack ? "succeeded" : "not_needed"
        }
        return row.blockedBy == nil ? state : "blocked"
    }

    /// Whether a code is there that can be scanned. What we hold the account's status to be does not matter: it stays "connected"
    /// while the gateway says otherwise. Only a look at the gateway after the code was made, that found it connected, ends it.
    static func hasQR(_ row: PageReconnect, _ now: Timestamp) -> Bool {
        guard row.qr != nil, row.qrExpiresAt.map({ $0 > now }) ?? true else { return false }
        guard row.gatewayStatus == "connected", let checkedAt = row.checkedAt else { return true }
        return row.qrAt.map { $0 > checkedAt } ?? false
    }

    /// Whether a person has the dialog open for a session that waits for a scan.
    private static func isWatchedScan(_ row: PageReconnect, _ now: Timestamp) -> Bool {
        row.gatewayStatus == "qr_scanning" && row.watchedUntil.map { $0 > now } ?? false
    }

    /// The contract's `Reconnect`.
    static func json(_ row: PageReconnect, maximumWindows: Int, now: Timestamp) -> JSON {
        let state = told(row, now: now)
        let attempt = state == "idle" ? nil : row.attempt
        let blocked = BlockedBy(row.blockedBy)
        // Without an attempt the gateway shows codes by itself, and nobody counts the windows.
        let isScan = state == "scan" && attempt.map { $0.endedAt == nil } ?? false
        let isOver = ["succeeded", "failed", "cancelled", "not_needed"].contains(state)
        return [
            "account_id": .integer(row.account), "at": .time(now), "state": .string(state),
            "rung": attempt.map { .string(AccountWriter.rung($0.rung)) } ?? .null,
            "started_at": .time(attempt?.startedAt), "deadline_at": .time(isOver ? nil : attempt?.deadlineAt),
            "window": isScan ? .int(attempt?.attempt) : .null,
            "max_windows": isScan ? .int(maximumWindows) : .null,
            "qr": state == "scan" ? qr(row, now) : .null,
            "failure": state == "failed" ? failure(row) : .null,
            "blocked_by": isOver ? .null : .text(blocked.text), "blocked_gate": isOver ? .null : .text(blocked.gate),
            "revision": .integer(row.revision),
        ]
    }

    private static func qr(_ row: PageReconnect, _ now: Timestamp) -> JSON {
        let at = row.qrAt ?? now
        let value = row.qr ?? ""
        let isPicture = row.qrFormat == "picture" || value.hasPrefix("data:image/")
        return [
            "format": .string(isPicture ? "image" : "text"), "value": .string(value), "generated_at": .time(at),
            "expires_at": .time(row.qrExpiresAt ?? at + .seconds(20)), "number": .int(max(1, row.qrNumber)),
        ]
    }

    private static func failure(_ row: PageReconnect) -> JSON {
        let (code, advice): (String, String) =
            switch row.cause {
            case "logged_out": ("logged_out", "Begin a new session and scan its QR code.")
            case "banned": ("banned", "WhatsApp refuses this number. Look into the app on the phone.")
            case "outdated": ("outdated", "Update the gateway: WhatsApp refuses its version.")
            case "time_locked": ("time_locked", "WhatsApp restricts this number for a time. Wait.")
            case "qr_expired": ("qr_expired", "Nobody scanned the QR code in time. Try again with the phone at hand.")
            default: ("timeout", "Look whether the gateway is well, then try again.")
            }
        return [
            "code": .string(code),
            "message": .string(row.attempt?.detail ?? "The session was not connected before the deadline."),
            "advice": .string(advice),
        ]
    }

    /// The contract's `ReconnectRecord`.
    static func record(_ recovery: PageRecovery) -> JSON {
        [
            "id": .integer(recovery.id), "started_at": .time(recovery.startedAt),
            "finished_at": .time(recovery.endedAt),
            "rung": .string(AccountWriter.rung(recovery.rung)), "attempt": .int(recovery.attempt),
            "outcome": .string(outcome(recovery)), "by": .text(recovery.by), "incident": .int(recovery.incident),
            "message": .text(recovery.detail),
        ]
    }

    static func outcome(_ recovery: PageRecovery) -> String {
        if recovery.endedAt == nil { return "running" }
        return switch recovery.outcome {
        case "recovered": "succeeded"
        case "abandoned": "cancelled"
        case "blocked": "blocked"
        default: "failed"
        }
    }
}
