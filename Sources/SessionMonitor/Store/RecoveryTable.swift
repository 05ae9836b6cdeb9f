import GRDB
import SessionHealth
import WallTime

/// The tables `recovery_attempts` and `recovery_episodes`, inside a transaction.
struct RecoveryTable {
    let db: Database

    private static let beginSQL = """
        INSERT INTO recovery_attempts (account_id, gateway, incident_id, attempt, rung, requested_by, started_at, deadline_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """
    private static let endSQL = """
        UPDATE recovery_attempts SET ended_at = ?3, outcome = ?4, detail = coalesce(?5, detail)
        WHERE account_id = ?1 AND started_at = ?2 AND ended_at IS NULL
        """
    private static let incidentSQL = """
        SELECT incident_id FROM recovery_attempts WHERE account_id = ?1 AND started_at = ?2
        """
    private static let episodeSQL = """
        INSERT INTO recovery_episodes (account_id, gateway, incident_id, started_at, ended_at, outcome, episode)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """
    private static let attemptsSQL = """
        SELECT id, rung, attempt, requested_by, incident_id, started_at, deadline_at, ended_at, outcome, detail
        FROM recovery_attempts WHERE account_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3
        """
    private static let episodesSQL = "SELECT episode FROM recovery_episodes WHERE ended_at >= ?1 AND ended_at < ?2"
    private static let ofAccountSQL = """
        SELECT episode FROM recovery_episodes WHERE account_id = ?1 AND ended_at >= ?2 AND ended_at < ?3
        """

    func begin(_ running: RecoveryLadder.Running, attempt: Int, _ account: WatchedAccount) throws {
        try db.run(
            Self.beginSQL,
            [
                account.id, account.gateway, account.memory.state.incident?.id, attempt, running.rung.rawValue,
                running.by, running.startedAt.milliseconds, running.deadline.milliseconds,
            ])
    }

    func end(
        account: Int64, startedAt: Timestamp, at now: Timestamp, outcome: RungAttempt.Outcome, detail: String?
    ) throws {
        try db.run(
            Self.endSQL, [account, startedAt.milliseconds, now.milliseconds, outcome.rawValue, detail])
    }

    /// Ends what ran without a result, because somebody broke it off.
    ///
    /// - Parameter ladder: as it stood before.
    func abandon(
        _ ladder: RecoveryLadder, _ episode: RecoveryEpisode?, of account: WatchedAccount, incident: Int64?,
        detail: String?, at now: Timestamp
    ) throws {
        if let running = ladder.running {
            try end(account: account.id, startedAt: running.startedAt, at: now, outcome: .abandoned, detail: detail)
        }
        if let episode { try add(episode, account: account.id, gateway: account.gateway, incident: incident) }
    }

    /// The incident that an attempt belongs to.
    func incident(account: Int64, startedAt: Timestamp) throws -> Int64? {
        try db.integer(Self.incidentSQL, [account, startedAt.milliseconds])
    }

    func add(_ episode: RecoveryEpisode, account: Int64, gateway: String, incident: Int64?) throws {
        guard let endedAt = episode.endedAt, let outcome = episode.outcome else { return }
        try db.run(
            Self.episodeSQL,
            [
                account, gateway, incident, episode.startedAt.milliseconds, endedAt.milliseconds, outcome.rawValue,
                StoredJSON.text(episode),
            ])
    }

    /// Attempts for an account, the newest first.
    func attempts(of account: Int64, before id: Int64?, limit: Int) throws -> [RecoveryRecord] {
        try db.rows(Self.attemptsSQL, [account, id ?? .max, limit]) { row in
            RecoveryRecord(
                id: row[0], rung: row.value(1, or: .observe), attempt: row[2], by: row[3], incident: row[4],
                startedAt: Timestamp(milliseconds: row[5]), deadline: row.time(6), endedAt: row.time(7),
                outcome: (row[8] as String?).flatMap(RungAttempt.Outcome.init), detail: row[9])
        }
    }

    /// Episodes that ended within a time, of all accounts or of one.
    func episodes(account: Int64?, from: Timestamp, until: Timestamp) throws -> [RecoveryEpisode] {
        let read: (Row) -> RecoveryEpisode? = { StoredJSON.value(RecoveryEpisode.self, $0[0]) }
        guard let account else {
            return try db.rows(Self.episodesSQL, [from.milliseconds, until.milliseconds], read).compactMap(\.self)
        }
        return try db.rows(Self.ofAccountSQL, [account, from.milliseconds, until.milliseconds], read)
            .compactMap(\.self)
    }
}
