import SessionHealth
import WallTime

/// What a check reads of an account, and writes back.
struct WatchedAccount {
    var id: Int64
    var gateway: String
    var session: String
    var phone: String?
    var label: String?
    var status: SessionStatus
    var attemptedAt: Timestamp?
    var score: Int?
    var level: HealthLevel
    var isHeld: Bool
    var isStopped: Bool
    var isDisabled: Bool
    var state: SessionHealthState
    var sessionStartedAt: Timestamp?
    var lastIncomingAt: Timestamp?
    var lastOutgoingAt: Timestamp?
    var lastFailedAt: Timestamp?
    var connectedSince: Timestamp?
}
