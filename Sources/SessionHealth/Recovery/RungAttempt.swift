package import WallTime

/// One rung that was tried.
package struct RungAttempt: Sendable, Hashable, Codable {
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// Connected, and stable for `stableAfter`.
        case recovered
        /// Its deadline passed, or the session was lost again.
        case failed
        /// It showed that the login is gone: the user has to scan.
        case loginGone = "login_gone"
        /// The gateway itself was in trouble meanwhile: it proves nothing about the session.
        case inconclusive
        /// The gateway cannot do it.
        case unavailable
        /// A person or the settings put an end to it.
        case abandoned
    }

    package var rung: Rung
    package var startedAt: Timestamp
    package var endedAt: Timestamp?
    package var outcome: Outcome?
    /// Who asked for it, where that was a person.
    package var by: String?

    package init(
        rung: Rung, startedAt: Timestamp, endedAt: Timestamp? = nil, outcome: Outcome? = nil, by: String? = nil
    ) {
        self.rung = rung
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.by = by
    }
}
