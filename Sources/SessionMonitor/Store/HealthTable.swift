import GRDB
import SessionHealth
import WallTime

/// The table `health_checks`, inside a transaction.
struct HealthTable {
    let db: Database

    private static let insertSQL = """
        INSERT INTO health_checks (account_id, at, outcome, score, level, status, raw_status, phase, deductions, issues,
          evidence, latency, forced)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """
    private static let ofAccountSQL = """
        SELECT id, account_id, at, outcome, score, level, status, raw_status, phase, issues, evidence, latency, forced
        FROM health_checks WHERE account_id = ?1 AND at >= ?2 AND at < ?3 ORDER BY at DESC, id DESC LIMIT ?4
        """

    private static let pointsSQL = """
        SELECT at, score FROM health_checks WHERE account_id = ?1 AND at >= ?2 AND at < ?3 ORDER BY at
        """

    func add(_ check: HealthCheck, evidence: String) throws {
        try db.run(
            Self.insertSQL,
            [
                check.account, check.at.milliseconds, check.outcome.rawValue, check.score, check.level.rawValue,
                check.status.rawValue, check.rawStatus, check.phase.rawValue, Self.deductions(check.issues),
                StoredJSON.issues(check.issues), evidence, check.latency?.wholeMilliseconds, check.isForced ? 1 : 0,
            ])
    }

    /// Checks of an account within a time, the newest first.
    func checks(of account: Int64, from: Timestamp, until: Timestamp, limit: Int) throws -> [HealthCheck] {
        try db.rows(Self.ofAccountSQL, [account, from.milliseconds, until.milliseconds, limit]) { row in
            HealthCheck(
                id: row[0], account: row[1], at: Timestamp(milliseconds: row[2]),
                outcome: row.value(3, or: .unknown), score: row.score(4), level: row.value(5, or: .unknown),
                status: row.value(6, or: .unknown), rawStatus: row[7], phase: row.value(8, or: .unchecked),
                issues: StoredJSON.issues(row[9]), evidence: row[10],
                latency: (row[11] as Int64?).map { .milliseconds($0) }, isForced: row.isSet(12))
        }
    }

    /// An account's checks as points, the oldest first.
    func points(of account: Int64, from: Timestamp, until: Timestamp) throws -> [TrendPoint] {
        try db.rows(Self.pointsSQL, [account, from.milliseconds, until.milliseconds]) { row in
            TrendPoint(
                at: Timestamp(milliseconds: row[0]), score: row.score(1).map(Double.init), lowest: row.score(1))
        }
    }

    /// Finding to points, as a JSON object; the names are our own, so nothing needs escaping.
    private static func deductions(_ issues: [Issue]) -> String {
        "{" + issues.filter { $0.points > 0 }.map { "\"\($0.code.rawValue)\":\($0.points)" }.joined(separator: ",")
            + "}"
    }
}
