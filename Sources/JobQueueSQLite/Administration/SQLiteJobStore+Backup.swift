import GRDB
import JobQueue

extension SQLiteJobStore {
    /// Writes a copy of the whole database to a new file, while workers go on.
    ///
    /// With SQLite's own `VACUUM INTO`: the copy is of one instant, compact, and needs no WAL beside it. It is on the disk and complete
    /// when it has its name; until then it is NAME.part. Works for a database on a file system that is mounted read-only, too.
    ///
    /// - Returns: The path of the copy.
    /// - Throws: `JobStoreError` where the file exists already or cannot be written; then there is none.
    @discardableResult
    public func backUp(to path: String) async throws -> String {
        let source = try connect(writes: false)
        let thread = SerialThread(name: "denyut-backup")
        return try await thread.run {
            defer { source.close() }
            let file = try NewFile(path)
            do {
                try source.run { try $0.execute(sql: "VACUUM INTO ?", arguments: [file.part]) }
                // A number of its own: its pages must never be taken for those of the database that it was made from.
                try DatabaseCopy.renumber(file.part)
            } catch let error as JobStoreError where error.code != .damaged && error.code != .replaced {
                throw JobStoreError(error.code, "The backup \(file.path) could not be written: \(error.message)")
            }
            try file.complete()
            return file.path
        }
    }
}

/// A database file that no other process knows yet.
enum DatabaseCopy {
    /// Opens it outside the WAL mode, alone.
    ///
    /// - Throws: `JobStoreError` that names it.
    static func open<T>(_ path: String, _ body: (Database) throws -> T) throws -> T {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.label = "denyut-copy"
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA cell_size_check = ON")
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
                return try body(db)
            }
        } catch {
            throw JobStoreError(error, path: path)
        }
    }

    /// Gives it an identity of its own, where it has one of ours.
    static func renumber(_ path: String) throws {
        try open(path) { db in
            guard try DatabaseIdentity.read(db) != nil else { return }
            try DatabaseIdentity.random()?.write(db)
        }
    }
}
