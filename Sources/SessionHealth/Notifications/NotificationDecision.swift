package import WallTime

/// Whether an event is told, and when.
package enum NotificationDecision: Sendable, Hashable {
    /// Tell it with the others of the group that is due then.
    case send(dueAt: Timestamp)
    /// The trouble is over before it was told: take the waiting notices of this incident back, and say nothing.
    case withdraw
    case suppress(Reason)

    package enum Reason: String, Sendable, Hashable, Codable {
        /// The gateway's own incident says it.
        case muted
        /// It was told a short time ago.
        case repeated
        /// What is over was never told.
        case neverTold = "never_told"
    }
}

extension NotificationEvent {
    /// Decides whether it is told, and when.
    ///
    /// Collected for 30 s, not repeated within 4 hours, muted while the gateway's incident says it, and its end told only
    /// to those who were told its beginning.
    package func decide(_ history: NotificationHistory, settings: HealthSettings) -> NotificationDecision {
        let due = history.groupDueAt.flatMap { $0 > at ? $0 : nil } ?? at + settings.notifyGroup
        if kind == .recovered {
            // The end of what was told must be told, also while the gateway is in trouble.
            if history.sentInIncident > 0 { return .send(dueAt: due) }
            return history.waitingInIncident > 0 ? .withdraw : .suppress(.neverTold)
        }
        if session != nil, history.gatewayIncidentOpen { return .suppress(.muted) }
        if let last = history.lastSameAt, at - last < settings.notifyRepeat { return .suppress(.repeated) }
        return .send(dueAt: due)
    }

    /// Whether the notices of this gateway's accounts that still wait in a group are to be taken back.
    ///
    /// The sessions' alerts that came seconds before the gateway's own are its echo.
    package var withdrawsAccounts: Bool { kind == .gatewayDown }
}
