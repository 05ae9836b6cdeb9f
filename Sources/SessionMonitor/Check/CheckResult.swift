package import SessionHealth
package import WallTime

/// What became of one check, with all that a line about it shows.
package struct CheckResult: Sendable, Hashable {
    package enum Disposition: Sendable, Hashable {
        /// The session was judged.
        case checked
        /// The gateway gave no answer that can be trusted; the last score stays.
        case unknown
        /// Its last check is too young.
        case throttled
        /// There is nothing to check.
        case skipped(Reason)
    }

    package enum Reason: String, Sendable, Hashable, Codable {
        /// The account was removed.
        case gone
        case disabled
        /// It was given to another gateway or session meanwhile; a new check was enqueued.
        case moved
    }

    package var disposition: Disposition
    package var account: Int64
    package var gateway: String
    package var session: String
    package var phone: String?
    package var label: String?
    package var at: Timestamp
    /// Of this check; of an earlier one where this one could not be made; nil where there was none.
    package var score: Int?
    package var level: HealthLevel
    /// What the status is held to be after the check.
    package var status: SessionStatus
    /// What the gateway said.
    package var gatewayStatus: SessionStatus
    package var issues: [Issue]
    package var latency: Duration?
    package var phase: SessionHealthState.Phase
    /// What holds a wanted recovery back; empty where none is wanted or nothing does.
    package var blockedBy: [String]
    /// The rung of recovery that was started, or would have been.
    package var action: String?

    /// Whether there is something wrong with the session, or odd enough to be told. Full marks alone are no health: a zombie has them.
    package var isUnhealthy: Bool {
        guard disposition == .checked else { return false }
        if issues.contains(where: { $0.code == .anotherNumber }) { return true }
        return level != .excellent || (phase != .good && score != 100)
    }

    package var path: String { "\(gateway)/\(session)" }
}
