import GRDB
import SessionHealth
import WallTime

/// The table `health_intervals`, inside a transaction.
struct IntervalTable {
    let db: Database

    // A second worker that checked at the same instant has written the same stretch already.
    private static let insertSQL = """
        INSERT INTO health_intervals (account_id, began_at, ended_at, state) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (account_id, began_at) DO UPDATE SET ended_at = max(ended_at, ?3)
        """

    func add(_ intervals: [AvailabilityInterval], account: Int64) throws {
        for interval in intervals {
            try db.run(
                Self.insertSQL,
                [account, interval.from.milliseconds, interval.to.milliseconds, interval.state.rawValue])
        }
    }
}
