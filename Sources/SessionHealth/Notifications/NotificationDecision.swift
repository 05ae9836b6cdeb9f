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
        /// The same incident was told in other words.
        case said
        /// The operator had two messages about this incident.
        case enough
    }
}

extension NotificationEvent {
    /// Decides whether it is told, and when.
    ///
    /// Collected for 30 s, not repeated within 4 hours, muted while the gateway's incident says it, and its end told only
    /// to those who were told its beginning. Of one incident of a session, one message says that something is wrong; another only
    /// that a person is needed; and an operator has two of them at most.
    package func decide(_ history: NotificationHistory, settings: HealthSettings) -> NotificationDecision {
        let group = history.groupDueAt.flatMap { $0 > at ? $0 : nil } ?? at + settings.notifyGroup
        let due = max(group, notBefore ?? group)
        let isLimited = session != nil && audience == .admin
        if kind == .recovered {
            // The end of what was told must be told, also while the gateway is in trouble.
            if isLimited, history.sentInIncident >= Self.operatorLimit { return .suppress(.enough) }
            if history.sentInIncident > 0 { return .send(dueAt: due) }
            return history.waitingInIncident > 0 ? .withdraw : .suppress(.neverTold)
        }
        if session != nil, history.gatewayIncidentOpen { return .suppress(.muted) }
        if let last = history.lastSameAt, at - last < settings.notifyRepeat { return .suppress(.repeated) }
        if session != nil, kind.isSaid(by: history.toldInIncident) { return .suppress(.said) }
        if isLimited, history.sentInIncident + history.waitingInIncident >= Self.operatorLimit {
            return .suppress(.enough)
        }
        return .send(dueAt: due)
    }

    /// The most messages that an operator gets about one incident of one session.
    private static let operatorLimit = 2

    /// What waits to be told about the same incident and need not be, because this says it: the less urgent words.
    package var supersedes: Set<NotificationKind> {
        guard session != nil else { return [] }
        if NotificationKind.calls.contains(kind) { return NotificationKind.beginnings }
        guard NotificationKind.beginnings.contains(kind) else { return [] }
        return NotificationKind.beginnings.filter { $0.urgency > kind.urgency }
    }

    /// Whether the notices of this gateway's accounts that still wait in a group are to be taken back.
    ///
    /// The sessions' alerts that came seconds before the gateway's own are its echo.
    package var withdrawsAccounts: Bool { kind == .gatewayDown }
}

extension NotificationKind {
    /// Whether what was told of the incident says this as well. A beginning that waits and is less urgent says nothing yet: this takes
    /// its place.
    fileprivate func isSaid(by told: Set<NotificationKind>) -> Bool {
        guard Self.beginnings.contains(self) else { return false }
        return !told.isDisjoint(with: Self.beginnings.union(Self.calls))
    }
}
