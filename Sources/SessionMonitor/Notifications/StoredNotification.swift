package import SessionHealth
package import WallTime

/// One event for one channel, as it is kept.
package struct StoredNotification: Sendable, Hashable, Identifiable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// Collected with others until it is due.
        case pending
        case sent
        /// The channel did not take it, however often it was tried.
        case failed
        /// The gateway's own incident says it.
        case muted
        /// Said together with something more urgent about the same session.
        case grouped
        /// Over before it was told.
        case withdrawn
    }

    package var id: Int64
    package var event: NotificationEvent
    package var account: Int64?
    package var incident: Int64?
    package var language: String
    package var channel: String
    package var state: State
    package var dueAt: Timestamp
    package var sentAt: Timestamp?
    package var error: String?
}
