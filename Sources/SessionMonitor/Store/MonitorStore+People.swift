import GRDB
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension MonitorStore {
    /// Carries out what a person does to an account; audited, and all of it or nothing.
    ///
    /// - Returns: the number of the maintenance window that was added.
    /// - Throws: `MonitorError` where the account is gone or what was given cannot be used.
    @discardableResult
    package func perform(
        _ action: AccountAction, on id: Int64, by person: String, reason: String? = nil
    ) async throws -> Int? {
        var action = action
        if case .addMaintenance(let window) = action { try window.check() }
        if case .move(let gateway, let session) = action {
            let place = try NewAccount(gateway: gateway, session: session).normalized()
            action = .move(gateway: place.gateway, session: place.session)
        }
        let decided = action
        return try await queue.write { transaction in
            let table = AccountTable(db: transaction.database)
            guard var account = try table.watched(id) else {
                throw AccountTable.gone(id)
            }
            let window = try table.apply(decided, to: account, by: person, reason: reason, at: transaction.now)
            if decided.endsIncident { try Self.dismiss(&account, in: transaction) }
            if decided.callsForCheck {
                let place = try table.watched(id)?.reference ?? account.reference
                _ = try transaction.enqueue([try MonitorSessionHealth.immediate(place)])
            }
            try Self.audit(decided.name, of: account.reference, by: person, reason: reason, in: transaction)
            return window
        }
    }

    /// Has an account checked at once, for a person. However often it is asked for, one check is enough.
    ///
    /// - Returns: the job's number.
    /// - Throws: `MonitorError.notFound`.
    package func requestCheck(_ id: Int64, by person: String, reason: String? = nil) async throws -> Int64? {
        try await queue.write { transaction in
            let account = try AccountTable(db: transaction.database).reference(id)
            try Self.audit("check", of: account, by: person, reason: reason, in: transaction)
            return try transaction.enqueue([try MonitorSessionHealth.immediate(account)]).first?.id.rawValue
        }
    }

    /// Writes down what a person did to an account.
    static func audit(
        _ action: String, of account: AccountReference, by person: String, reason: String?,
        in transaction: SQLiteTransaction
    ) throws {
        try AuditTable(db: transaction.database).add(
            AuditEntry(
                at: transaction.now, by: person, action: action, subject: "\(account.gateway)/\(account.session)",
                account: account.id, reason: reason))
    }

    /// The account is no longer watched: its incident and its recovery end without a result.
    private static func dismiss(_ account: inout WatchedAccount, in transaction: SQLiteTransaction) throws {
        let before = account.memory.ladder
        let open = account.memory.state.incident?.id
        let (incident, episode) = account.memory.dismissed(at: transaction.now)
        if let incident { try IncidentTable(db: transaction.database).update(incident) }
        let recoveries = RecoveryTable(db: transaction.database)
        try recoveries.abandon(before, episode, of: account, incident: open, detail: nil, at: transaction.now)
        let table = AccountTable(db: transaction.database)
        try table.forgetCode(of: account.id)
        try table.remember(account)
    }

    /// The windows in which an account is expected to be down, past ones not counted.
    package func maintenance(of account: Int64) async throws -> [MaintenanceWindow] {
        let now = clock.now()
        return try await queue.read { db in
            try AccountTable(db: db).watched(account)?.maintenance.filter { !$0.isPast(at: now) } ?? []
        }
    }

    /// A person takes care of an incident: it is not told again.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func acknowledge(incident id: Int64, by person: String, reason: String? = nil) async throws {
        try await queue.write { transaction in
            let incidents = IncidentTable(db: transaction.database)
            guard let stored = try incidents.incident(id) else {
                throw MonitorError(.notFound, "There is no incident \(id). List them with: denyut incidents")
            }
            guard stored.incident.acknowledgedAt == nil else { return }
            var incident = stored.incident
            incident.acknowledgedBy = String(person.prefix(100))
            incident.acknowledgedAt = transaction.now
            try incidents.update(incident)
            if let id = stored.account {
                let accounts = AccountTable(db: transaction.database)
                if var account = try accounts.watched(id), account.memory.state.incident?.id == stored.id {
                    account.memory.state.acknowledged(by: person, at: transaction.now)
                    try accounts.remember(account)
                }
            }
            try AuditTable(db: transaction.database).add(
                AuditEntry(
                    at: transaction.now, by: person, action: "incident-acknowledge", subject: "incident \(id)",
                    account: stored.account, reason: reason))
        }
    }
}
