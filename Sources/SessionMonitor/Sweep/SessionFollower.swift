import Basics
import Gateways
import JobQueueSQLite
import Logging
import SessionHealth
import WallTime

/// Keeps the accounts of a gateway in step with the sessions that it lists: flags those whose session is gone, and, where
/// the gateway is followed, adds one for each new session. Nothing is ever removed.
///
/// Only to be called where the list is the gateway's: with a fleet brake on, another gateway may answer in its place.
struct SessionFollower {
    let transaction: SQLiteTransaction
    let gateway: String
    let logger: Logger

    /// Compares a list with the accounts as they were when it was asked for.
    ///
    /// - Parameter isSettled: whether the list has all its sessions: a gateway that restarts lists them one by one.
    func compare(
        _ list: SessionList, _ accounts: [SurveyedAccount], absence: GatewayCapabilities.Absence, isSettled: Bool
    ) throws {
        if isSettled { try flag(list, accounts, absence: absence) }
        guard try GatewayTable(db: transaction.database).follows(gateway) else { return }
        let known = Set(accounts.map { Name($0.session) })
        let added = try list.observations.filter { !known.contains(Name($0.id)) }.filter(add)
        guard !added.isEmpty else { return }
        let names = added.prefix(10).map(\.id).joined(separator: ", ") + (added.count > 10 ? ", …" : "")
        logger.notice("The gateway \(gateway) has \(added.count) new sessions, which are watched from now on: \(names)")
    }

    private func flag(
        _ list: SessionList, _ accounts: [SurveyedAccount], absence: GatewayCapabilities.Absence
    ) throws {
        let table = AccountTable(db: transaction.database)
        for account in accounts {
            let isListed = list[account.session] != .notFound
            // Another worker process of the gateway may hold it: then the check that asked again has to agree.
            let isGone = !isListed && (absence == .reliable || account.isNotFound)
            if isGone, !account.isGone {
                try table.flagGone(account.session, on: gateway, at: transaction.now)
                logger.notice("The session \(gateway)/\(account.session) is gone from its gateway; its account is kept")
            } else if isListed, account.isGone {
                try table.flagGone(account.session, on: gateway, at: nil)
            }
        }
    }

    /// Adds an account for a session; says whether it did.
    private func add(_ session: SessionObservation) throws -> Bool {
        let db = transaction.database
        let table = AccountTable(db: db)
        // A session that an account had before its last new login is that account's own, and so may be one that is just
        // being created for a new login.
        guard try table.id(gateway: gateway, session: session.id) == nil,
            try session.status == .connected || !table.isReplacingLogin(on: gateway)
        else { return false }
        let account = NewAccount(
            gateway: gateway, session: session.id, phone: session.phone,
            status: session.status == .unknown ? nil : session.status)
        guard let account = try? account.normalized() else {
            logger.warning("The gateway \(gateway) has a session whose name cannot be used: \(session.id.prefix(80))")
            return false
        }
        let (path, audit) = ("\(gateway)/\(account.session)", AuditTable(db: db))
        guard try !audit.wasTakenAway(path), try table.put(account, now: transaction.now) == .added else {
            return false
        }
        try audit.add(
            AuditEntry(
                at: transaction.now, by: "follow", action: "account-add", subject: path,
                account: try table.id(gateway: gateway, session: account.session)))
        return true
    }
}
