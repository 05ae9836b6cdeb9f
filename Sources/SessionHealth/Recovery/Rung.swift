/// A rung of the recovery ladder, from the gentlest to the last. The raw values stand in incidents and jobs.
package enum Rung: String, Sendable, Hashable, Codable, CaseIterable {
    /// Look again: the second check.
    case observe
    /// Restart the session and keep its login.
    case softRestart = "soft_restart"
    /// Stop it, wait, start it, and keep its login. A session that the gateway does not have is only started.
    case stopStart = "stop_start"
    /// Show the user the QR code that the session is waiting with. Touches nothing.
    case askScan = "ask_scan"
    /// Drop the session, make a new one, and ask the user to scan. Ends the login.
    case newSession = "new_session"
    /// Only a person can go on.
    case held

    /// Whether it leaves the login as it is.
    package var keepsLogin: Bool { self != .newSession }

    /// Whether a person has to scan before it can succeed.
    package var needsScan: Bool { self == .askScan || self == .newSession }

    /// How long it has to get the session connected.
    package func deadline(_ settings: HealthSettings) -> Duration {
        needsScan ? settings.qrDeadline : settings.softDeadline
    }
}
