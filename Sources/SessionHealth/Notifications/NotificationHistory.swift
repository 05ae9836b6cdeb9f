package import WallTime

/// What the store knows that bears on one event.
package struct NotificationHistory: Sendable, Hashable {
    /// When the same key was last sent, or is waiting to be.
    package var lastSameAt: Timestamp?
    /// Whether the account's gateway has an open incident.
    package var gatewayIncidentOpen: Bool
    /// Notices about this incident that have been sent to this audience.
    package var sentInIncident: Int
    /// Notices about this incident that wait in a group.
    package var waitingInIncident: Int
    /// When the group that collects for this audience is due; nil where none is open.
    package var groupDueAt: Timestamp?

    package init(
        lastSameAt: Timestamp? = nil, gatewayIncidentOpen: Bool = false, sentInIncident: Int = 0,
        waitingInIncident: Int = 0, groupDueAt: Timestamp? = nil
    ) {
        self.lastSameAt = lastSameAt
        self.gatewayIncidentOpen = gatewayIncidentOpen
        self.sentInIncident = sentInIncident
        self.waitingInIncident = waitingInIncident
        self.groupDueAt = groupDueAt
    }
}
