import GRDB
import JobQueue
import JobQueueSQLite
import WallTime

extension MonitorStore {
    /// So many rows are deleted in one transaction: long ones would hold the checks up.
    private static let batch = 300
    /// So long others have the lock between two of them.
    private static let pause: Duration = .milliseconds(4)

    /// What is deleted: the oldest rows by their number, as far as their time is past. Rows come in the order of time, so that
    /// no index on the time is needed, and the check's insert stays cheap.
    private static let byNumber: [(sql: String, age: any KeyPath<Retention, Duration> & Sendable)] = [
        ("health_checks WHERE id IN (SELECT id FROM health_checks ORDER BY id LIMIT ?2) AND at < ?1", \.checks),
        ("messages WHERE id IN (SELECT id FROM messages ORDER BY id LIMIT ?2) AND updated_at < ?1", \.checks),
        (
            """
            gateway_probes WHERE id IN (SELECT id FROM gateway_probes ORDER BY id LIMIT ?2) AND at < ?1
              AND id NOT IN (SELECT newest_probe_id FROM gateways WHERE newest_probe_id IS NOT NULL)
            """, \.hours
        ),
        (
            "notifications WHERE id IN (SELECT id FROM notifications ORDER BY id LIMIT ?2) AND at < ?1 AND state <> 'pending'",
            \.hours
        ),
        (
            """
            health_intervals WHERE (account_id, began_at) IN
              (SELECT account_id, began_at FROM health_intervals WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2)
            """, \.hours
        ),
        (
            """
            health_hours WHERE (account_id, hour) IN
              (SELECT account_id, hour FROM health_hours WHERE hour < ?1 ORDER BY hour LIMIT ?2)
            """, \.hours
        ),
        (
            """
            message_hours WHERE (account_id, hour) IN (SELECT account_id, hour FROM message_hours WHERE hour < ?1 LIMIT ?2)
            """, \.hours
        ),
        (
            "health_days WHERE (account_id, day) IN (SELECT account_id, day FROM health_days WHERE day < ?1 ORDER BY day LIMIT ?2)",
            \.days
        ),
        (
            "incidents WHERE id IN (SELECT id FROM incidents WHERE resolved_at IS NOT NULL AND resolved_at < ?1 LIMIT ?2)",
            \.days
        ),
        (
            "recovery_attempts WHERE id IN (SELECT id FROM recovery_attempts ORDER BY id LIMIT ?2) AND started_at < ?1",
            \.days
        ),
        ("recovery_episodes WHERE id IN (SELECT id FROM recovery_episodes WHERE ended_at < ?1 LIMIT ?2)", \.days),
        ("audit WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT ?2) AND at < ?1", \.days),
    ]

    /// Replays are refused by their time within minutes; a day is plenty.
    private static let deliveries = """
        webhook_deliveries WHERE (gateway, delivery) IN
          (SELECT gateway, delivery FROM webhook_deliveries WHERE received_at < ?1 LIMIT ?2)
        """

    /// Deletes what nobody needs any more, in short transactions.
    ///
    /// - Returns: how many rows were deleted.
    @discardableResult
    package func prune(_ retention: Retention = Retention()) async throws -> Int {
        let now = clock.now()
        var total = 0
        for (sql, age) in Self.byNumber {
            total += try await prune(sql, before: now - retention[keyPath: age])
        }
        return total + (try await prune(Self.deliveries, before: now - .days(1)))
    }

    private func prune(_ sql: String, before: Timestamp) async throws -> Int {
        var total = 0
        while true {
            let count = try await queue.write(.fast) { transaction in
                try transaction.database.changes("DELETE FROM \(sql)", [before.milliseconds, Self.batch])
            }
            total += count
            if count < Self.batch { return total }
            try await Task.sleep(for: Self.pause)
        }
    }
}
