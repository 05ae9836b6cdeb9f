package import SessionHealth
package import WallTime

/// One attempt to bring a session back, as it is kept.
package struct RecoveryRecord: Sendable, Hashable, Identifiable {
    package var id: Int64
    package var rung: Rung
    /// Within its episode, from 1.
    package var attempt: Int
    /// The person who asked for it; nil: a check did.
    package var by: String?
    package var incident: Int64?
    package var startedAt: Timestamp
    package var deadline: Timestamp?
    package var endedAt: Timestamp?
    /// nil while it runs.
    package var outcome: RungAttempt.Outcome?
    /// What the gateway said, where it declined.
    package var detail: String?
}
