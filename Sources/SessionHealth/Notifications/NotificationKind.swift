/// What a notification is about. The raw values stand in `notifications --json` and choose the template.
package enum NotificationKind: String, Sendable, Hashable, Codable, CaseIterable {
    // To the user of an account.
    case scanNeeded = "scan_needed"
    case reconnectBegun = "reconnect_begun"
    case degraded

    // To both: what was told before is over.
    case recovered

    // To the admin.
    case sessionsDegraded = "sessions_degraded"
    case reconnectFailed = "reconnect_failed"
    case scoreLow = "score_low"
    case gatewayDown = "gateway_down"
    case needsPerson = "needs_person"
    case flapping
    case memoryClimbing = "memory_climbing"
}

extension NotificationKind {
    /// What says of a session that something is wrong with it: one of them tells the story. That a reconnect has begun says also that
    /// the session was lost, and that its score is low says also that the reconnect did not help.
    package static let beginnings: Set<NotificationKind> = [
        .degraded, .reconnectBegun, .scoreLow, .reconnectFailed, .flapping,
    ]

    /// What only a person can do something about: it says all that `beginnings` say.
    package static let calls: Set<NotificationKind> = [.scanNeeded, .needsPerson]
}

/// Who is told.
package enum NotificationAudience: String, Sendable, Hashable, Codable, CaseIterable {
    case user
    case admin
}
