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
    /// Whether the session was connected and well at some time while it ran. Then its login lives, however it ended.
    package var connected: Bool
    /// The gateway declined it, so that it never ran: the next rung may help, and nothing is proven about the login.
    package var declined: Bool
    /// It was connected, and lost again without a reason before it was stable. So does a number that another client holds.
    package var lostAgain: Bool
    /// Who asked for it, where that was a person.
    package var by: String?

    package init(
        rung: Rung, startedAt: Timestamp, endedAt: Timestamp? = nil, outcome: Outcome? = nil, connected: Bool = false,
        declined: Bool = false, lostAgain: Bool = false, by: String? = nil
    ) {
        self.rung = rung
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.connected = connected
        self.declined = declined
        self.lostAgain = lostAgain
        self.by = by
    }

    private enum CodingKeys: String, CodingKey {
        case rung, startedAt, endedAt, outcome, connected, declined, lostAgain, by
    }

    /// Reads what any version has written; only the rung and its time must be there.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            rung: try container.decode(Rung.self, forKey: .rung),
            startedAt: try container.decode(Timestamp.self, forKey: .startedAt), endedAt: container.value(.endedAt),
            outcome: container.value(.outcome), connected: container.value(.connected, or: false),
            declined: container.value(.declined, or: false),
            lostAgain: container.value(.lostAgain, or: false), by: container.value(.by))
    }
}
