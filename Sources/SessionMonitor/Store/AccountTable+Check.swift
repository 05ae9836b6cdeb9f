import GRDB
import SessionHealth
import WallTime

extension AccountTable {
    private static let watchedSQL = """
        SELECT id, gateway, session, phone, label, workspace, language, status, attempted_at, score, level,
          held_at, hold_reason, stopped_at IS NOT NULL, disabled_at IS NOT NULL, maintenance, qr_watched_until, state,
          session_started_at, last_incoming_at, last_outgoing_at, last_failed_at
        FROM accounts WHERE id = ?1
        """
    // A number without its country code, as imports once took them, is put right by the gateway's that ends with it.
    private static let checkedSQL = """
        UPDATE accounts SET attempted_at = ?22, checked_at = ?2, score = ?3, level = ?4, issues = ?5, status = ?6,
          gateway_status = ?7, raw_status = ?8, restricted = ?9, stale = 0, state = ?10, phase = ?11, flapping = ?12,
          incident_id = ?13, connected_since = ?14, rung = ?16, rung_started_at = ?17,
          phone = CASE WHEN phone IS NULL OR (phone LIKE '0%' AND ?15 LIKE '%' || substr(phone, 2))
            THEN coalesce(?15, phone) ELSE phone END,
          session_started_at = CASE WHEN session_started_at <= ?2 THEN session_started_at END,
          rung_deadline_at = ?18, interval_state = ?19, interval_from = ?20, interval_to = ?21, revision = revision + 1
        WHERE id = ?1
        """
    private static let uncheckedSQL = """
        UPDATE accounts SET attempted_at = ?8, stale = 1, state = ?2, phase = ?3, incident_id = ?4, rung = ?5,
          rung_started_at = ?6, rung_deadline_at = ?7, interval_state = ?9, interval_from = ?10, interval_to = ?11,
          level = CASE WHEN ?12 THEN 'unknown' ELSE level END, issues = CASE WHEN ?12 THEN ?13 ELSE issues END,
          revision = revision + 1
        WHERE id = ?1
        """
    private static let rememberSQL = """
        UPDATE accounts SET state = ?2, phase = ?3, incident_id = ?4, rung = ?5, rung_started_at = ?6,
          rung_deadline_at = ?7, revision = revision + 1
        WHERE id = ?1
        """
    private static let recoveringSQL = """
        SELECT count(*) FROM accounts
        WHERE gateway = ?1 AND rung IS NOT NULL AND rung IN ('soft_restart', 'stop_start') AND id <> ?2
        """

    /// What a check needs to know of an account.
    func watched(_ id: Int64) throws -> WatchedAccount? {
        try db.row(Self.watchedSQL, [id]).map { row in
            let isHeld = row.time(11) != nil
            return WatchedAccount(
                id: row[0], gateway: row[1], session: row[2], phone: row[3], label: row[4], workspace: row[5],
                language: row[6], status: row.value(7, or: .unknown), attemptedAt: row.time(8), score: row.score(9),
                level: row.value(10, or: .unknown), heldFor: isHeld ? row[12] as String? ?? "" : nil,
                isStopped: row.isSet(13), isDisabled: row.isSet(14),
                maintenance: StoredJSON.list(row[15]), qrWatchedUntil: row.time(16),
                memory: StoredJSON.value(SessionCase.self, row[17]) ?? SessionCase(), sessionStartedAt: row.time(18),
                lastIncomingAt: row.time(19), lastOutgoingAt: row.time(20), lastFailedAt: row.time(21))
        }
    }

    /// Writes what a check found; what it did not find out stays.
    ///
    /// - Parameters:
    ///   - counted: what the age of this check is measured from when the next one comes.
    ///   - isUnknown: nothing has been known for so long that the last score no longer counts; it stays to be shown as stale.
    func save(
        _ account: WatchedAccount, _ assessment: HealthAssessment, phone: String?, at now: Timestamp,
        counted: Timestamp, isUnknown: Bool
    ) throws {
        let memory = account.memory
        guard assessment.outcome == .checked else {
            try db.run(
                Self.uncheckedSQL,
                Self.remembered(account) + [counted.milliseconds] + Self.interval(memory.track)
                    + [isUnknown, StoredJSON.issues(assessment.issues)])
            return
        }
        let state = memory.state
        try db.run(
            Self.checkedSQL,
            [
                account.id, now.milliseconds, assessment.score, assessment.level.rawValue,
                StoredJSON.issues(assessment.issues), assessment.databaseStatus.rawValue, assessment.status.rawValue,
                assessment.rawStatus, assessment.has(.restricted) ? 1 : 0, StoredJSON.text(memory),
                state.phase.rawValue, state.isFlapping ? 1 : 0, state.incident?.id, state.connectedSince?.milliseconds,
                phone, memory.ladder.running?.rung.rawValue, memory.ladder.running?.startedAt.milliseconds,
                memory.ladder.running?.deadline.milliseconds,
            ] + Self.interval(memory.track) + [counted.milliseconds])
    }

    /// Writes what the judgement remembers, where something other than a check has changed it.
    func remember(_ account: WatchedAccount) throws {
        try db.run(Self.rememberSQL, Self.remembered(account))
    }

    private static func interval(_ track: AvailabilityTrack) -> StatementArguments {
        let current = track.current
        return [current?.state.rawValue, current?.from.milliseconds, current?.to.milliseconds]
    }

    private static func remembered(_ account: WatchedAccount) throws -> StatementArguments {
        let (state, running) = (account.memory.state, account.memory.ladder.running)
        return [
            account.id, try StoredJSON.text(account.memory), state.phase.rawValue, state.incident?.id,
            running?.rung.rawValue, running?.startedAt.milliseconds, running?.deadline.milliseconds,
        ]
    }

    /// What is usual for an account; read only where its silence calls for it.
    func usualTraffic(of id: Int64) throws -> UsualTraffic? {
        try db.row("SELECT usual_traffic FROM accounts WHERE id = ?1", [id]).flatMap {
            StoredJSON.value(UsualTraffic.self, $0[0])
        }
    }

    /// How many other sessions of a gateway are being restarted. Those that wait for a person's scan load nobody.
    func recovering(on gateway: String, besides id: Int64) throws -> Int {
        Int(try db.integer(Self.recoveringSQL, [gateway, id]) ?? 0)
    }
}

extension SessionHealthState {
    /// Since when it is connected, as far as the checks saw.
    fileprivate var connectedSince: Timestamp? { status == .connected ? statusSince : nil }
}
