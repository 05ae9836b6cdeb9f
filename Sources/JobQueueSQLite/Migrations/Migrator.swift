import Basics
import GRDB
import JobQueue
public import WallTime

/// Brings a database up to the schema that this program needs.
public struct Migrator: Sendable {
    /// How a migration of this program stands to a database.
    public struct Status: Sendable, Equatable {
        /// The migration.
        public let name: String
        /// When it was applied; `nil`: it has not been.
        public let appliedAt: Timestamp?
    }

    private let migrations: [Migration]

    /// Makes a migrator of the program's own migrations, or of others in tests.
    public init(migrations: [Migration] = Migration.all) {
        self.migrations = migrations
    }

    private static let createTableSQL = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          name TEXT PRIMARY KEY,
          checksum TEXT NOT NULL,
          applied_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """

    /// What has been applied and what has not.
    ///
    /// - Throws: `JobStoreError.newerSchema` where the database has migrations that this program does not know, or one that
    ///   differs from the one this program has; `.cannotOpen` where another program has tables of the same names in it.
    func status(_ db: Database) throws -> [Status] {
        let applied = try appliedMigrations(db)
        if applied.isEmpty { try refuseForeignTables(db) }
        let known = Set(migrations.map(\.name))
        if let unknown = applied.keys.filter({ !known.contains($0) }).max() {
            throw JobStoreError(
                .newerSchema,
                "The database was written by a newer Denyut: it has the migration \(unknown), and this program knows them up to \(migrations.last?.name ?? "none"). Install that version or a later one; nothing was changed."
            )
        }
        for migration in migrations {
            if let found = applied[migration.name], found.checksum != migration.checksum {
                throw JobStoreError(
                    .newerSchema,
                    "The migration \(migration.name) that was applied to the database is not the one in this program (checksum \(found.checksum), here \(migration.checksum)). Use the program that the database belongs to; nothing was changed."
                )
            }
        }
        return migrations.map { Status(name: $0.name, appliedAt: applied[$0.name]?.appliedAt) }
    }

    /// The newest migration of a database, where this program does not know it.
    static func newerThanKnown(_ db: Database) throws -> String? {
        guard let newest = try String.fetchOne(db, sql: "SELECT max(name) FROM schema_migrations"),
            let known = Migration.all.last?.name
        else { return nil }
        return known.utf8.lexicographicallyPrecedes(newest.utf8) ? newest : nil
    }

    /// Applies what is missing, in order, each in a transaction of its own.
    ///
    /// - Returns: The names of the migrations that were applied.
    func migrate(_ db: Database, now: Timestamp) throws -> [String] {
        guard try status(db).contains(where: { $0.appliedAt == nil }) else { return [] }
        var names: [String] = []
        for migration in migrations {
            try db.inTransaction(.immediate) {
                try db.execute(sql: Self.createTableSQL)
                // Another process may have been faster.
                let isApplied =
                    try Bool.fetchOne(
                        db, sql: "SELECT EXISTS (SELECT 1 FROM schema_migrations WHERE name = ?)",
                        arguments: [migration.name]) ?? false
                if !isApplied {
                    let guests = try foreignParts(db)
                    try db.execute(sql: migration.sql)
                    try putBack(guests, db, after: migration)
                    try db.execute(
                        sql: "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES (?, ?, ?)",
                        arguments: [migration.name, migration.checksum, now.milliseconds])
                    names.append(migration.name)
                }
                return .commit
            }
        }
        return names
    }

    /// A database of another program may hold the queue's tables beside its own, but not in their place.
    private func refuseForeignTables(_ db: Database) throws {
        let names = migrations.flatMap { migration in
            migration.sql.split(separator: "\n").filter { $0.hasPrefix("CREATE TABLE ") }
                .compactMap { $0.split(whereSeparator: { $0 == " " || $0 == "(" }).dropFirst(2).first.map(String.init) }
        }
        for name in names {
            // A view or an index stands in its way as well.
            let kind = try String.fetchOne(
                db, sql: "SELECT type FROM sqlite_schema WHERE name = ? COLLATE NOCASE", arguments: [name])
            guard let kind else { continue }
            throw JobStoreError(
                .cannotOpen,
                "The database has a \(kind) \"\(name)\" of another program. Name another file with DATABASE_URL=sqlite:PATH; nothing was changed."
            )
        }
    }

    /// An index or a trigger of another program.
    private struct ForeignPart {
        let kind: String
        let name: String
        let sql: String
    }

    /// The indexes and triggers of other programs. Those on our tables go with a table that a migration makes anew.
    private func foreignParts(_ db: Database) throws -> [ForeignPart] {
        let own = Set(
            migrations.flatMap { migration in
                migration.sql.matches(of: /CREATE (?:UNIQUE )?INDEX (\w+)/).map { Name(String($0.output.1)) }
            })
        return try Row.fetchAll(
            db,
            sql: """
                SELECT type, CAST(name AS BLOB) AS name, sql FROM sqlite_schema
                WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid
                """
        ).compactMap { row in
            let name = row.name("name")
            return own.contains(name) ? nil : ForeignPart(kind: row["type"], name: name.text, sql: row["sql"])
        }
    }

    /// Makes anew what a migration took away with a table.
    ///
    /// - Throws: `JobStoreError.cannotOpen` where one does not fit any more; the migration is undone.
    private func putBack(_ parts: [ForeignPart], _ db: Database, after migration: Migration) throws {
        for part in parts {
            let isThere = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ?)",
                arguments: [part.kind, part.name])
            if isThere == true { continue }
            do {
                try db.execute(sql: part.sql)
            } catch  where !error.isStoreFailure {
                throw JobStoreError(
                    .cannotOpen,
                    "The \(part.kind) \"\(part.name)\" of another program does not fit the tables that the migration \(migration.name) makes: \(error). Drop it, run this again, and make it anew as it must be; nothing was changed."
                )
            }
        }
    }

    private func appliedMigrations(_ db: Database) throws -> [String: (checksum: String, appliedAt: Timestamp)] {
        guard try db.tableExists("schema_migrations") else { return [:] }
        var applied: [String: (checksum: String, appliedAt: Timestamp)] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT name, checksum, applied_at FROM schema_migrations") {
            applied[row["name"]] = (row["checksum"], Timestamp(milliseconds: row["applied_at"]))
        }
        return applied
    }
}

extension Migrator {
    /// How the migrations of this program stand to a file; changes nothing. A file that is not there has none.
    ///
    /// - Throws: `JobStoreError`.
    public static func status(ofFile path: String) throws -> [Status] {
        var options = SQLiteOptions()
        options.createsAndMigrates = false
        let path = SQLiteFile.resolve(path)
        guard SQLiteFile.exists(path) else { return Migration.all.map { Status(name: $0.name, appliedAt: nil) } }
        let access = try DatabaseAccess.find(path, options: options)
        return try SQLiteConnection(path: path, options: options, for: access.purpose(writes: false))
            .run { try Migrator().status($0) }
    }
}
