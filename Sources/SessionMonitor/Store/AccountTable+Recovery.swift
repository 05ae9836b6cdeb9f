import GRDB
import Gateways
import SessionHealth
import WallTime

extension AccountTable {
    private static let renameSQL = """
        UPDATE accounts SET previous_session = session, session = ?2, revision = revision + 1
        WHERE id = ?1 AND session <> ?2
        """
    private static let startedSQL = """
        UPDATE accounts SET session_started_at = ?2, revision = revision + 1 WHERE id = ?1
        """
    private static let waitsForScanSQL = """
        UPDATE accounts SET session_started_at = ?2, status = 'qr_scanning', qr = NULL, qr_format = NULL, qr_at = NULL,
          qr_expires_at = NULL, qr_number = 0, revision = revision + 1
        WHERE id = ?1
        """
    private static let asksForScanSQL = """
        UPDATE accounts SET status = 'qr_scanning', revision = revision + 1 WHERE id = ?1 AND status <> 'qr_scanning'
        """
    private static let storeCodeSQL = """
        UPDATE accounts SET qr = ?2, qr_format = ?3, qr_at = ?4, qr_expires_at = ?5,
          qr_number = coalesce(?6, qr_number + 1), revision = revision + 1
        WHERE id = ?1 AND qr IS NOT ?2 AND (qr_at IS NULL OR qr_at <= ?4)
        """
    // The same code, still shown: the gateway does not date it, so it was younger than it was taken for.
    private static let confirmCodeSQL = """
        UPDATE accounts SET qr_expires_at = max(qr_at + ?4, ?3 + ?5), revision = revision + 1
        WHERE id = ?1 AND qr IS ?2 AND qr_expires_at < ?3 + ?5
        """
    private static let forgetCodeSQL = """
        UPDATE accounts SET qr = NULL, qr_format = NULL, qr_at = NULL, qr_expires_at = NULL, qr_number = 0,
          revision = revision + 1
        WHERE id = ?1 AND qr IS NOT NULL
        """
    private static let restartableSQL = """
        SELECT id FROM accounts
        WHERE (?1 IS NULL OR gateway = ?1) AND coalesce(session_started_at, 0) < ?2 AND gateway_status = 'connected'
          AND phase = 'good' AND stale = 0 AND rung IS NULL AND disabled_at IS NULL AND stopped_at IS NULL
          AND held_at IS NULL
        ORDER BY coalesce(session_started_at, 0), id
        """
    private static let wantedSQL = "UPDATE accounts SET stopped_at = NULL WHERE id = ?1 AND stopped_at IS NOT NULL"
    private static let watchSQL = "UPDATE accounts SET qr_watched_until = ?2 WHERE id = ?1"
    private static let scanSQL = """
        SELECT id, gateway, session, status, gateway_status, rung, rung_started_at, rung_deadline_at, qr, qr_format, qr_at,
          qr_expires_at, qr_number, qr_watched_until, incident_id, connected_since, revision
        FROM accounts WHERE id = ?1
        """

    /// Gives the account another session; the name of the old one is remembered, because late messages carry it.
    func rename(_ id: Int64, to session: String) throws {
        try db.run(Self.renameSQL, [id, session])
    }

    /// The name of an account's next session: one that no other account of the gateway has.
    func nextSession(after session: String, gateway: String) throws -> String {
        var name = SessionName.next(after: session)
        while try id(gateway: gateway, session: name) != nil { name = SessionName.next(after: name) }
        return name
    }

    /// The session was started anew: what happened before is not its own.
    func started(_ id: Int64, at now: Timestamp) throws {
        try db.run(Self.startedSQL, [id, now.milliseconds])
    }

    /// Accounts whose sessions are well and were started before a time, the longest running first.
    func restartable(gateway: String?, startedBefore time: Timestamp) throws -> [Int64] {
        try db.rows(Self.restartableSQL, [gateway, time.milliseconds]) { $0[0] as Int64 }
    }

    /// The login is gone and a new one is waited for.
    func waitsForScan(_ id: Int64, at now: Timestamp) throws {
        try db.run(Self.waitsForScanSQL, [id, now.milliseconds])
    }

    /// The user is asked to scan the code that the session shows by itself: from now on nobody expects it to be connected.
    func asksForScan(_ id: Int64) throws {
        try db.run(Self.asksForScanSQL, [id])
    }

    /// Stores a QR code, for as long as WhatsApp keeps one; the same one again, and one older than the one that is shown, change
    /// nothing.
    ///
    /// - Parameters:
    ///   - number: which code of this login it is, where the gateway counts them.
    ///   - isShown: whether the gateway was asked just now, and showed it: then it is good a little longer than it was taken for,
    ///     where the gateway does not say when it was made.
    func store(
        _ code: QRCode, of id: Int64, number: Int? = nil, isShown: Bool = false, at now: Timestamp,
        settings: HealthSettings
    ) throws {
        let madeAt = min(code.generatedAt ?? now, now)
        let lifetime = settings.qrLifetime(number: number, own: code.expiresAt.map { $0 - madeAt })
        let (format, text) =
            switch code.content {
            case .picture(let url): ("picture", url)
            case .text(let text): ("text", text)
            }
        try db.run(
            Self.storeCodeSQL,
            [
                id, text, format, madeAt.milliseconds, (madeAt + lifetime).milliseconds, number,
            ])
        let isDated = code.generatedAt.map { now - $0 > .seconds(1) } ?? false
        guard isShown, !isDated else { return }
        try db.run(
            Self.confirmCodeSQL,
            [
                id, text, now.milliseconds, settings.qrFirstLifetime.wholeMilliseconds,
                (settings.qrWatched * 2).wholeMilliseconds,
            ])
    }

    /// The code was used, or means nothing any more.
    func forgetCode(of id: Int64) throws {
        try db.run(Self.forgetCodeSQL, [id])
    }

    /// A person wants the session to be connected, whoever stopped it before.
    func wanted(_ id: Int64) throws {
        try db.run(Self.wantedSQL, [id])
    }

    /// A person looks at the code.
    func watch(_ id: Int64, until time: Timestamp?) throws {
        try db.run(Self.watchSQL, [id, time?.milliseconds])
    }

    /// How far a reconnect is, with its code.
    func scan(_ id: Int64) throws -> ScanState? {
        try db.row(Self.scanSQL, [id]).map { row in
            let text = row[8] as String?
            let code = text.map { text in
                ShownCode(
                    isPicture: row[9] as String? == "picture", content: Secret(text),
                    generatedAt: row.time(10) ?? .distantPast, expiresAt: row.time(11), number: row[12])
            }
            return ScanState(
                account: AccountReference(id: row[0], gateway: row[1], session: row[2]),
                status: row.value(3, or: .unknown),
                gatewayStatus: (row[4] as String?).flatMap(SessionStatus.init),
                rung: (row[5] as String?).flatMap(Rung.init), startedAt: row.time(6), deadline: row.time(7), code: code,
                watchedUntil: row.time(13), incident: row[14], connectedSince: row.time(15), revision: row[16])
        }
    }
}
