package import SessionHealth
package import WallTime

/// A health row: one check of one account.
package struct HealthCheck: Sendable, Hashable {
    /// The store's number for it; 0 until it is stored.
    package var id: Int64 = 0
    package var account: Int64
    package var at: Timestamp
    package var outcome: HealthAssessment.Outcome
    /// 0–100; nil where the outcome is unknown.
    package var score: Int?
    package var level: HealthLevel
    /// The gateway's status in our words.
    package var status: SessionStatus
    package var rawStatus: String?
    /// The account's after this check.
    package var phase: SessionHealthState.Phase
    /// Everything found; those with points were subtracted.
    package var issues: [Issue]
    /// JSON: what the judgement was made of.
    package var evidence: String = "{}"
    /// How long the gateway took to answer.
    package var latency: Duration?
    package var isForced: Bool

    package var deductions: [Issue] { issues.filter { $0.points > 0 } }
}
