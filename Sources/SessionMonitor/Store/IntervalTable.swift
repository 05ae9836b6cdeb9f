import GRDB
import SessionHealth
import WallTime

/// The table `health_intervals`, and the stretches that still grow with the accounts; inside a transaction.
struct IntervalTable {
    let db: Database

    // A second worker that checked at the same instant has written the same stretch already.
    private static let insertSQL = """
        INSERT INTO health_intervals (account_id, began_at, ended_at, state) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (account_id, began_at) DO UPDATE SET ended_at = max(ended_at, ?3)
        """
    private static let totalsSQL = """
        SELECT account_id, state, sum(min(ended_at, ?2) - max(began_at, ?1)) FROM health_intervals
        WHERE ended_at > ?1 AND began_at < ?2 GROUP BY account_id, state
        """
    private static let growingSQL = """
        SELECT id, interval_state, min(interval_to, ?2) - max(interval_from, ?1) FROM accounts
        WHERE interval_to > ?1 AND interval_from < ?2
        """
    private static let ofAccountSQL = """
        SELECT began_at, ended_at, state FROM health_intervals
        WHERE account_id = ?3 AND ended_at > ?1 AND began_at < ?2
        UNION ALL
        SELECT interval_from, interval_to, interval_state FROM accounts
        WHERE id = ?3 AND interval_to > ?1 AND interval_from < ?2
        ORDER BY 1
        """

    func add(_ intervals: [AvailabilityInterval], account: Int64) throws {
        for interval in intervals {
            try db.run(
                Self.insertSQL,
                [account, interval.from.milliseconds, interval.to.milliseconds, interval.state.rawValue])
        }
    }

    /// How much time counted as what within a window, by account.
    func totals(account: Int64?, from: Timestamp, until: Timestamp) throws -> [Int64: AvailabilityTotals] {
        var totals: [Int64: AvailabilityTotals] = [:]
        if let account {
            let intervals = try intervals(of: account, from: from, until: until)
            totals[account] = AvailabilityTotals(intervals, from: from, to: until)
            return totals
        }
        for sql in [Self.totalsSQL, Self.growingSQL] {
            _ = try db.rows(sql, [from.milliseconds, until.milliseconds]) { row in
                guard let state = (row[1] as String?).flatMap(Availability.init(rawValue:)) else { return }
                totals[row[0], default: AvailabilityTotals()].add(row[2], of: state)
            }
        }
        return totals
    }

    /// An account's stretches that touch a window, the oldest first, the one that still grows last.
    func intervals(of account: Int64, from: Timestamp, until: Timestamp) throws -> [AvailabilityInterval] {
        try db.rows(Self.ofAccountSQL, [from.milliseconds, until.milliseconds, account]) { row in
            AvailabilityInterval(
                from: Timestamp(milliseconds: row[0]), to: Timestamp(milliseconds: row[1]),
                state: row.value(2, or: .unknown))
        }
    }
}
