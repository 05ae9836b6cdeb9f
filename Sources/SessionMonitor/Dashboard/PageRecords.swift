import GRDB
import JobQueue
import JobQueueSQLite
import SessionHealth
package import WallTime

/// What the pages of the dashboard read and write of accounts, incidents and gateways.
///
/// Lists are read with everything that a row shows in one statement; what is rarely asked for has a method of its own.
package struct PageRecords: Sendable {
    let store: MonitorStore

    package init(store: MonitorStore) {
        self.store = store
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await store.queue.read(body)
    }
}

extension PageRecords {
    private static let notificationsSQL = """
        SELECT id, audience, kind, gateway, session, incident_id, at, channel, state FROM notifications
        WHERE id < ?1 ORDER BY id DESC LIMIT ?2
        """

    /// Writes down who did what.
    package func audit(by person: String, action: String, subject: String, account: Int64?, reason: String?)
        async throws
    {
        try await store.queue.write { transaction in
            try AuditTable(db: transaction.database).add(
                AuditEntry(
                    at: transaction.now, by: person, action: action, subject: String(subject.prefix(300)),
                    account: account, reason: reason))
        }
    }

    /// The audit, newest first, of all or of one account.
    package func auditEntries(account: Int64?, before id: Int64?, limit: Int) async throws -> [AuditEntry] {
        try await read { try AuditTable(db: $0).newest(account: account, before: id, limit: limit) }
    }

    /// Notifications, newest first.
    package func notifications(before id: Int64?, limit: Int) async throws -> [PageNotification] {
        try await read { db in
            try db.rows(Self.notificationsSQL, [id ?? .max, limit]) { row in
                PageNotification(
                    id: row[0], audience: row[1], kind: row[2], gateway: row[3], session: row[4], incident: row[5],
                    at: Timestamp(milliseconds: row[6]), channel: row[7], state: row[8])
            }
        }
    }
}

/// What somebody was told, or is to be told.
package struct PageNotification: Sendable, Hashable {
    package var id: Int64
    package var audience: String
    package var kind: String
    package var gateway: String?
    package var session: String?
    package var incident: Int64?
    package var at: Timestamp
    package var channel: String
    package var state: String
}
