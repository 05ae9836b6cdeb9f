import GRDB
import JobQueue
import JobQueueSQLite
import SessionHealth
package import WallTime

extension MonitorStore {
    /// How far a reconnect of an account is, with the code to be scanned.
    package func scan(_ account: Int64) async throws -> ScanState? {
        try await queue.read { try AccountTable(db: $0).scan(account) }
    }

    /// A person looks at the code until that time; nil: no longer. While somebody looks it is kept fresh.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func watchCode(of account: Int64, until time: Timestamp?) async throws {
        try await queue.write { transaction in
            let accounts = AccountTable(db: transaction.database)
            _ = try accounts.reference(account)
            try accounts.watch(account, until: time)
            if time != nil { _ = try transaction.enqueue([try RefreshQRCode.job(account)]) }
        }
    }

    /// Asks for a recovery of an account; the worker's gates decide.
    ///
    /// - Returns: the job's number, also that of one that was live.
    /// - Throws: `MonitorError.notFound`.
    package func requestRecovery(_ job: RecoverSession, reason: String? = nil) async throws -> Int64? {
        try await queue.write { transaction in
            let accounts = AccountTable(db: transaction.database)
            let account = try accounts.reference(job.account)
            try Self.audit("reconnect", of: account, by: job.by ?? "denyut", reason: reason, in: transaction)
            try accounts.changed(account.id)
            return try transaction.enqueue([try job.job()]).first?.id.rawValue
        }
    }

    /// Ends a recovery, for a person: a job that has not begun is taken back, an attempt that runs is given up. The incident
    /// goes on, and what the gateway was told to do is not undone.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func cancelRecovery(of id: Int64, by person: String) async throws {
        let job = try await queue.write { transaction in
            let db = transaction.database
            let accounts = AccountTable(db: db)
            guard var account = try accounts.watched(id) else { throw AccountTable.gone(id) }
            let (before, open) = (account.memory.ladder, account.memory.state.incident?.id)
            let episode = account.memory.brokenOff(at: transaction.now)
            try RecoveryTable(db: db).abandon(
                before, episode, of: account, incident: open, detail: "cancelled by \(person.prefix(100))",
                at: transaction.now)
            if let incident = account.memory.state.incident { try IncidentTable(db: db).update(incident) }
            try accounts.forgetCode(of: id)
            try accounts.watch(id, until: nil)
            try accounts.remember(account)
            try Self.audit("reconnect-cancel", of: account.reference, by: person, reason: nil, in: transaction)
            return try db.integer("SELECT id FROM jobs WHERE unique_key = ?1", [RecoverSession.uniqueKey(id)])
        }
        if let job { _ = try await queue.cancel(JobID(job)) }
    }

    /// Attempts to bring an account's session back, the newest first.
    package func recoveries(of account: Int64, before: Int64? = nil, limit: Int = 50) async throws -> [RecoveryRecord] {
        try await queue.read { try RecoveryTable(db: $0).attempts(of: account, before: before, limit: limit) }
    }
}
