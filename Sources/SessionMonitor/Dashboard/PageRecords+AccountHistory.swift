import GRDB
import JobQueueSQLite
package import SessionHealth
package import WallTime

/// One check, as the history of an account shows it.
package struct PageCheck: Sendable, Hashable {
    package var id: Int64
    package var at: Timestamp
    package var outcome: String
    package var score: Int?
    package var level: String
    package var status: String
    package var rawStatus: String?
    package var phase: String
    /// JSON array of {code, points, text}.
    package var issues: String
    /// Milliseconds that the gateway took.
    package var latency: Int64?
    package var isForced: Bool
}

/// One step of a line of scores.
package struct PageTrendPoint: Sendable, Hashable {
    package var step: Int64
    package var mean: Double?
    package var lowest: Int?
    package var count: Int
}

/// The messages of an account within a day.
package struct PageMessages: Sendable, Hashable {
    /// A message that failed.
    package struct Failure: Sendable, Hashable {
        package var id: String
        package var at: Timestamp
        package var error: String?
        package var ack: Int?
    }

    package var incoming = 0
    package var outgoing = 0
    package var failed = 0
    /// Accepted over a minute ago, and no server acknowledgement.
    package var unacknowledged = 0
    package var failures: [Failure] = []
}

/// What an account has used of its budgets, as the gates count it.
package struct PageRecoveryBudget: Sendable, Hashable {
    package var lastHour: Int
    package var lastDay: Int
    /// When another attempt may be made by itself; nil: at once, or never.
    package var nextAllowedAt: Timestamp?
}

extension PageRecords {
    private static let memorySQL = "SELECT state FROM accounts WHERE id = ?1"
    private static let checksSQL = """
        SELECT id, at, outcome, score, level, status, raw_status, phase, issues, latency, forced FROM health_checks
        WHERE account_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3
        """
    private static let trendSQL = """
        SELECT at / ?3, avg(max(0, min(score, 100))), min(score), count(score) FROM health_checks
        WHERE account_id = ?1 AND at >= ?2 GROUP BY at / ?3 ORDER BY 1
        """
    private static let attemptsSQL = """
        SELECT id, rung, attempt, started_at, deadline_at, ended_at, outcome, requested_by, incident_id, detail
        FROM recovery_attempts WHERE account_id = ?1 AND started_at >= ?2
        ORDER BY started_at DESC, id DESC LIMIT ?3
        """
    private static let messagesSQL = """
        SELECT direction = 'in', status = 'failed', direction = 'out' AND status = 'pending' AND at < ?3, count(*)
        FROM messages WHERE account_id = ?1 AND at >= ?2 GROUP BY 1, 2, 3
        """
    private static let failuresSQL = """
        SELECT message, coalesce(failed_at, at), error, ack FROM messages
        WHERE account_id = ?1 AND status = 'failed' ORDER BY failed_at DESC LIMIT 50
        """

    /// Checks of an account, newest first.
    package func checks(of account: Int64, before id: Int64?, limit: Int) async throws -> [PageCheck] {
        try await read { db in
            try db.rows(Self.checksSQL, [account, id ?? .max, limit]) { row in
                PageCheck(
                    id: row[0], at: Timestamp(milliseconds: row[1]), outcome: row[2], score: row.score(3),
                    level: row[4],
                    status: row[5], rawStatus: row[6], phase: row[7], issues: row[8], latency: row[9],
                    isForced: row.isSet(10))
            }
        }
    }

    /// The scores of an account, by steps of so many milliseconds since 1970.
    package func trend(of account: Int64, since start: Timestamp, step: Int64) async throws -> [PageTrendPoint] {
        try await read { db in
            try db.rows(Self.trendSQL, [account, start.milliseconds, step]) { row in
                PageTrendPoint(step: row[0], mean: row[1], lowest: row.score(2), count: row[3])
            }
        }
    }

    /// Recoveries of an account since a time, newest first.
    package func recoveries(of account: Int64, since start: Timestamp, limit: Int) async throws -> [PageRecovery] {
        try await read { db in
            try db.rows(Self.attemptsSQL, [account, start.milliseconds, limit]) { row in
                PageRecovery(
                    id: row[0], rung: row[1], attempt: row[2], startedAt: Timestamp(milliseconds: row[3]),
                    deadlineAt: row.time(4), endedAt: row.time(5), outcome: row[6], by: row[7], incident: row[8],
                    detail: row[9])
            }
        }
    }

    /// What an account has used of its budgets, and until when it has to wait.
    package func recoveryBudget(
        of account: Int64, settings: HealthSettings, now: Timestamp
    ) async throws -> PageRecoveryBudget {
        let memory = try await read { try $0.row(Self.memorySQL, [account])?[0] as String? }
        let ladder = StoredJSON.value(SessionCase.self, memory)?.ladder ?? RecoveryLadder()
        return PageRecoveryBudget(
            lastHour: ladder.attempts(within: .hours(1), at: now).count,
            lastDay: ladder.attempts(within: .days(1), at: now).count,
            nextAllowedAt: ladder.nextAllowed(at: now, settings: settings))
    }

    /// The messages of the last 24 hours, and the newest failures.
    package func messages(of account: Int64, now: Timestamp) async throws -> PageMessages {
        try await read { db in
            var messages = PageMessages()
            let minute = now.milliseconds - 60_000
            let rows = try db.rows(Self.messagesSQL, [account, now.milliseconds - 86_400_000, minute]) { row in
                (isIncoming: row.isSet(0), isFailed: row.isSet(1), isStuck: row.isSet(2), count: row[3] as Int)
            }
            for row in rows {
                if row.isIncoming { messages.incoming += row.count } else { messages.outgoing += row.count }
                if row.isFailed { messages.failed += row.count }
                if row.isStuck { messages.unacknowledged += row.count }
            }
            messages.failures = try db.rows(Self.failuresSQL, [account]) { row in
                PageMessages.Failure(id: row[0], at: Timestamp(milliseconds: row[1]), error: row[2], ack: row[3])
            }
            return messages
        }
    }
}
