import GRDB
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension MonitorStore {
    /// Notifications, the newest first, of all states or of one.
    package func notifications(
        before: Int64? = nil, state: StoredNotification.State? = nil, limit: Int = 200
    ) async throws -> [StoredNotification] {
        try await queue.read { try NotificationTable(db: $0).newest(before: before, state: state, limit: limit) }
    }

    /// Whether an earlier job is just telling what is due for the same channel, audience and language.
    func isBeingTold(_ job: Notify, by id: JobID) async throws -> Bool {
        try await queue.read { db in
            try db.integer(
                """
                SELECT 1 FROM jobs WHERE kind = ?1 AND id < ?2 AND lease_token IS NOT NULL
                  AND json_extract(CAST(payload AS TEXT), '$.channel') = ?3
                  AND json_extract(CAST(payload AS TEXT), '$.audience') = ?4
                  AND json_extract(CAST(payload AS TEXT), '$.language') = ?5
                LIMIT 1
                """, [Notify.kind, id.rawValue, job.channel, job.audience.rawValue, job.language]) != nil
        }
    }

    /// What is due for a job that tells.
    func dueNotifications(_ job: Notify) async throws -> [NotificationMessage.Item] {
        let now = clock.now()
        return try await queue.read { db in
            let accounts = AccountTable(db: db)
            let due = try NotificationTable(db: db).due(
                channel: job.channel, audience: job.audience, language: job.language, at: now)
            return try due.map { notification in
                let account = try notification.account.flatMap { try accounts.account($0) }
                return NotificationMessage.Item(
                    id: notification.id, event: notification.event, account: notification.account,
                    phone: account?.phone, label: account?.label, incident: notification.incident)
            }
        }
    }

    func settle(_ ids: [Int64], _ state: StoredNotification.State, error: String?) async throws {
        try await queue.write { transaction in
            let table = NotificationTable(db: transaction.database)
            for id in ids {
                try table.settle(id, state, at: transaction.now, error: error.map { String($0.prefix(500)) })
            }
        }
    }
}
