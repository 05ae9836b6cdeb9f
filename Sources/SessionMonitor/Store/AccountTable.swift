import GRDB
import SessionHealth
import WallTime

/// The table `accounts`, inside a transaction.
struct AccountTable {
    let db: Database

    private static let columns = """
        id, gateway, session, phone, label, workspace, language, status, held_at, disabled_at, stopped_at, checked_at,
        attempted_at, score, level, issues, gateway_status, raw_status, restricted, stale, phase, flapping,
        connected_since, last_incoming_at, last_outgoing_at, incident_id, created_at, revision, gone_at
        """
    private static let byIDSQL = "SELECT \(columns) FROM accounts WHERE id = ?1"
    private static let bySessionSQL = "SELECT \(columns) FROM accounts WHERE gateway = ?1 AND session = ?2"
    private static let allSQL = "SELECT \(columns) FROM accounts ORDER BY gateway, session"
    private static let ofGatewaySQL = "SELECT \(columns) FROM accounts WHERE gateway = ?1 ORDER BY session"
    private static let namedSQL = """
        SELECT \(columns) FROM accounts
        WHERE session = ?1 OR phone = ?1 OR label = ?1 OR gateway || '/' || session = ?1 ORDER BY gateway, session LIMIT 20
        """
    private static let insertSQL = """
        INSERT INTO accounts (gateway, session, phone, label, workspace, language, status, created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, coalesce(?6, 'en'), coalesce(?7, 'unknown'), ?8, ?8)
        ON CONFLICT (gateway, session) DO NOTHING
        """
    // The status is only taken over while no check has set it: afterwards checks know better.
    private static let updateSQL = """
        UPDATE accounts SET phone = coalesce(?3, phone), label = coalesce(?4, label), workspace = coalesce(?5, workspace),
          language = coalesce(?6, language),
          status = CASE WHEN attempted_at IS NULL THEN coalesce(?7, status) ELSE status END,
          updated_at = ?8, revision = revision + 1
        WHERE gateway = ?1 AND session = ?2
          AND (phone IS NOT coalesce(?3, phone) OR label IS NOT coalesce(?4, label)
            OR workspace IS NOT coalesce(?5, workspace) OR language IS NOT coalesce(?6, language)
            OR (attempted_at IS NULL AND status IS NOT coalesce(?7, status)))
        """
    private static let referenceSQL = "SELECT id, gateway, session FROM accounts WHERE id = ?1"
    private static let idSQL = "SELECT id FROM accounts WHERE gateway = ?1 AND session = ?2"
    private static let idOfPreviousSQL = "SELECT id FROM accounts WHERE gateway = ?1 AND previous_session = ?2"
    private static let idOfPhoneSQL = "SELECT id FROM accounts WHERE phone = ?2 AND gateway = ?1 ORDER BY id LIMIT 1"
    private static let onlyIDSQL = "SELECT min(id) FROM accounts WHERE gateway = ?1 HAVING count(*) = 1"
    private static let activeSQL = """
        SELECT id, gateway, session FROM accounts WHERE disabled_at IS NULL AND stopped_at IS NULL ORDER BY id
        """
    private static let surveyedSQL = """
        SELECT session, status = 'connected' AND held_at IS NULL AND stopped_at IS NULL,
          gateway_status = 'connected' AND phase IN ('soft', 'hard', 'recovering', 'held'),
          gateway_status = 'not_found', gone_at IS NOT NULL,
          rung IS NOT NULL OR phase IN ('soft', 'hard', 'recovering', 'held'),
          score < 100 OR stale = 1 OR last_failed_at > attempted_at OR issues LIKE '%"silent"%',
          CASE WHEN phase IN ('soft', 'hard', 'recovering', 'held')
            THEN coalesce(json_extract(state, '$.state.incident.detected_at'), json_extract(state, '$.state.firstBadAt')) END,
          CASE WHEN phase IN ('hard', 'recovering', 'held') THEN json_extract(state, '$.state.incident.cause')
            NOT IN ('disconnected', 'not_found', 'stuck_connecting') END
        FROM accounts WHERE gateway = ?1 AND disabled_at IS NULL
        """
    private static let flagGoneSQL = """
        UPDATE accounts SET gone_at = ?3, revision = revision + 1 WHERE gateway = ?1 AND session = ?2
        """
    private static let isReplacingLoginSQL = """
        SELECT 1 FROM accounts WHERE gateway = ?1 AND rung IS NOT NULL AND rung = 'new_session' LIMIT 1
        """
    private static let sharedPhonesSQL = """
        SELECT phone FROM accounts WHERE phone IS NOT NULL AND disabled_at IS NULL GROUP BY phone HAVING count(*) > 1
        """
    private static let lowScoresSQL = """
        SELECT count(*), count(*) FILTER (WHERE score < 70) FROM accounts
        WHERE score IS NOT NULL AND level <> 'unknown' AND disabled_at IS NULL AND stopped_at IS NULL
          AND gateway IN (SELECT name FROM gateways WHERE incident_id IS NULL)
        """
    private static let othersSQL = """
        SELECT gateway || '/' || session FROM accounts
        WHERE phone = ?1 AND id <> ?2 AND disabled_at IS NULL ORDER BY id LIMIT 3
        """
    private static let deleteSQL = "DELETE FROM accounts WHERE id = ?1"

    func account(_ id: Int64) throws -> Account? {
        try db.row(Self.byIDSQL, [id]).map(Self.account)
    }

    func account(gateway: String, session: String) throws -> Account? {
        try db.row(Self.bySessionSQL, [gateway, session]).map(Self.account)
    }

    /// All accounts, or those of a gateway, by gateway and session.
    func all(gateway: String? = nil) throws -> [Account] {
        if let gateway { return try db.rows(Self.ofGatewaySQL, [gateway], Self.account) }
        return try db.rows(Self.allSQL, [], Self.account)
    }

    /// Accounts that somebody may have meant: by number, session, phone, label or `gateway/session`.
    func named(_ text: String) throws -> [Account] {
        if let id = Int64(text), let account = try account(id) { return [account] }
        let phone = text.hasPrefix("+") ? text.filter { $0.isASCII && $0.isNumber } : text
        let found = try db.rows(Self.namedSQL, [text], Self.account)
        return found.isEmpty && phone != text ? try db.rows(Self.namedSQL, [phone], Self.account) : found
    }

    /// Adds an account, or brings the one that has its session in line with it. Members that are nil change nothing.
    func put(_ account: NewAccount, now: Timestamp) throws -> AccountChange {
        let arguments: StatementArguments = [
            account.gateway, account.session, account.phone, account.label, account.workspace, account.language,
            account.status?.rawValue, now.milliseconds,
        ]
        if try db.changes(Self.insertSQL, arguments) == 1 { return .added }
        return try db.changes(Self.updateSQL, arguments) == 1 ? .updated : .unchanged
    }

    /// The account of that number, with the place where its session is.
    ///
    /// - Throws: `MonitorError.notFound`.
    func reference(_ id: Int64) throws -> AccountReference {
        guard let row = try db.row(Self.referenceSQL, [id]) else { throw Self.gone(id) }
        return AccountReference(id: row[0], gateway: row[1], session: row[2])
    }

    static func gone(_ id: Int64) -> MonitorError {
        MonitorError(.notFound, "There is no account \(id) any more. List them with: denyut account-list")
    }

    /// Something of the account changed that a page would show.
    func changed(_ id: Int64) throws {
        try db.run("UPDATE accounts SET revision = revision + 1 WHERE id = ?1", [id])
    }

    /// The account that has the session, or had it before its last new login.
    func id(gateway: String, session: String) throws -> Int64? {
        try db.integer(Self.idSQL, [gateway, session]) ?? db.integer(Self.idOfPreviousSQL, [gateway, session])
    }

    /// The account of a number on a gateway.
    func id(gateway: String, phone: String) throws -> Int64? {
        try db.integer(Self.idOfPhoneSQL, [gateway, phone])
    }

    /// The one account of a gateway; nil where it has none or several.
    func onlyID(gateway: String) throws -> Int64? {
        try db.integer(Self.onlyIDSQL, [gateway])
    }

    /// Accounts that are checked regularly.
    func active() throws -> [AccountReference] {
        try db.rows(Self.activeSQL) { row in
            AccountReference(id: row[0], gateway: row[1], session: row[2])
        }
    }

    /// The accounts of a gateway, as its census counts them.
    func surveyed(gateway: String) throws -> [SurveyedAccount] {
        try db.rows(Self.surveyedSQL, [gateway]) { row in
            SurveyedAccount(
                session: row[0], isExpected: row.isSet(1), isBadThoughConnected: row.isSet(2), isNotFound: row.isSet(3),
                isDoubtful: row.isSet(5), isOdd: row.isSet(6),
                badSince: row.time(7), hasOwnReason: row.isSet(8), isGone: row.isSet(4))
        }
    }

    /// Notes since when a gateway's list is without a session; nil: it has it.
    func flagGone(_ session: String, on gateway: String, at time: Timestamp?) throws {
        try db.run(Self.flagGoneSQL, [gateway, session, time?.milliseconds])
    }

    /// Whether an account of a gateway is getting a new login just now.
    func isReplacingLogin(on gateway: String) throws -> Bool {
        try db.integer(Self.isReplacingLoginSQL, [gateway]) != nil
    }

    /// Numbers that several accounts hold.
    func sharedPhones() throws -> Set<String> {
        Set(try db.rows(Self.sharedPhonesSQL) { $0[0] as String })
    }

    /// How many accounts have a score, and how many of those one below 70; those of gateways in trouble are left out.
    func lowScores() throws -> (total: Int, low: Int) {
        guard let row = try db.row(Self.lowScoresSQL) else { return (0, 0) }
        return (row[0], row[1])
    }

    /// Other accounts that hold a number, by `gateway/session`.
    func others(withPhone phone: String, than id: Int64) throws -> [String] {
        try db.rows(Self.othersSQL, [phone, id]) { $0[0] as String }
    }

    /// Removes an account with everything that was written about it, but the audit.
    func remove(_ id: Int64) throws {
        for table in [
            "messages", "message_hours", "health_checks", "health_intervals", "health_hours", "health_days",
            "incidents", "recovery_attempts", "recovery_episodes", "notifications",
        ] {
            try db.run("DELETE FROM \(table) WHERE account_id = ?1", [id])
        }
        try db.run(Self.deleteSQL, [id])
    }

    private static func account(_ row: Row) -> Account {
        Account(
            id: row[0], gateway: row[1], session: row[2], phone: row[3], label: row[4], workspace: row[5],
            language: row[6], status: row.value(7, or: .unknown), mode: mode(row), checkedAt: row.time(11),
            attemptedAt: row.time(12), score: row.score(13), level: row.value(14, or: .unknown),
            issues: StoredJSON.issues(row[15]), gatewayStatus: (row[16] as String?).flatMap(SessionStatus.init),
            rawStatus: row[17], isRestricted: row.isSet(18), isStale: row.isSet(19),
            phase: row.value(20, or: .unchecked), isFlapping: row.isSet(21), connectedSince: row.time(22),
            lastMessageAt: [row.time(23), row.time(24)].compactMap(\.self).max(), incident: row[25],
            createdAt: Timestamp(milliseconds: row[26]), revision: row[27], goneAt: row.time(28))
    }

    private static func mode(_ row: Row) -> Account.Mode {
        if row.time(9) != nil { return .disabled }
        if row.time(10) != nil { return .stopped }
        return row.time(8) != nil ? .held : .active
    }
}
