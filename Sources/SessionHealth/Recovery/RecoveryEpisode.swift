package import WallTime

/// All attempts at one session, from the first until it is stable or given up. What the success KPI counts.
package struct RecoveryEpisode: Sendable, Hashable, Codable {
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// It ended connected and stable.
        case recovered
        /// No rung is left; only a person can go on.
        case givenUp = "given_up"
        /// A person or the settings put an end to it; counts neither way.
        case abandoned
    }

    package var cause: IncidentCause
    package var startedAt: Timestamp
    package var attempts: [RungAttempt]
    package var endedAt: Timestamp?
    package var outcome: Outcome?
    /// Since when it was connected at its end.
    package var connectedAt: Timestamp?

    package init(cause: IncidentCause, startedAt: Timestamp) {
        self.cause = cause
        self.startedAt = startedAt
        self.attempts = []
    }

    /// Whether a scan was asked for: judged by another deadline, and shown apart.
    package var usedScan: Bool { attempts.contains { $0.rung.needsScan } }

    /// Whether it ended connected and stable, and was connected within 5 minutes, or 15 where a scan was asked for.
    package func succeeded(_ settings: HealthSettings) -> Bool {
        guard outcome == .recovered, let connectedAt else { return false }
        return connectedAt - startedAt <= (usedScan ? settings.qrDeadline : settings.softDeadline)
    }
}
