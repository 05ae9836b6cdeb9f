import GRDB
import JobQueueSQLite
package import WallTime

extension MonitorStore {
    /// How all sessions are now, or those of a gateway.
    package func summary(gateway: String? = nil) async throws -> HealthSummary {
        HealthSummary(try await accounts(gateway: gateway), at: clock.now())
    }

    /// Checks of an account within a time, the newest first.
    package func checks(
        of account: Int64, from: Timestamp, until: Timestamp, limit: Int = 1000
    ) async throws -> [HealthCheck] {
        try await queue.read { try HealthTable(db: $0).checks(of: account, from: from, until: until, limit: limit) }
    }

    /// The newest entries of the audit, of all or of one account.
    package func audit(account: Int64? = nil, before: Int64? = nil, limit: Int = 100) async throws -> [AuditEntry] {
        try await queue.read { try AuditTable(db: $0).newest(account: account, before: before, limit: limit) }
    }
}
