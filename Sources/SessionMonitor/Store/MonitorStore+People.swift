import GRDB
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension MonitorStore {
    /// Carries out what a person does to an account; audited, and all of it or nothing.
    ///
    /// - Throws: `MonitorError` where the account is gone or what was given cannot be used.
    package func perform(_ action: AccountAction, on id: Int64, by person: String, reason: String? = nil) async throws {
        if case .addMaintenance(let window) = action { try window.check() }
        try await queue.write { transaction in
            let table = AccountTable(db: transaction.database)
            guard var account = try table.watched(id) else {
                throw MonitorError(.notFound, "There is no account \(id) any more.")
            }
            try table.apply(action, to: account, by: person, reason: reason, at: transaction.now)
            if action.endsIncident { try Self.dismiss(&account, in: transaction) }
            if action.callsForCheck {
                _ = try transaction.enqueue([try MonitorSessionHealth.immediate(account.reference)])
            }
            try AuditTable(db: transaction.database).add(
                AuditEntry(
                    at: transaction.now, by: person, action: action.name,
                    subject: "\(account.gateway)/\(account.session)", account: id, reason: reason))
        }
    }

    /// The account is no longer watched: its incident and its recovery end without a result.
    private static func dismiss(_ account: inout WatchedAccount, in transaction: SQLiteTransaction) throws {
        let before = account.memory.ladder
        let open = account.memory.state.incident?.id
        let (incident, episode) = account.memory.dismissed(at: transaction.now)
        if let incident { try IncidentTable(db: transaction.database).update(incident) }
        let recoveries = RecoveryTable(db: transaction.database)
        if let running = before.running {
            try recoveries.end(
                account: account.id, startedAt: running.startedAt, at: transaction.now, outcome: .abandoned, detail: nil
            )
        }
        if let episode {
            try recoveries.add(episode, account: account.id, gateway: account.gateway, incident: open)
        }
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
    package func acknowledge(incident id: Int64, by person: String) async throws {
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
                    account: stored.account))
        }
    }
}
