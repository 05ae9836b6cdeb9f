import GRDB
import WallTime

/// The table `audit`, inside a transaction.
struct AuditTable {
    let db: Database

    private static let insertSQL = """
        INSERT INTO audit (at, by, action, subject, account_id, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """
    private static let newestSQL = """
        SELECT id, at, by, action, subject, account_id, reason FROM audit WHERE id < ?1 ORDER BY id DESC LIMIT ?2
        """
    private static let ofAccountSQL = """
        SELECT id, at, by, action, subject, account_id, reason FROM audit
        WHERE account_id = ?1 AND id < ?2 ORDER BY at DESC, id DESC LIMIT ?3
        """

    // The same words as in the index `audit_taken_away`.
    private static let takenAwaySQL = """
        SELECT 1 FROM audit WHERE subject = ?1 AND action IN ('account-remove', 'account-move') LIMIT 1
        """

    /// Whether a person removed the account of a session, or moved it to another gateway.
    func wasTakenAway(_ path: String) throws -> Bool {
        try db.integer(Self.takenAwaySQL, [path]) != nil
    }

    func add(_ entry: AuditEntry) throws {
        try db.run(
            Self.insertSQL,
            [entry.at.milliseconds, entry.by, entry.action, entry.subject, entry.account, entry.reason])
    }

    /// The newest entries, the newest first, of all or of one account.
    func newest(account: Int64?, before id: Int64?, limit: Int) throws -> [AuditEntry] {
        let id = id ?? .max
        guard let account else { return try db.rows(Self.newestSQL, [id, limit], Self.entry) }
        return try db.rows(Self.ofAccountSQL, [account, id, limit], Self.entry)
    }

    private static func entry(_ row: Row) -> AuditEntry {
        var entry = AuditEntry(
            at: Timestamp(milliseconds: row[1]), by: row[2], action: row[3], subject: row[4], account: row[5],
            reason: row[6])
        entry.id = row[0]
        return entry
    }
}
