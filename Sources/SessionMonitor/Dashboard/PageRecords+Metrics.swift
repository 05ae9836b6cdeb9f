import GRDB
package import WallTime

/// How many notifications of a channel are in a state.
package struct NotificationCount: Sendable, Hashable {
    package var channel: String
    /// `pending`, `sent`, `failed`, `muted`, `grouped`, `withdrawn`.
    package var state: String
    package var count: Int
}

/// How many attempts to bring sessions of a gateway back ended in one way.
package struct RecoveryCount: Sendable, Hashable {
    package var gateway: String
    /// `recovered`, `failed`, `login_gone`, `inconclusive`, `unavailable`, `abandoned`.
    package var outcome: String
    package var count: Int
}

extension PageRecords {
    private static let notificationCountsSQL = """
        SELECT channel, state, count(*) FROM notifications WHERE at >= ?1 GROUP BY channel, state ORDER BY channel, state
        """
    private static let overdueSQL = "SELECT min(due_at) FROM notifications WHERE state = 'pending'"
    private static let recoveryCountsSQL = """
        SELECT gateway, outcome, count(*) FROM recovery_attempts
        WHERE started_at >= ?1 AND outcome IS NOT NULL GROUP BY gateway, outcome ORDER BY gateway, outcome
        """

    /// Notifications that came up since a time, by channel and state.
    package func notificationCounts(since start: Timestamp) async throws -> [NotificationCount] {
        try await read { db in
            try db.rows(Self.notificationCountsSQL, [start.milliseconds]) {
                NotificationCount(channel: $0[0], state: $0[1], count: $0[2])
            }
        }
    }

    /// When the notification that has waited longest is due, or was; nil where none waits.
    package func oldestDueNotification() async throws -> Timestamp? {
        try await read { try $0.integer(Self.overdueSQL).map(Timestamp.init(milliseconds:)) }
    }

    /// Attempts that were started since a time and have ended, by gateway and outcome.
    package func recoveryCounts(since start: Timestamp) async throws -> [RecoveryCount] {
        try await read { db in
            try db.rows(Self.recoveryCountsSQL, [start.milliseconds]) {
                RecoveryCount(gateway: $0[0], outcome: $0[1], count: $0[2])
            }
        }
    }
}
