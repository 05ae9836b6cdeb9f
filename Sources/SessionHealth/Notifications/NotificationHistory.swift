package import WallTime

/// What the store knows that bears on one event.
package struct NotificationHistory: Sendable, Hashable {
    /// When the same was last sent to the same audience about the same account, or is waiting to be.
    package var lastSameAt: Timestamp?
    /// Whether the account's gateway has an open incident.
    package var gatewayIncidentOpen: Bool
    /// Notices about this incident that have been sent to this audience.
    package var sentInIncident: Int
    /// Notices about this incident that wait in a group, and will not be said by the event itself.
    package var waitingInIncident: Int
    /// What has been told of this incident to this audience, or waits to be.
    package var toldInIncident: Set<NotificationKind>
    /// When the group that collects for this audience is due; nil where none is open.
    package var groupDueAt: Timestamp?

    package init(
        lastSameAt: Timestamp? = nil, gatewayIncidentOpen: Bool = false, sentInIncident: Int = 0,
        waitingInIncident: Int = 0, toldInIncident: Set<NotificationKind> = [], groupDueAt: Timestamp? = nil
    ) {
        self.lastSameAt = lastSameAt
        self.gatewayIncidentOpen = gatewayIncidentOpen
        self.sentInIncident = sentInIncident
        self.waitingInIncident = waitingInIncident
        self.toldInIncident = toldInIncident
        self.groupDueAt = groupDueAt
    }
}
