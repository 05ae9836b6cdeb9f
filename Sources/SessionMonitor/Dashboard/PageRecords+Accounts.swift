import Foundation
import GRDB
import JobQueueSQLite
import SessionHealth
package import WallTime

extension PageRecords {
    private static let accountsSQL = """
        SELECT a.id, a.gateway, a.session, a.phone, a.label, a.workspace, a.language, a.status, a.gateway_status,
          a.raw_status, a.restricted, a.score, a.level, a.stale, a.flapping, a.checked_at, a.attempted_at,
          a.last_incoming_at, a.last_outgoing_at, a.issues, a.held_at, a.held_by, a.hold_reason, a.disabled_at,
          a.stopped_at, a.maintenance, a.connected_since, a.created_at, a.revision,
          i.id, i.cause, i.began_at, i.needs_human, i.blocked_by,
          r.id, r.rung, r.attempt, r.started_at, r.deadline_at, r.requested_by, r.incident_id, r.detail,
          CASE WHEN a.gateway_status = 'qr_scanning' THEN json_extract(a.state, '$.state.qrSince') END,
          CASE WHEN a.gateway_status = 'qr_scanning' THEN json_extract(a.state, '$.state.linkedAt') IS NULL
            AND a.connected_since IS NULL END,
          CASE WHEN i.needs_human THEN json_extract(a.state, '$.state.goodSince') IS NOT NULL END
        FROM accounts AS a
        LEFT JOIN incidents AS i ON i.id = a.incident_id AND i.resolved_at IS NULL
        LEFT JOIN recovery_attempts AS r ON r.gateway = a.gateway AND r.account_id = a.id AND r.ended_at IS NULL
        """
    private static let trendSQL = """
        SELECT account_id, at / 3600000, avg(max(0, min(score, 100))) FROM health_checks
        WHERE account_id IN (SELECT value FROM json_each(?1)) AND at >= ?2 AND score IS NOT NULL
        GROUP BY account_id, at / 3600000
        """

    /// The revision of every account, by its number.
    package func revisions() async throws -> [Int64: Int64] {
        try await read { db in
            Dictionary(uniqueKeysWithValues: try db.rows("SELECT id, revision FROM accounts") { ($0[0], $0[1]) })
        }
    }

    /// All accounts, or those with these numbers, by number.
    package func accounts(ids: [Int64]? = nil, now: Timestamp) async throws -> [PageAccount] {
        try await read { db in
            let rows =
                if let ids {
                    try db.rows(
                        Self.accountsSQL + " WHERE a.id IN (SELECT value FROM json_each(?1)) ORDER BY a.id",
                        [Self.list(ids)], Self.account)
                } else {
                    try db.rows(Self.accountsSQL + " ORDER BY a.id", [], Self.account)
                }
            // Two attempts that are open at once would be a fault; the page must not fail over it.
            var seen: Set<Int64> = []
            return rows.filter { seen.insert($0.id).inserted }
        }
    }

    /// Mean score of each of the last 24 hours, the current one last; by account.
    package func trends(of ids: [Int64], now: Timestamp) async throws -> [Int64: [Double?]] {
        let last = now.milliseconds / 3_600_000
        return try await read { db in
            var trends: [Int64: [Double?]] = [:]
            let rows = try db.rows(Self.trendSQL, [Self.list(ids), (last - 23) * 3_600_000]) { row in
                (id: row[0] as Int64, hour: row[1] as Int64, mean: row[2] as Double)
            }
            for row in rows where (last - 23...last).contains(row.hour) {
                trends[row.id, default: Array(repeating: nil, count: 24)][Int(row.hour - last + 23)] = row.mean
            }
            return trends
        }
    }

    static func list(_ ids: [Int64]) -> String {
        "[" + ids.map(String.init).joined(separator: ",") + "]"
    }

    private static func account(_ row: Row) -> PageAccount {
        PageAccount(
            id: row[0], gateway: row[1], session: row[2], phone: row[3], label: row[4], workspace: row[5],
            language: row[6], status: row[7], gatewayStatus: row[8], rawStatus: row[9], isRestricted: row.isSet(10),
            score: row.score(11), level: row[12], isStale: row.isSet(13), isFlapping: row.isSet(14),
            checkedAt: row.time(15),
            attemptedAt: row.time(16), lastMessageAt: [row.time(17), row.time(18)].compactMap(\.self).max(),
            issues: row[19], heldAt: row.time(20), heldBy: row[21], holdReason: row[22],
            isDisabled: row.time(23) != nil, isStopped: row.time(24) != nil, maintenance: row[25],
            connectedSince: row.time(26), createdAt: Timestamp(milliseconds: row[27]), revision: row[28],
            incident: (row[29] as Int64?).map { id in
                PageIncidentBrief(
                    id: id, cause: row[30], beganAt: Timestamp(milliseconds: row[31]), needsHuman: row.isSet(32),
                    blockedBy: row[33])
            },
            recovery: (row[34] as Int64?).map { id in
                PageRecovery(
                    id: id, rung: row[35], attempt: row[36], startedAt: Timestamp(milliseconds: row[37]),
                    deadlineAt: row.time(38), by: row[39], incident: row[40], detail: row[41])
            }, waitsForScanSince: row.time(42), wasLinked: !row.isSet(43), isBack: row.isSet(44))
    }
}
