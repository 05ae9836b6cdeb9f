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
