import GRDB
import SessionHealth
import WallTime

/// The tables `health_hours`, `health_days` and `health_rollups`, inside a transaction.
struct RollupTable {
    let db: Database

    private static let hourOfChecksSQL = """
        INSERT INTO health_hours (account_id, hour, checks, score_sum, lowest, highest)
        SELECT a.id, ?1, count(c.score), coalesce(sum(max(0, min(c.score, 100))), 0), min(c.score),
          max(c.score)
        FROM accounts AS a CROSS JOIN health_checks AS c ON c.account_id = a.id AND c.at >= ?1 AND c.at < ?2
        GROUP BY a.id
        ON CONFLICT (account_id, hour) DO UPDATE SET checks = excluded.checks, score_sum = excluded.score_sum,
          lowest = excluded.lowest, highest = excluded.highest
        """
    private static let hourOfTimeSQL = """
        INSERT INTO health_hours (account_id, hour, up, down, gateway_down, unknown, excluded)
        SELECT account_id, ?1,
          coalesce(sum(length) FILTER (WHERE state = 'up'), 0), coalesce(sum(length) FILTER (WHERE state = 'down'), 0),
          coalesce(sum(length) FILTER (WHERE state = 'gateway_down'), 0),
          coalesce(sum(length) FILTER (WHERE state = 'unknown'), 0),
          coalesce(sum(length) FILTER (WHERE state IN ('never_linked', 'maintenance', 'stopped')), 0)
        FROM (
          SELECT account_id, state, min(ended_at, ?2) - max(began_at, ?1) AS length FROM health_intervals
          WHERE ended_at > ?1 AND began_at < ?2
          UNION ALL
          SELECT id, interval_state, min(interval_to, ?2) - max(interval_from, ?1) FROM accounts
          WHERE interval_to > ?1 AND interval_from < ?2
        )
        WHERE true GROUP BY account_id
        ON CONFLICT (account_id, hour) DO UPDATE SET up = excluded.up, down = excluded.down,
          gateway_down = excluded.gateway_down, unknown = excluded.unknown, excluded = excluded.excluded
        """
    /// The sum of a column that another program may have written: no value counts for more than a year of milliseconds, else one of
    /// them would end the roll-ups for good with an overflow.
    private static func sum(_ column: String) -> String { "sum(max(0, min(\(column), 31536000000)))" }
    private static let daySQL = """
        INSERT OR REPLACE INTO health_days (account_id, day, checks, score_sum, lowest, highest, up, down, gateway_down,
          unknown, excluded)
        SELECT account_id, ?1, \(sum("checks")), \(sum("score_sum")), min(lowest), max(highest), \(sum("up")), \(sum("down")),
          \(sum("gateway_down")), \(sum("unknown")), \(sum("excluded"))
        FROM health_hours WHERE hour >= ?1 AND hour < ?2 GROUP BY account_id
        """
    private static let doneSQL = "SELECT done_until FROM health_rollups WHERE name = 'hours'"
    private static let setDoneSQL = """
        INSERT INTO health_rollups (name, done_until) VALUES ('hours', ?1)
        ON CONFLICT (name) DO UPDATE SET done_until = ?1
        """
    private static let firstSQL = "SELECT at FROM health_checks WHERE at BETWEEN ?1 AND ?2 ORDER BY id LIMIT 1"
    private static let pointsSQL = """
        SELECT hour, checks, score_sum, lowest FROM health_hours
        WHERE account_id = ?1 AND hour >= ?2 AND hour < ?3 ORDER BY hour
        """

    /// Until when the hours are rolled up; nil where nothing is.
    func doneUntil() throws -> Timestamp? {
        try db.integer(Self.doneSQL).map(Timestamp.init(milliseconds:))
    }

    /// When the first check was made that is still kept, of those between two instants: what another program has dated before or after
    /// all others must not keep the roll-ups there.
    func firstCheck(from start: Timestamp, until end: Timestamp) throws -> Timestamp? {
        try db.integer(Self.firstSQL, [start.milliseconds, end.milliseconds]).map(Timestamp.init(milliseconds:))
    }

    /// Sums an hour up; again where it was already. And the day that it ends.
    func rollUp(hour: Timestamp) throws {
        let end = hour.milliseconds + HealthRollup.hour
        try db.run(Self.hourOfChecksSQL, [hour.milliseconds, end])
        try db.run(Self.hourOfTimeSQL, [hour.milliseconds, end])
        let day = HealthRollup.start(of: hour, length: HealthRollup.day)
        try db.run(Self.daySQL, [day.milliseconds, day.milliseconds + HealthRollup.day])
        if end > (try doneUntil()?.milliseconds ?? .min) { try db.run(Self.setDoneSQL, [end]) }
    }

    /// An account's hours as points, the oldest first.
    func points(of account: Int64, from: Timestamp, until: Timestamp) throws -> [TrendPoint] {
        try db.rows(Self.pointsSQL, [account, from.milliseconds, until.milliseconds]) { row in
            let checks: Int = row[1]
            return TrendPoint(
                at: Timestamp(milliseconds: row[0]),
                score: checks > 0 ? min(max(Double(row[2] as Int) / Double(checks), 0), 100) : nil,
                lowest: row.score(3))
        }
    }
}
