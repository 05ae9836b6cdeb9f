import Basics
import GRDB
import JobQueue
import WallTime

/// The table of migrations up to 0.2.0, `schema_migrations`: all lines shared it, and it does not say which migration belongs to which.
///
/// Its rows move to `queue_migrations` once a program comes that knows their line; those of other lines wait here for theirs. A table of
/// that name may be another program's (Rails calls its own so): it is left alone.
enum SharedTable {
    /// The newest migration that was ever written there as one.
    private static let newest: Name = "0010_worker_lease"
    /// Stands there after the first move: older programs take it for a migration that they do not know, and refuse the database.
    private static let mark = "0011_lines"

    /// What still stands there of the lines.
    ///
    /// - Throws: `JobStoreError.newerSchema` where something stands there that is of no version.
    static func migrations(_ db: Database, of lines: [MigrationLine]) throws -> [AppliedMigration] {
        guard try isOurs(db) else { return [] }
        let rows = try Row.fetchAll(db, sql: "SELECT name, checksum, applied_at FROM schema_migrations")
        return try rows.compactMap { row -> AppliedMigration? in
            let name: String = row["name"]
            if newest < Name(name), !name.hasSameBytes(as: mark) {
                throw JobStoreError(
                    .newerSchema,
                    "The database was written by a newer program: it has the migration \(name), which this program does not know. Install that version or a later one; nothing was changed.",
                    remedy: .upgradeProgram)
            }
            let line = lines.first { $0.migrations.contains { $0.name.hasSameBytes(as: name) } }
            guard let line, !name.hasSameBytes(as: mark) else { return nil }
            return AppliedMigration(
                line: line.name, name: name, checksum: row["checksum"],
                appliedAt: Timestamp(milliseconds: row["applied_at"]))
        }
    }

    /// Moves what stands there of the lines to where it belongs now. Part of a transaction.
    static func takeOver(_ db: Database, _ lines: [MigrationLine], now: Timestamp) throws {
        for migration in try migrations(db, of: lines) {
            try db.execute(
                sql: "INSERT INTO queue_migrations (line, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
                arguments: [
                    migration.line, migration.name, migration.checksum, migration.appliedAt.milliseconds,
                ])
            try db.execute(
                sql: "INSERT OR IGNORE INTO schema_migrations (name, checksum, applied_at) VALUES (?, '', ?)",
                arguments: [mark, now.milliseconds])
            try db.execute(sql: "DELETE FROM schema_migrations WHERE name = ?", arguments: [migration.name])
        }
    }

    /// The first migration of all, or what was left in its place, says whose table it is.
    private static func isOurs(_ db: Database) throws -> Bool {
        guard try db.tableExists("schema_migrations") else { return false }
        let columns = try db.columns(in: "schema_migrations").map(\.name)
        guard columns == ["name", "checksum", "applied_at"] else { return false }
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM schema_migrations WHERE name IN ('0001_queue', ?))",
            arguments: [mark])
            ?? false
    }
}
