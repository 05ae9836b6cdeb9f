import GRDB
package import Gateways
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

/// What a person decides about an account.
package enum PageDecision: Sendable, Hashable {
    case hold
    case release
    case disable
    case enable

    package var action: String {
        switch self {
        case .hold: "hold"
        case .release: "release"
        case .disable: "disable"
        case .enable: "enable"
        }
    }

    fileprivate var changes: String {
        switch self {
        case .hold: "held_at = coalesce(held_at, :now), held_by = :person, hold_reason = :reason"
        case .release: "held_at = NULL, held_by = NULL, hold_reason = NULL, stopped_at = NULL"
        case .disable: "disabled_at = coalesce(disabled_at, :now)"
        case .enable: "disabled_at = NULL"
        }
    }
}

extension PageRecords {
    /// Carries a decision out, writes it into the audit, and where that makes sense has the account checked at once.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func decide(_ decision: PageDecision, account: Int64, by person: String, reason: String?) async throws {
        try await store.queue.write { transaction in
            let db = transaction.database
            let reference = try Self.reference(account, db)
            var arguments: [String: (any DatabaseValueConvertible)?] = [
                "id": account, "now": transaction.now.milliseconds,
            ]
            if decision == .hold {
                arguments["person"] = person
                arguments["reason"] = reason
            }
            try db.execute(
                sql:
                    "UPDATE accounts SET \(decision.changes), revision = revision + 1, updated_at = :now WHERE id = :id",
                arguments: StatementArguments(arguments))
            try Self.audit(transaction, person, decision.action, reference, reason)
            if decision == .release || decision == .enable {
                _ = try transaction.enqueue([try MonitorSessionHealth.immediate(reference)])
            }
        }
    }

    /// Has an account checked at once. However often it is asked for, one check is enough. The job's number.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func checkNow(_ account: Int64, by person: String, reason: String?) async throws -> Int64? {
        try await store.queue.write { transaction in
            let reference = try Self.reference(account, transaction.database)
            try Self.audit(transaction, person, "check", reference, reason)
            return try transaction.enqueue([try MonitorSessionHealth.immediate(reference)]).first?.id.rawValue
        }
    }

    /// Adds a window of maintenance (a JSON object without an id); its number.
    ///
    /// - Throws: `MonitorError` where there is no such account, or it has 50 windows.
    package func addMaintenance(
        _ window: JSON, account: Int64, by person: String, reason: String?
    ) async throws -> Int {
        try await store.queue.write { transaction in
            let db = transaction.database
            let reference = try Self.reference(account, db)
            var windows = try Self.windows(account, db)
            guard windows.count < 50 else {
                throw MonitorError(.invalid, "The account has 50 maintenance windows: remove some first.")
            }
            let id = (windows.compactMap { $0["id"].int }.max() ?? 0) + 1
            windows.append(Self.merged(window, ["id": .integer(Int64(id))]))
            try Self.save(windows, account, transaction)
            try Self.audit(transaction, person, "maintenance", reference, reason)
            return id
        }
    }

    /// Removes a window.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func removeMaintenance(_ id: Int64, account: Int64, by person: String) async throws {
        try await store.queue.write { transaction in
            let db = transaction.database
            let reference = try Self.reference(account, db)
            let windows = try Self.windows(account, db)
            let rest = windows.filter { $0["id"].int != Int(id) }
            guard rest.count < windows.count else {
                throw MonitorError(.notFound, "The account has no such maintenance window any more.")
            }
            try Self.save(rest, account, transaction)
            try Self.audit(transaction, person, "maintenance-remove", reference, nil)
        }
    }

    /// Notes that somebody looks after an incident.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func acknowledge(incident id: Int64, by person: String, reason: String?) async throws {
        try await store.queue.write { transaction in
            let db = transaction.database
            let changed = try db.changes(
                """
                UPDATE incidents SET acknowledged_by = coalesce(acknowledged_by, ?2),
                  acknowledged_at = coalesce(acknowledged_at, ?3) WHERE id = ?1
                """, [id, person, transaction.now.milliseconds])
            guard changed == 1 else {
                throw MonitorError(.notFound, "There is no incident \(id) any more.")
            }
            let account = try db.integer("SELECT account_id FROM incidents WHERE id = ?1", [id])
            try AuditTable(db: db).add(
                AuditEntry(
                    at: transaction.now, by: person, action: "acknowledge", subject: "incident \(id)", account: account,
                    reason: reason))
        }
    }

    // MARK: Parts

    static func reference(_ account: Int64, _ db: Database) throws -> AccountReference {
        let row = try db.row("SELECT id, gateway, session FROM accounts WHERE id = ?1", [account])
        guard let row else { throw MonitorError(.notFound, "There is no account \(account) any more.") }
        return AccountReference(id: row[0], gateway: row[1], session: row[2])
    }

    static func audit(
        _ transaction: SQLiteTransaction, _ person: String, _ action: String, _ account: AccountReference,
        _ reason: String?
    ) throws {
        try AuditTable(db: transaction.database).add(
            AuditEntry(
                at: transaction.now, by: person, action: action, subject: "\(account.gateway)/\(account.session)",
                account: account.id, reason: reason))
    }

    private static func windows(_ account: Int64, _ db: Database) throws -> [JSON] {
        let text = try String.fetchOne(db, sql: "SELECT maintenance FROM accounts WHERE id = ?", arguments: [account])
        return (try? JSONParser.parse((text ?? "[]").utf8))?.array ?? []
    }

    private static func save(_ windows: [JSON], _ account: Int64, _ transaction: SQLiteTransaction) throws {
        try transaction.database.run(
            "UPDATE accounts SET maintenance = ?2, revision = revision + 1, updated_at = ?3 WHERE id = ?1",
            [account, String(decoding: JSON.array(windows).bytes, as: UTF8.self), transaction.now.milliseconds])
    }

    private static func merged(_ one: JSON, _ other: JSON) -> JSON {
        guard case .object(let first) = one, case .object(let second) = other else { return one }
        return .object(second + first)
    }
}
