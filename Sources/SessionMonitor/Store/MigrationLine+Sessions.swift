import CSessionMigrations
package import JobQueueSQLite

extension MigrationLine {
    /// The tables of gateways, accounts and their health, which stand in one database with the queue's.
    package static let sessions = MigrationLine(
        "sessions",
        migrations: (0..<denyut_session_migration_count()).compactMap { index in
            guard let entry = denyut_session_migration_at(index)?.pointee else { return nil }
            return Migration(embedded: entry.name, entry.sql, length: entry.length)
        })
}
