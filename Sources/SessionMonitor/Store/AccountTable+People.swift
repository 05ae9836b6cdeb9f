import GRDB
import SessionHealth
import WallTime

extension AccountTable {
    private static let holdSQL = """
        UPDATE accounts SET held_at = ?2, held_by = ?3, hold_reason = ?4, updated_at = ?2, revision = revision + 1 WHERE id = ?1
        """
    private static let releaseSQL = """
        UPDATE accounts SET held_at = NULL, held_by = NULL, hold_reason = NULL, stopped_at = NULL, updated_at = ?2,
          revision = revision + 1
        WHERE id = ?1
        """
    private static let disableSQL = """
        UPDATE accounts SET disabled_at = ?2, updated_at = ?3, revision = revision + 1 WHERE id = ?1
        """
    private static let stopSQL = """
        UPDATE accounts SET stopped_at = ?2, updated_at = ?3, revision = revision + 1 WHERE id = ?1
        """
    private static let maintenanceSQL = """
        UPDATE accounts SET maintenance = ?2, updated_at = ?3, revision = revision + 1 WHERE id = ?1
        """

    /// So many windows may an account have at once.
    private static let windowLimit = 50

    // What the old gateway said of its session is not the new one's.
    private static let moveSQL = """
        UPDATE accounts SET gateway = ?2, session = ?3, previous_session = NULL, session_started_at = ?4, gone_at = NULL,
          gateway_status = NULL, raw_status = NULL, restricted = 0, connected_since = NULL, stale = 1, updated_at = ?4,
          revision = revision + 1
        WHERE id = ?1
        """

    private func move(_ id: Int64, to gateway: String, _ session: String, at now: Timestamp) throws {
        try GatewayTable(db: db).require(gateway)
        if let other = try account(gateway: gateway, session: session) {
            throw MonitorError(
                .duplicate,
                other.id == id
                    ? "The account \(id) is on \(other.path) already."
                    : "The session \(other.path) has an account, number \(other.id). Remove that one first: denyut account-remove \(other.id)"
            )
        }
        try db.run(Self.moveSQL, [id, gateway, session, now.milliseconds])
    }

    /// Writes what a person decided about an account.
    ///
    /// - Returns: the number of the maintenance window that was added.
    func apply(
        _ action: AccountAction, to account: WatchedAccount, by person: String, reason: String?, at now: Timestamp
    ) throws -> Int? {
        let (id, time) = (account.id, now.milliseconds)
        switch action {
        case .hold: try db.run(Self.holdSQL, [id, time, person, reason])
        case .release: try db.run(Self.releaseSQL, [id, time])
        case .disable: try db.run(Self.disableSQL, [id, time, time])
        case .enable: try db.run(Self.disableSQL, [id, nil, time])
        case .stop: try db.run(Self.stopSQL, [id, time, time])
        case .move(let gateway, let session): try move(id, to: gateway, session, at: now)
        case .addMaintenance(var window):
            var windows = account.maintenance.filter { !$0.isPast(at: now) }
            guard windows.count < Self.windowLimit else {
                throw MonitorError(
                    .invalid, "The account has \(windows.count) maintenance windows: remove some first.")
            }
            window.id = (account.maintenance.map(\.id).max() ?? 0) + 1
            window.by = person
            windows.append(window)
            try db.run(Self.maintenanceSQL, [id, StoredJSON.text(windows), time])
            return window.id
        case .removeMaintenance(let number):
            guard account.maintenance.contains(where: { $0.id == number }) else {
                throw MonitorError(.notFound, "The account has no maintenance window \(number).")
            }
            let windows = account.maintenance.filter { $0.id != number }
            try db.run(Self.maintenanceSQL, [id, StoredJSON.text(windows), time])
        }
        return nil
    }
}
