import Basics
import GRDB
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension MonitorStore {
    /// All accounts, or those of a gateway, by gateway and session.
    package func accounts(gateway: String? = nil) async throws -> [Account] {
        try await queue.read { try AccountTable(db: $0).all(gateway: gateway) }
    }

    /// The account of that number.
    package func account(_ id: Int64) async throws -> Account? {
        try await queue.read { try AccountTable(db: $0).account(id) }
    }

    /// The one account that a person means by its number, session, `gateway/session`, phone number or label.
    ///
    /// - Throws: `MonitorError` where there is none, or several; then it names them.
    package func account(named text: String) async throws -> Account {
        let found = try await queue.read { try AccountTable(db: $0).named(text) }
        guard let account = found.first else {
            let names = try await accounts().flatMap { [$0.session, $0.label].compactMap(\.self) }
            let nearest = nearestName(to: text, among: names).map { " Did you mean \"\($0)\"?" } ?? ""
            throw MonitorError(
                .notFound, "There is no account \"\(text.prefix(80))\".\(nearest) List them with: denyut account-list")
        }
        guard found.count == 1 else {
            let names = found.prefix(5).map { "\($0.path) (number \($0.id))" }.joined(separator: ", ")
            throw MonitorError(
                .invalid, "\"\(text.prefix(80))\" means several accounts: \(names). Name one by its number.")
        }
        return account
    }

    /// Adds an account, or brings the one that has its session in line with it.
    ///
    /// - Throws: `MonitorError` where its texts cannot be used, or the gateway is not known.
    package func add(_ account: NewAccount) async throws -> (account: Account, change: AccountChange) {
        let account = try account.normalized()
        return try await queue.write { transaction in
            let db = transaction.database
            try GatewayTable(db: db).require(account.gateway)
            let table = AccountTable(db: db)
            let change = try table.put(account, now: transaction.now)
            guard let stored = try table.account(gateway: account.gateway, session: account.session) else {
                throw MonitorError(.notFound, "The account \(account.session) was not stored.")
            }
            return (stored, change)
        }
    }

    /// Adds accounts, or brings them in line; all of them or, where one cannot be used, none. Repeating it changes nothing.
    ///
    /// - Throws: `MonitorError` that names the place in the list, from 1.
    package func importAccounts(_ accounts: [NewAccount]) async throws -> ImportReport {
        let accounts = try accounts.enumerated().map { index, account in
            do {
                return try account.normalized()
            } catch let error as MonitorError {
                throw MonitorError(error.code, "account \(index + 1) of \(accounts.count): \(error.message)")
            }
        }
        return try await queue.write { transaction in
            let gateways = GatewayTable(db: transaction.database)
            for gateway in Set(accounts.map(\.gateway)) { try gateways.require(gateway) }
            let table = AccountTable(db: transaction.database)
            var report = ImportReport()
            for account in accounts { report.count(try table.put(account, now: transaction.now)) }
            return report
        }
    }

    /// Removes an account with everything that was written about it; the audit keeps that it was there.
    package func remove(_ account: Account, by person: String, reason: String? = nil) async throws {
        try await queue.write { transaction in
            try AccountTable(db: transaction.database).remove(account.id)
            try AuditTable(db: transaction.database).add(
                AuditEntry(
                    at: transaction.now, by: person, action: "account-remove", subject: account.path,
                    account: account.id, reason: reason))
        }
    }

    /// Accounts that are checked regularly, in the order of their numbers.
    package func activeAccounts() async throws -> [AccountReference] {
        try await queue.read { try AccountTable(db: $0).active() }
    }

    /// The accounts of a gateway, as its census counts them.
    func surveyed(gateway: String) async throws -> [SurveyedAccount] {
        try await queue.read { try AccountTable(db: $0).surveyed(gateway: gateway) }
    }
}
