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

/// Who is told.
package enum NotificationAudience: String, Sendable, Hashable, Codable, CaseIterable {
    case user
    case admin
}
