import SessionHealth
import WallTime

/// What a check and a recovery read of an account, and write back.
struct WatchedAccount {
    var id: Int64
    var gateway: String
    var session: String
    var phone: String?
    var label: String?
    var workspace: String?
    var language: String
    var status: SessionStatus
    var attemptedAt: Timestamp?
    var score: Int?
    var level: HealthLevel
    var heldFor: String?
    var isStopped: Bool
    var isDisabled: Bool
    var maintenance: [MaintenanceWindow]
    var qrWatchedUntil: Timestamp?
    /// All that the judgement remembers.
    var memory: SessionCase
    var sessionStartedAt: Timestamp?
    var lastIncomingAt: Timestamp?
    var lastOutgoingAt: Timestamp?
    var lastFailedAt: Timestamp?

    var reference: AccountReference { AccountReference(id: id, gateway: gateway, session: session) }
    var subject: SessionSubject { SessionSubject(gateway: gateway, session: session) }

    /// What people have said about it.
    func conditions(sharesNumberWith others: [String], at now: Timestamp) -> AccountConditions {
        AccountConditions(
            isDisabled: isDisabled, onHold: heldFor, maintenanceUntil: maintenance.compactMap { $0.end(at: now) }.max(),
            stoppedByUser: isStopped, qrDialogOpen: qrWatchedUntil.map { now < $0 } ?? false,
            sharesNumberWith: others)
    }
}
