package import WallTime

/// News for the webhook's receiver: which session, when, what.
package struct FleetNotice: Sendable {
    package var session: SimulatedSession
    package var at: Timestamp
    package var notice: SessionNotice
}
