import Foundation
import GRDB
import JobQueue
import JobQueueSQLite
import SessionHealth
package import WallTime

/// Where a reconnect of an account stands: its newest attempt, its QR code, and the job that is to begin one.
package struct PageReconnect: Sendable, Hashable {
    package var account: Int64
    package var revision: Int64
    package var status: String
    package var phase: String
    package var isHeld: Bool
    package var qr: String?
    package var qrFormat: String?
    package var qrAt: Timestamp?
    package var qrExpiresAt: Timestamp?
    package var qrNumber: Int
    package var attempt: PageRecovery?
    /// The live job that a person or a check has asked for.
    package var job: Int64?
    package var blockedBy: String?
    package var cause: String?
}

extension PageRecords {
    private static let reconnectSQL = """
        SELECT a.id, a.revision, a.status, a.phase, a.held_at IS NOT NULL, a.qr, a.qr_format, a.qr_at, a.qr_expires_at,
          a.qr_number, r.id, r.rung, r.attempt, r.started_at, r.deadline_at, r.ended_at, r.outcome, r.requested_by,
          r.incident_id, r.detail, (SELECT id FROM jobs WHERE unique_key = 'recover:' || a.id), i.blocked_by, i.cause
        FROM accounts AS a
        LEFT JOIN recovery_attempts AS r ON r.id = (
          SELECT id FROM recovery_attempts WHERE account_id = a.id ORDER BY started_at DESC, id DESC LIMIT 1)
        LEFT JOIN incidents AS i ON i.id = a.incident_id AND i.resolved_at IS NULL
        WHERE a.id IN (SELECT value FROM json_each(?1)) ORDER BY a.id
        """

    /// Where the reconnects of these accounts stand.
    package func reconnects(_ ids: [Int64]) async throws -> [PageReconnect] {
        try await read { db in
            try db.rows(Self.reconnectSQL, [Self.list(ids)]) { row in
                PageReconnect(
                    account: row[0], revision: row[1], status: row[2], phase: row[3], isHeld: row.isSet(4), qr: row[5],
                    qrFormat: row[6], qrAt: row.time(7), qrExpiresAt: row.time(8), qrNumber: row[9],
                    attempt: (row[10] as Int64?).map { id in
                        PageRecovery(
                            id: id, rung: row[11], attempt: row[12], startedAt: Timestamp(milliseconds: row[13]),
                            deadlineAt: row.time(14), endedAt: row.time(15), outcome: row[16], by: row[17],
                            incident: row[18], detail: row[19])
                    }, job: row[20], blockedBy: row[21], cause: row[22])
            }
        }
    }

    /// Asks for a recovery of an account; the worker's gates decide. The job's number, also that of one that was live.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func requestRecovery(
        _ account: Int64, newLogin: Bool, by person: String, reason: String?
    ) async throws -> Int64? {
        try await store.queue.write { transaction in
            let reference = try Self.reference(account, transaction.database)
            try Self.audit(transaction, person, "reconnect", reference, reason)
            let payload = try JSONEncoder().encode(
                RecoveryPayload(account: account, by: person, newLogin: newLogin, overrides: true))
            let job = NewJob(
                queue: "whatsapp-recovery", kind: "RecoverSession", payload: payload, priority: -10,
                uniqueKey: "recover:\(account)")
            let id = try transaction.enqueue([job]).first?.id.rawValue
            try transaction.database.run("UPDATE accounts SET revision = revision + 1 WHERE id = ?1", [account])
            return id
        }
    }

    /// Ends a recovery: a job that has not begun is taken back, an attempt that runs is closed. Whether there was one.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func cancelRecovery(_ account: Int64, by person: String) async throws {
        let job = try await store.queue.write { transaction in
            let db = transaction.database
            let reference = try Self.reference(account, db)
            try Self.audit(transaction, person, "reconnect-cancel", reference, nil)
            try db.run(
                """
                UPDATE recovery_attempts SET ended_at = ?2, outcome = 'abandoned', detail = ?3
                WHERE account_id = ?1 AND ended_at IS NULL
                """, [account, transaction.now.milliseconds, "cancelled by \(person)"])
            try db.run(
                """
                UPDATE accounts SET qr = NULL, qr_expires_at = NULL, qr_watched_until = NULL, revision = revision + 1
                WHERE id = ?1
                """, [account])
            return try db.integer("SELECT id FROM jobs WHERE unique_key = ?1", ["recover:\(account)"])
        }
        if let job { _ = try await store.queue.cancel(JobID(job)) }
    }

    /// Notes that a person looks at the QR code until then; nothing recovers the account meanwhile.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func watchQR(_ account: Int64, until time: Timestamp) async throws {
        try await store.queue.write(.fast) { transaction in
            _ = try Self.reference(account, transaction.database)
            try transaction.database.run(
                "UPDATE accounts SET qr_watched_until = ?2 WHERE id = ?1", [account, time.milliseconds])
        }
    }

    /// The payload of a `RecoverSession` job.
    private struct RecoveryPayload: Encodable {
        var account: Int64
        var by: String
        var newLogin: Bool
        var overrides: Bool

        private enum CodingKeys: String, CodingKey {
            case account, by, overrides
            case newLogin = "new_login"
        }
    }
}
