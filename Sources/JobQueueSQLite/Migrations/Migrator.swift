import Basics
import GRDB
import JobQueue
public import WallTime

/// Brings a database up to the schema that this program needs: that of the queue, and of the lines which the program adds.
public struct Migrator: Sendable {
    /// How a migration of this program stands to a database.
    public struct Status: Sendable, Equatable {
        /// The line that it belongs to.
        public let line: String
        /// The migration.
        public let name: String
        /// When it was applied; `nil`: it has not been.
        public let appliedAt: Timestamp?
    }

    private let lines: [MigrationLine]

    /// - Parameter others: The lines that are kept beside the queue's.
    init(adding others: [MigrationLine] = []) {
        lines = [.queue] + others
    }

    /// A migrator of other lines than the program's, for tests.
    init(lines: [MigrationLine]) {
        self.lines = lines
    }

    private static let createTableSQL = """
        CREATE TABLE IF NOT EXISTS queue_migrations (
          line TEXT NOT NULL,                           -- queue, or the name that a program gave to its own
          name TEXT NOT NULL,
          checksum TEXT NOT NULL,
          applied_at INTEGER NOT NULL,
          PRIMARY KEY (line, name)
        ) STRICT, WITHOUT ROWID
        """

    /// What has been applied and what has not, line by line.
    ///
    /// - Throws: `JobStoreError.newerSchema` where a line of this program's has migrations that the program does not know, or one that
    ///   differs from its own; `.cannotOpen` where another program has tables of the same names in the database.
    func status(_ db: Database) throws -> [Status] {
        try checkNames()
        let applied = try appliedMigrations(db)
        return try lines.flatMap { line -> [Status] in
            let applied = applied.filter { $0.line.hasSameBytes(as: line.name) }
            if applied.isEmpty { try refuseForeignTables(db, line) }
            let known = Set(line.migrations.map { Name($0.name) })
            if let unknown = applied.map({ Name($0.name) }).filter({ !known.contains($0) }).max() {
                throw JobStoreError(
                    .newerSchema,
                    "The database was written by a newer program: it has the migration \(unknown), and this program knows them up to \(line.migrations.last?.name ?? "none"). Install that version or a later one; nothing was changed.",
                    remedy: .upgradeProgram)
            }
            return try line.migrations.map { migration in
                let found = applied.first { $0.name.hasSameBytes(as: migration.name) }
                if let found, found.checksum != migration.checksum {
                    throw JobStoreError(
                        .newerSchema,
                        "The migration \(migration.name) that was applied to the database is not the one in this program (checksum \(found.checksum), here \(migration.checksum)). Use the program that the database belongs to; nothing was changed."
                    )
                }
                return Status(line: line.name, name: migration.name, appliedAt: found?.appliedAt)
            }
        }
    }

    /// Two lines of one name would share their numbers; and the newest migration of a line is the one whose name is last.
    private func checkNames() throws {
        var names: Set<Name> = []
        for line in lines {
            if names.insert(Name(line.name)).inserted { continue }
            throw JobStoreError(
                .other,
                "Two lines of migrations are called \(line.name). Give each a name of its own (queue is the queue's).")
        }
        for line in lines {
            for (migration, next) in zip(line.migrations, line.migrations.dropFirst())
            where Name(next.name) <= Name(migration.name) {
                throw JobStoreError(
                    .other,
                    "The migration \(next.name) of the line \(line.name) comes after \(migration.name). Name them so that the order of their names is the order in which they are applied, each name once."
                )
            }
        }
    }

    /// The newest migration of a database, where its line is this program's and the program does not know it.
    func newerThanKnown(_ db: Database) throws -> String? {
        for line in lines {
            let newest = try String.fetchOne(
                db, sql: "SELECT max(name) FROM queue_migrations WHERE line = ?", arguments: [line.name])
            guard let newest, let known = line.migrations.last?.name else { continue }
            if Name(known) < Name(newest) { return newest }
        }
        return nil
    }

    /// Applies what is missing, line by line and in order, each in a transaction of its own.
    ///
    /// - Returns: The names of the migrations that were applied.
    func migrate(_ db: Database, now: Timestamp) throws -> [String] {
        let isComplete = try !status(db).contains { $0.appliedAt == nil }
        if try isComplete && SharedTable.migrations(db, of: lines).isEmpty { return [] }
        try db.inTransaction(.immediate) {
            try db.execute(sql: Self.createTableSQL)
            try SharedTable.takeOver(db, lines, now: now)
            return .commit
        }
        var names: [String] = []
        for line in lines {
            for migration in line.migrations {
                let isNew = try apply(migration, of: line, db, now)
                if isNew { names.append(migration.name) }
            }
        }
        return names
    }

    /// - Returns: Whether it was applied now; another process may have been faster.
    private func apply(_ migration: Migration, of line: MigrationLine, _ db: Database, _ now: Timestamp) throws -> Bool
    {
        var isNew = false
        try db.inTransaction(.immediate) {
            let isApplied =
                try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM queue_migrations WHERE line = ? AND name = ?)",
                    arguments: [line.name, migration.name]) ?? false
            if !isApplied {
                let guests = try foreignParts(db)
                try db.execute(sql: migration.sql)
                try putBack(guests, db, after: migration)
                try db.execute(
                    sql: "INSERT INTO queue_migrations (line, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
                    arguments: [line.name, migration.name, migration.checksum, now.milliseconds])
                isNew = true
            }
            return .commit
        }
        return isNew
    }

    /// A database of another program may hold the tables of a line beside its own, but not in their place.
    private func refuseForeignTables(_ db: Database, _ line: MigrationLine) throws {
        // With IF NOT EXISTS a line says itself that the table may be there.
        let statement = /\bCREATE\s+TABLE\s+(?!IF\b)["`\[]?(\w+)/.ignoresCase()
        let names = line.migrations.flatMap { migration in
            migration.sql.matches(of: statement).map { String($0.output.1) }
        }
        for name in names {
            // A view or an index stands in its way as well.
            let kind = try String.fetchOne(
                db, sql: "SELECT type FROM sqlite_schema WHERE name = ? COLLATE NOCASE", arguments: [name])
            if let kind { throw foreign(kind, name) }
        }
    }

    private func foreign(_ kind: String, _ name: String) -> JobStoreError {
        JobStoreError(
            .cannotOpen,
            "The database has a \(kind) \"\(name)\" of another program. Name another file; nothing was changed.",
            remedy: .nameAnotherFile)
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
            lines.flatMap(\.migrations).flatMap { migration in
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

    private func appliedMigrations(_ db: Database) throws -> [AppliedMigration] {
        try SharedTable.migrations(db, of: lines) + ownRows(db)
    }

    private func ownRows(_ db: Database) throws -> [AppliedMigration] {
        let kind = try String.fetchOne(
            db, sql: "SELECT type FROM sqlite_schema WHERE name = 'queue_migrations' COLLATE NOCASE")
        guard let kind else { return [] }
        let columns = kind == "table" ? try db.columns(in: "queue_migrations").map(\.name) : []
        guard columns == ["line", "name", "checksum", "applied_at"] else { throw foreign(kind, "queue_migrations") }
        return try Row.fetchAll(db, sql: "SELECT line, name, checksum, applied_at FROM queue_migrations").map { row in
            AppliedMigration(
                line: row["line"], name: row["name"], checksum: row["checksum"],
                appliedAt: Timestamp(milliseconds: row["applied_at"]))
        }
    }
}

/// A row of the table of migrations.
struct AppliedMigration {
    let line: String
    let name: String
    let checksum: String
    let appliedAt: Timestamp
}

extension Migrator {
    /// How the migrations of this program stand to a file; changes nothing. A file that is not there has none.
    ///
    /// - Parameter others: The lines that are kept beside the queue's.
    /// - Throws: `JobStoreError`.
    public static func status(ofFile path: String, lines others: [MigrationLine] = []) throws -> [Status] {
        var options = SQLiteOptions()
        options.createsAndMigrates = false
        let path = SQLiteFile.resolve(path)
        let migrator = Migrator(adding: others)
        guard SQLiteFile.exists(path) else { return migrator.nothingApplied }
        let access = try DatabaseAccess.find(path, options: options)
        return try SQLiteConnection(path: path, options: options, for: access.purpose(writes: false))
            .run { try migrator.status($0) }
    }

    /// The status of a database that has no tables yet.
    var nothingApplied: [Status] {
        lines.flatMap { line in line.migrations.map { Status(line: line.name, name: $0.name, appliedAt: nil) } }
    }

    /// How many migrations of this program's lines a database has.
    func appliedCount(_ db: Database) throws -> Int {
        let names = Set(lines.map { Name($0.name) })
        return try appliedMigrations(db).count { names.contains(Name($0.line)) }
    }
}
