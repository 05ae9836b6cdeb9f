import GRDB
import JobQueueSQLite
import SessionHealth
package import WallTime

/// Where a reconnect of an account stands: its newest attempt, its QR code, and the job that is to begin one.
package struct PageReconnect: Sendable, Hashable {
    package var account: Int64
    package var revision: Int64
    package var status: String
    /// What the gateway said at the last check.
    package var gatewayStatus: String?
    package var phase: String
    package var isHeld: Bool
    package var qr: String?
    package var qrFormat: String?
    package var qrAt: Timestamp?
    package var qrExpiresAt: Timestamp?
    package var qrNumber: Int
    /// A person has the code open until then.
    package var watchedUntil: Timestamp?
    package var attempt: PageRecovery?
    /// The live job that a person or a check has asked for.
    package var job: Int64?
    package var blockedBy: String?
    package var cause: String?
    /// When the gateway last said its status.
    package var checkedAt: Timestamp?
    package var connectedSince: Timestamp?
}

extension PageRecords {
    private static let reconnectSQL = """
        SELECT a.id, a.revision, a.status, a.phase, a.held_at IS NOT NULL, a.qr, a.qr_format, a.qr_at, a.qr_expires_at,
          a.qr_number, a.gateway_status, a.qr_watched_until, r.id, r.rung, r.attempt,
          r.started_at, r.deadline_at, r.ended_at, r.outcome, r.requested_by, r.incident_id, r.detail, (SELECT id FROM jobs WHERE unique_key = 'recover:' || a.id), i.blocked_by, i.cause,
          a.checked_at, a.connected_since
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
                    account: row[0], revision: row[1], status: row[2], gatewayStatus: row[10], phase: row[3],
                    isHeld: row.isSet(4), qr: row[5], qrFormat: row[6], qrAt: row.time(7), qrExpiresAt: row.time(8),
                    qrNumber: row[9], watchedUntil: row.time(11),
                    attempt: (row[12] as Int64?).map { id in
                        PageRecovery(
                            id: id, rung: row[13], attempt: row[14], startedAt: Timestamp(milliseconds: row[15]),
                            deadlineAt: row.time(16), endedAt: row.time(17), outcome: row[18], by: row[19],
                            incident: row[20], detail: row[21])
                    }, job: row[22], blockedBy: row[23], cause: row[24], checkedAt: row.time(25),
                    connectedSince: row.time(26))
            }
        }
    }

    /// Asks for a recovery of an account; the worker's gates decide. The job's number, also that of one that was live.
    ///
    /// - Parameter insists: a new login also in place of the code that is shown.
    /// - Throws: `MonitorError.notFound`.
    package func requestRecovery(
        _ account: Int64, newLogin: Bool, insists: Bool = false, by person: String, reason: String?
    ) async throws -> Int64? {
        try await store.requestRecovery(
            RecoverSession(account: account, by: person, newLogin: newLogin, overrides: true, insists: insists),
            reason: reason)
    }

    /// Ends a recovery: a job that has not begun is taken back, an attempt that runs is closed.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func cancelRecovery(_ account: Int64, by person: String) async throws {
        try await store.cancelRecovery(of: account, by: person)
    }

    /// Notes that a person looks at the QR code until then; nothing recovers the account meanwhile, and the code is kept
    /// fresh.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func watchQR(_ account: Int64, until time: Timestamp) async throws {
        try await store.watchCode(of: account, until: time)
    }
}
