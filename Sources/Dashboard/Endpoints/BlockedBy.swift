import Gateways

/// What holds a recovery back, and the contract's code of the first gate that does.
///
/// The table keeps the sentences of the gates for people; the code is told by the words that only that gate uses.
struct BlockedBy {
    let text: String?
    let gate: String?

    private static let words: [(String, String)] = [
        ("own hosts", "fleet_brake"), ("in recovery", "recovery_share"), ("restarted", "gateway_restarted"),
        ("bringing its sessions", "gateway_restarted"),
        ("sessions are bad", "fleet_brake"), ("list is empty", "fleet_brake"), ("empty list", "fleet_brake"),
        ("at once", "fleet_brake"), ("flap", "flapping"), ("second check", "not_confirmed"),
        ("confirm", "not_confirmed"), ("QR", "qr_pending"), ("scan", "qr_pending"), ("connecting", "connecting"),
        ("own reconnect", "connecting"), ("maintenance", "maintenance"), ("hold", "held"), ("disabled", "disabled"),
        ("disconnected by", "stopped_by_user"), ("stopped by", "stopped_by_user"), ("back-off", "back_off"),
        ("next attempt", "back_off"), ("budget", "budget"), ("an hour", "budget"), ("a day", "budget"),
        ("recovery runs", "recovery_running"),
        ("another account", "duplicate_number"),
        ("same number", "duplicate_number"), ("acknowledged", "evidence_of_life"), ("recipients", "recipients"),
        ("idle", "recipients"), ("logged out", "terminal_cause"), ("replaced", "terminal_cause"),
        ("banned", "terminal_cause"), ("outdated", "terminal_cause"), ("gateway", "gateway_not_good"),
    ]

    /// - Parameter column: JSON array of sentences.
    init(_ column: String?) {
        let lines = (JSON.stored(column).array ?? []).compactMap(\.string)
        text = lines.isEmpty ? nil : lines.joined(separator: "; ")
        gate = lines.first.flatMap { line in Self.words.first { line.contains($0.0) }?.1 }
    }
}
