import GRDB
import SessionHealth
import WallTime

/// The table `notifications`, inside a transaction.
struct NotificationTable {
    let db: Database

    private static let insertSQL = """
        INSERT INTO notifications (audience, kind, gateway, session, account_id, incident_id, cause, at, due_at, language,
          channel, state, text)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """
    private static let lastSameSQL = """
        SELECT max(at) FROM notifications
        WHERE audience = ?1 AND kind = ?2 AND gateway IS ?3 AND session IS ?4 AND state IN ('pending', 'sent', 'failed', 'grouped')
        """
    private static let lastSameOfAccountSQL = """
        SELECT max(at) FROM notifications
        WHERE account_id = ?1 AND audience = ?2 AND kind = ?3 AND state IN ('pending', 'sent', 'failed', 'grouped')
        """
    // An event is one message, however many channels tell it.
    private static let toldSQL = """
        SELECT kind, state = 'pending', count(DISTINCT at) FROM notifications
        WHERE incident_id = ?1 AND audience = ?2 AND state IN ('sent', 'failed', 'pending') GROUP BY kind, state = 'pending'
        """
    private static let supersedeSQL = """
        UPDATE notifications SET state = 'grouped'
        WHERE state = 'pending' AND incident_id = ?1 AND audience = ?2 AND kind IN (SELECT value FROM json_each(?3))
        """
    private static let rewordSQL = """
        UPDATE notifications SET kind = ?4, text = ?5
        WHERE state = 'pending' AND incident_id = ?1 AND audience = ?2 AND kind = ?3
        """
    private static let groupSQL = """
        SELECT min(due_at) FROM notifications
        WHERE state = 'pending' AND channel = ?1 AND audience = ?2 AND language = ?3 AND due_at > ?4 AND due_at <= ?5
        """
    private static let withdrawSQL = """
        UPDATE notifications SET state = 'withdrawn' WHERE state = 'pending' AND incident_id = ?1 AND audience = ?2
        """
    private static let muteSQL = """
        UPDATE notifications SET state = 'muted' WHERE state = 'pending' AND gateway = ?1 AND session IS NOT NULL
        """
    private static let columns = """
        id, audience, kind, gateway, session, cause, at, text, account_id, incident_id, language, channel, state, due_at,
        sent_at, error
        """
    private static let dueSQL = """
        SELECT \(columns) FROM notifications
        WHERE state = 'pending' AND channel = ?1 AND audience = ?2 AND language = ?3 AND due_at <= ?4
        ORDER BY id LIMIT 500
        """
    private static let newestSQL = """
        SELECT \(columns) FROM notifications WHERE id < ?1 AND (?3 IS NULL OR state = ?3) ORDER BY id DESC LIMIT ?2
        """
    private static let settleSQL = """
        UPDATE notifications SET state = ?2, attempts = attempts + 1, sent_at = ?3, error = ?4
        WHERE id = ?1 AND state = 'pending'
        """

    func add(
        _ event: NotificationEvent, account: Int64?, incident: Int64?, language: String, channel: String,
        state: StoredNotification.State, dueAt: Timestamp
    ) throws {
        try db.run(
            Self.insertSQL,
            [
                event.audience.rawValue, event.kind.rawValue, event.gateway, event.session, account, incident,
                event.cause?.rawValue, event.at.milliseconds, dueAt.milliseconds, language, channel, state.rawValue,
                event.text,
            ])
    }

    /// When the same was last told about the same account, or is waiting to be; whatever its session was called then.
    func lastSame(_ event: NotificationEvent) throws -> Timestamp? {
        if let account = event.account {
            return try db.row(Self.lastSameOfAccountSQL, [account, event.audience.rawValue, event.kind.rawValue])?.time(
                0)
        }
        return try db.row(
            Self.lastSameSQL, [event.audience.rawValue, event.kind.rawValue, event.gateway, event.session]
        )?.time(0)
    }

    /// What was told of an incident, by kind.
    struct Told {
        var kind: NotificationKind
        /// It still waits to be told.
        var isWaiting: Bool
        var messages: Int
    }

    /// What this audience was told of an incident, and what waits to be.
    func told(incident: Int64, audience: NotificationAudience) throws -> [Told] {
        try db.rows(Self.toldSQL, [incident, audience.rawValue]) { row in
            Told(kind: row.value(0, or: .needsPerson), isWaiting: row.isSet(1), messages: row[2])
        }
    }

    /// What waits of these kinds is said by something more urgent.
    func supersede(_ kinds: Set<NotificationKind>, incident: Int64, audience: NotificationAudience) throws {
        guard !kinds.isEmpty else { return }
        try db.run(Self.supersedeSQL, [incident, audience.rawValue, try StoredJSON.text(kinds.map(\.rawValue))])
    }

    /// Gives what waits another kind.
    func reword(
        _ kind: NotificationKind, as other: NotificationKind, text: String, incident: Int64,
        audience: NotificationAudience
    ) throws {
        try db.run(Self.rewordSQL, [incident, audience.rawValue, kind.rawValue, other.rawValue, text])
    }

    /// When the group that collects now is due.
    func group(
        channel: String, audience: NotificationAudience, language: String, after now: Timestamp, until end: Timestamp
    ) throws -> Timestamp? {
        try db.row(
            Self.groupSQL, [channel, audience.rawValue, language, now.milliseconds, end.milliseconds])?.time(0)
    }

    func withdraw(incident: Int64, audience: NotificationAudience) throws {
        try db.run(Self.withdrawSQL, [incident, audience.rawValue])
    }

    /// Takes back what waits to be told about the sessions of a gateway.
    func mute(gateway: String) throws {
        try db.run(Self.muteSQL, [gateway])
    }

    func due(channel: String, audience: NotificationAudience, language: String, at now: Timestamp) throws
        -> [StoredNotification]
    {
        try db.rows(
            Self.dueSQL, [channel, audience.rawValue, language, now.milliseconds], Self.notification)
    }

    func settle(_ id: Int64, _ state: StoredNotification.State, at now: Timestamp, error: String?) throws {
        try db.run(
            Self.settleSQL, [id, state.rawValue, state == .sent ? now.milliseconds : nil, error])
    }

    /// The newest ones, the newest first, of all states or of one.
    func newest(before id: Int64?, state: StoredNotification.State?, limit: Int) throws -> [StoredNotification] {
        try db.rows(Self.newestSQL, [id ?? .max, limit, state?.rawValue], Self.notification)
    }

    private static func notification(_ row: Row) -> StoredNotification {
        let event = NotificationEvent(
            row.value(1, or: .admin), row.value(2, or: .needsPerson), gateway: row[3], session: row[4],
            account: row[8],
            cause: (row[5] as String?).flatMap(IncidentCause.init), at: Timestamp(milliseconds: row[6]), text: row[7])
        return StoredNotification(
            id: row[0], event: event, account: row[8], incident: row[9], language: row[10], channel: row[11],
            state: row.value(12, or: .failed), dueAt: Timestamp(milliseconds: row[13]), sentAt: row.time(14),
            error: row[15])
    }
}
