import GRDB
import SessionHealth
import WallTime

/// What traffic is usual for each account: the column `usual_traffic`, learnt from `message_hours`; inside a transaction.
struct TrafficTable {
    let db: Database

    /// Accounts that had messages within the last weeks, with what they had in the hour, and for how long they were up in it.
    private static let hourSQL = """
        SELECT a.id, a.usual_traffic, coalesce(m.incoming + m.outgoing, 0), coalesce(h.up, 0)
        FROM accounts AS a
        LEFT JOIN message_hours AS m ON m.account_id = a.id AND m.hour = ?1
        LEFT JOIN health_hours AS h ON h.account_id = a.id AND h.hour = ?1
        WHERE a.usual_traffic IS NOT NULL OR m.hour IS NOT NULL
        """
    private static let saveSQL = "UPDATE accounts SET usual_traffic = ?2 WHERE id = ?1"
    private static let learntSQL = "SELECT done_until FROM health_rollups WHERE name = 'traffic'"
    private static let setLearntSQL = """
        INSERT INTO health_rollups (name, done_until) VALUES ('traffic', ?1)
        ON CONFLICT (name) DO UPDATE SET done_until = ?1
        """

    /// Learns an hour that is over, once. Hours in which an account was mostly not up teach nothing about its habits.
    func learn(hour: Timestamp) throws {
        let end = hour + .hours(1)
        guard hour.milliseconds >= (try db.integer(Self.learntSQL) ?? .min) else { return }
        let rows = try db.rows(Self.hourSQL, [hour.milliseconds]) { row in
            (id: row[0] as Int64, usual: row[1] as String?, messages: row[2] as Int, up: row[3] as Int64)
        }
        for row in rows {
            var usual = StoredJSON.value(UsualTraffic.self, row.usual) ?? UsualTraffic()
            if row.up < HealthRollup.hour / 2 {
                usual.skip(to: end)
            } else {
                usual.add(messages: row.messages, at: hour)
                usual.advance(to: end)
            }
            try db.run(Self.saveSQL, [row.id, StoredJSON.text(usual)])
        }
        try db.run(Self.setLearntSQL, [end.milliseconds])
    }
}
