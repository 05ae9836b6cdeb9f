import GRDB
import JobQueueSQLite
package import SessionHealth
package import WallTime

/// The line of scores of all accounts.
package struct PageScores: Sendable, Hashable {
    package var step: Int64
    package var mean: Double?
    /// Accounts that had a score below 70.
    package var bad: Int
}

extension PageRecords {
    private static let scoresSQL = """
        SELECT at / ?2, avg(max(0, min(score, 100))), count(DISTINCT CASE WHEN score < 70 THEN account_id END) FROM health_checks
        WHERE at >= ?1 AND score IS NOT NULL GROUP BY at / ?2
        """

    /// The KPIs of a window that ends now, of all accounts or of one.
    package func kpi(
        _ window: KPIWindow, account: Int64?, settings: HealthSettings, now: Timestamp
    ) async throws -> KPIReport {
        try await store.kpi(
            from: window.start(endingAt: now), until: now, account: account, settings: settings)
    }

    /// The scores of all accounts, by steps of so many milliseconds since 1970.
    package func scores(since start: Timestamp, step: Int64) async throws -> [PageScores] {
        try await read { db in
            try db.rows(Self.scoresSQL, [start.milliseconds, step]) { row in
                PageScores(step: row[0], mean: row[1], bad: row[2])
            }
        }
    }
}
