/// A step that keeps the login.
package struct SoftStep: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable {
        case softRestart = "soft_restart"
        case stopStart = "stop_start"
        /// The gateway does not have the session: there is nothing to stop.
        case start
        /// Show the user the code that the session waits with.
        case askScan = "ask_scan"
    }

    package let action: Action
    package let cause: IncidentCause
    package let deadline: Duration

    /// The rung of the ladder that it belongs to.
    package var rung: Rung {
        switch action {
        case .softRestart: .softRestart
        case .stopStart, .start: .stopStart
        case .askScan: .askScan
        }
    }
}
