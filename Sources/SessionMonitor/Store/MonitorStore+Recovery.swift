import GRDB
import JobQueue
import JobQueueSQLite
package import WallTime

extension MonitorStore {
    /// How far a reconnect of an account is, with the code to be scanned.
    package func scan(_ account: Int64) async throws -> ScanState? {
        try await queue.read { try AccountTable(db: $0).scan(account) }
    }

    /// A person looks at the code until that time; nil: no longer. While somebody looks it is kept fresh.
    package func watchCode(of account: Int64, until time: Timestamp?) async throws {
        try await queue.write { transaction in
            try AccountTable(db: transaction.database).watch(account, until: time)
            if time != nil { _ = try transaction.enqueue([try RefreshQRCode.job(account)]) }
        }
    }

    /// Attempts to bring an account's session back, the newest first.
    package func recoveries(of account: Int64, before: Int64? = nil, limit: Int = 50) async throws -> [RecoveryRecord] {
        try await queue.read { try RecoveryTable(db: $0).attempts(of: account, before: before, limit: limit) }
    }
}
