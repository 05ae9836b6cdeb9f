import GRDB
import SessionHealth
import WallTime

extension AccountTable {
    private static let watchedSQL = """
        SELECT id, gateway, session, phone, label, status, attempted_at, score, level, held_at IS NOT NULL,
          stopped_at IS NOT NULL, disabled_at IS NOT NULL, state, session_started_at, last_incoming_at, last_outgoing_at,
          last_failed_at, connected_since
        FROM accounts WHERE id = ?1
        """
    private static let checkedSQL = """
        UPDATE accounts SET attempted_at = ?2, checked_at = ?2, score = ?3, level = ?4, issues = ?5, status = ?6,
          gateway_status = ?7, raw_status = ?8, restricted = ?9, stale = 0, state = ?10, phase = ?11, flapping = ?12,
          incident_id = ?13, connected_since = ?14, phone = coalesce(phone, ?15), revision = revision + 1
        WHERE id = ?1
        """
    private static let uncheckedSQL = """
        UPDATE accounts SET attempted_at = ?2, stale = 1, revision = revision + 1 WHERE id = ?1
        """

    /// What a check needs to know of an account.
    func watched(_ id: Int64) throws -> WatchedAccount? {
        try db.row(Self.watchedSQL, [id]).map { row in
            WatchedAccount(
                id: row[0], gateway: row[1], session: row[2], phone: row[3], label: row[4],
                status: row.value(5, or: .unknown), attemptedAt: row.time(6), score: row[7],
                level: row.value(8, or: .unknown), isHeld: row.isSet(9), isStopped: row.isSet(10),
                isDisabled: row.isSet(11),
                state: StoredJSON.value(SessionHealthState.self, row[12]) ?? SessionHealthState(),
                sessionStartedAt: row.time(13), lastIncomingAt: row.time(14), lastOutgoingAt: row.time(15),
                lastFailedAt: row.time(16), connectedSince: row.time(17))
        }
    }

    /// Writes what a check found; what it did not find out stays.
    func save(_ account: WatchedAccount, _ assessment: HealthAssessment, phone: String?, at now: Timestamp) throws {
        guard assessment.outcome == .checked else {
            try db.run(Self.uncheckedSQL, [account.id, now.milliseconds])
            return
        }
        try db.run(
            Self.checkedSQL,
            [
                account.id, now.milliseconds, assessment.score, assessment.level.rawValue,
                StoredJSON.issues(assessment.issues), account.status.rawValue, assessment.status.rawValue,
                assessment.rawStatus, assessment.has(.restricted) ? 1 : 0, StoredJSON.text(account.state),
                account.state.phase.rawValue, account.state.isFlapping ? 1 : 0, account.state.incident?.id,
                account.connectedSince?.milliseconds, phone,
            ])
    }
}
