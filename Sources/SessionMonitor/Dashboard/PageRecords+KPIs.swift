import GRDB
import JobQueueSQLite
package import SessionHealth
package import WallTime

/// What KPIs are calculated from.
package struct KPIGround: Sendable {
    /// Each account's time, by what it counts as.
    package var totals: [AvailabilityTotals]
    package var incidents: [Incident]
    package var episodes: [RecoveryEpisode]
}

/// The line of scores of all accounts.
package struct PageScores: Sendable, Hashable {
    package var step: Int64
    package var mean: Double?
    /// Accounts that had a score below 70.
    package var bad: Int
}

extension PageRecords {
    private static let intervalsSQL = """
        SELECT account_id, began_at, ended_at, state FROM health_intervals
        WHERE ended_at > ?1 AND (?2 IS NULL OR account_id = ?2) ORDER BY account_id
        """
    private static let episodesSQL = """
        SELECT episode FROM recovery_episodes
        WHERE ended_at >= ?1 AND (?2 IS NULL OR account_id = ?2) ORDER BY id DESC LIMIT 20000
        """
    private static let scoresSQL = """
        SELECT at / ?2, avg(score), count(DISTINCT CASE WHEN score < 70 THEN account_id END) FROM health_checks
        WHERE at >= ?1 AND score IS NOT NULL GROUP BY at / ?2
        """

    /// What KPIs of a time are calculated from, of all accounts or of one.
    package func kpiGround(from start: Timestamp, until end: Timestamp, account: Int64?) async throws -> KPIGround {
        try await read { db in
            var totals: [Int64: AvailabilityTotals] = [:]
            let stretches = try db.rows(Self.intervalsSQL, [start.milliseconds, account]) { row in
                (account: row[0] as Int64, from: row[1] as Int64, until: row[2] as Int64, state: row[3] as String)
            }
            for stretch in stretches {
                guard let state = Availability(rawValue: stretch.state) else { continue }
                let length = min(stretch.until, end.milliseconds) - max(stretch.from, start.milliseconds)
                totals[stretch.account, default: AvailabilityTotals()].add(max(0, length), of: state)
            }
            var filter = IncidentFilter()
            filter.account = account
            filter.since = start
            filter.limit = 20_000
            let incidents = try IncidentTable(db: db).incidents(filter).map(\.incident)
            let episodes = try db.rows(Self.episodesSQL, [start.milliseconds, account]) { row in
                StoredJSON.value(RecoveryEpisode.self, row[0])
            }.compactMap(\.self)
            return KPIGround(totals: Array(totals.values), incidents: incidents, episodes: episodes)
        }
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
