package import WallTime

/// What a stretch of an account's time counts as.
package enum Availability: String, Sendable, Hashable, Codable, CaseIterable {
    /// Connected and able to send.
    case up
    /// Linked and expected, and not able to send.
    case down
    /// Not known or not connected because of its gateway: left out of the first figure, down in the second.
    case gatewayDown = "gateway_down"
    /// Not checked, or nothing was to be learnt.
    case unknown
    case neverLinked = "never_linked"
    case maintenance
    /// Disconnected by its user, on hold, or disabled.
    case stopped

    /// What an account counts as after a check.
    package init(
        _ assessment: HealthAssessment, session: SessionHealthState, gateway: GatewayState,
        account: AccountConditions, at now: Timestamp
    ) {
        if account.isDisabled || account.onHold != nil || account.stoppedByUser {
            self = .stopped
        } else if let until = account.maintenanceUntil, now < until {
            self = .maintenance
        } else if assessment.outcome == .unknown {
            self = gateway.inhibitsSessions ? .gatewayDown : .unknown
        } else if assessment.verdict == .good {
            self = .up
        } else if assessment.cause == .stoppedByUser {
            self = .stopped
        } else if session.linkedAt == nil, assessment.databaseStatus != .connected {
            self = .neverLinked
        } else {
            self = gateway.inhibitsSessions ? .gatewayDown : .down
        }
    }
}
