import GRDB
import SessionHealth
import WallTime

/// The table `incidents`, inside a transaction.
struct IncidentTable {
    let db: Database

    private static let columns = """
        id, gateway, account_id, session, cause, evidence, began_at, began_source, detected_at, confirmed_at,
        first_action_at, resolved_at, needs_human, blocked_by, actions, false_positive, acknowledged_by, acknowledged_at,
        checks_since, was_blocked, first_cause
        """
    private static let insertSQL = """
        INSERT INTO incidents (gateway, account_id, session, cause, evidence, began_at, began_source, detected_at,
          confirmed_at, first_action_at, resolved_at, needs_human, blocked_by, actions, false_positive, acknowledged_by,
          acknowledged_at, checks_since, was_blocked, first_cause)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        """
    private static let updateSQL = """
        UPDATE incidents SET cause = ?2, evidence = ?3, began_at = ?4, began_source = ?5, detected_at = ?6,
          confirmed_at = ?7, first_action_at = ?8, resolved_at = ?9, needs_human = ?10, blocked_by = ?11, actions = ?12,
          false_positive = ?13, acknowledged_by = coalesce(acknowledged_by, ?14),
          acknowledged_at = coalesce(acknowledged_at, ?15), checks_since = ?16, was_blocked = ?17
        WHERE id = ?1
        """
    private static let byIDSQL = "SELECT \(columns) FROM incidents WHERE id = ?1"

    /// Stores a new incident; its number.
    func add(_ incident: Incident, account: Int64?) throws -> Int64 {
        try db.run(
            Self.insertSQL,
            [
                incident.gateway, account, incident.session, incident.cause.rawValue,
                StoredJSON.text(incident.evidence),
                incident.beganAt.milliseconds, incident.beganSource.rawValue, incident.detectedAt.milliseconds,
                incident.confirmedAt.milliseconds, incident.firstActionAt?.milliseconds,
                incident.resolvedAt?.milliseconds, incident.needsHuman ? 1 : 0, StoredJSON.text(incident.blockedBy),
                StoredJSON.text(incident.actions), incident.falsePositive ? 1 : 0, incident.acknowledgedBy,
                incident.acknowledgedAt?.milliseconds, incident.checksSince, incident.wasBlocked ? 1 : 0,
                incident.firstCause.rawValue,
            ])
        return db.lastInsertedRowID
    }

    /// Brings a stored incident up to date. What a person acknowledged meanwhile stays.
    func update(_ incident: Incident) throws {
        guard let id = incident.id else { return }
        try db.run(
            Self.updateSQL,
            [
                id, incident.cause.rawValue, StoredJSON.text(incident.evidence), incident.beganAt.milliseconds,
                incident.beganSource.rawValue, incident.detectedAt.milliseconds, incident.confirmedAt.milliseconds,
                incident.firstActionAt?.milliseconds, incident.resolvedAt?.milliseconds, incident.needsHuman ? 1 : 0,
                StoredJSON.text(incident.blockedBy), StoredJSON.text(incident.actions), incident.falsePositive ? 1 : 0,
                incident.acknowledgedBy, incident.acknowledgedAt?.milliseconds, incident.checksSince,
                incident.wasBlocked ? 1 : 0,
            ])
    }

    /// Incidents of sessions that were open at some time within a window.
    func sessions(account: Int64?, from: Timestamp, until: Timestamp) throws -> [Incident] {
        let one = account == nil ? "account_id IS NOT NULL" : "account_id = ?3"
        let sql = """
            SELECT \(Self.columns) FROM incidents
            WHERE \(one) AND detected_at < ?2 AND (resolved_at IS NULL OR resolved_at >= ?1) ORDER BY id
            """
        let window: StatementArguments = [from.milliseconds, until.milliseconds]
        return try db.rows(sql, account.map { window + [$0] } ?? window, Self.incident).map(\.incident)
    }

    func incident(_ id: Int64) throws -> StoredIncident? {
        try db.row(Self.byIDSQL, [id]).map(Self.incident)
    }

    /// Incidents that match, the newest first.
    func incidents(_ filter: IncidentFilter) throws -> [StoredIncident] {
        var conditions = ["id < ?"]
        var arguments: StatementArguments = [filter.before ?? .max]
        if filter.isOpen { conditions.append("resolved_at IS NULL") }
        if let account = filter.account {
            conditions.append("account_id = ?")
            arguments += [account]
        }
        if let gateway = filter.gateway {
            conditions.append("gateway = ?")
            arguments += [gateway]
        }
        if let since = filter.since {
            conditions.append("(resolved_at IS NULL OR resolved_at >= ?)")
            arguments += [since.milliseconds]
        }
        arguments += [filter.limit]
        return try db.rows(
            "SELECT \(Self.columns) FROM incidents WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?",
            arguments, Self.incident)
    }

    private static func incident(_ row: Row) -> StoredIncident {
        var incident = Incident(
            gateway: row[1], session: row[3], cause: row.value(4, or: .disconnected),
            evidence: StoredJSON.value([String].self, row[5]) ?? [], beganAt: Timestamp(milliseconds: row[6]),
            beganSource: row.value(7, or: .unknown), detectedAt: Timestamp(milliseconds: row[8]),
            confirmedAt: Timestamp(milliseconds: row[9]), needsHuman: row.isSet(12))
        incident.id = row[0]
        incident.firstActionAt = row.time(10)
        incident.resolvedAt = row.time(11)
        incident.blockedBy = StoredJSON.value([String].self, row[13]) ?? []
        incident.actions = StoredJSON.value([IncidentAction].self, row[14]) ?? []
        incident.falsePositive = row.isSet(15)
        incident.acknowledgedBy = row[16]
        incident.acknowledgedAt = row.time(17)
        incident.checksSince = row[18]
        incident.wasBlocked = row.isSet(19)
        incident.firstCause = row.value(20, or: incident.cause)
        return StoredIncident(id: row[0], account: row[2], incident: incident)
    }
}
