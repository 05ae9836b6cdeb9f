package import WallTime

/// What a gateway's state machine asks of the application.
package enum GatewayAction: Sendable, Hashable {
    /// Probe again after that time, besides the regular sweeps.
    case recheck(after: Duration)
    /// The gateway's process was started again at that time.
    case restartDetected(at: Timestamp)
    case openIncident(Incident)
    case updateIncident(Incident)
    case closeIncident(Incident)
}
