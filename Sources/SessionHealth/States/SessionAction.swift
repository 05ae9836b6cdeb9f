/// What a session's state machine asks of the application. All of it belongs into the check's transaction.
package enum SessionAction: Sendable, Hashable {
    /// Check this account again after that time, besides its regular checks.
    case recheck(after: Duration)
    case openIncident(Incident)
    /// The open incident changed: its cause, whether it needs a person, what was done.
    case updateIncident(Incident)
    case closeIncident(Incident)
    case flappingStarted
    case flappingStopped
}
