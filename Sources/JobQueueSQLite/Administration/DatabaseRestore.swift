import CSQLiteSupport
import Foundation
import GRDB
import JobQueue
public import WallTime

/// Puts a backup in the place of a database.
public enum DatabaseRestore {
    /// What came of it.
    public struct Result: Sendable, Equatable {
        /// The database that was restored, with links followed.
        public let path: String
        /// Where the database that was there is now, with its `-wal` file beside it; `nil`: there was none.
        public let movedTo: String?
    }

    /// Restores a backup: checks it, moves the database that is there aside with its WAL, and puts a copy in its place.
    ///
    /// The backup itself is only read. While it works, nobody can open the database. A process that is killed in the midst
    /// of it leaves the old database or the new one, and the old one's files aside.
    ///
    /// - Parameters:
    ///   - backup: A file that `backUp(to:)` wrote, or another database of this program that is complete in one file.
    ///   - database: The path of the database; nothing need be there.
    ///   - lines: Those of the program's own; a backup that is newer in one of them is refused.
    /// - Throws: `JobStoreError` that says what is wrong; the database is then as it was.
    public static func run(from backup: String, to database: String, lines: [MigrationLine] = [], now: Timestamp) throws
        -> Result
    {
        let path = SQLiteFile.resolve(database)
        try checkSource(backup, path)
        // Refuses only what cannot be written: a damaged database is what backups are for.
        _ = try DatabaseAccess.find(path, options: SQLiteOptions())
        // Locked for as long as this lives; whoever has it open keeps it from being locked.
        let lock = try DatabaseLock(path)
        defer { withExtendedLifetime(lock) {} }
        let file = try NewFile(path, replaces: true)
        file.takeOwner(of: SQLiteFile.exists(path) ? path : SQLiteFile.folder(of: path))
        try file.copy(from: backup)
        try file.synchronize()
        try check(file.part, backup: backup, Migrator(adding: lines))
        let old = try moveAside(path, now: now)
        try file.complete()
        return Result(path: path, movedTo: old)
    }

    private static func checkSource(_ backup: String, _ path: String) throws {
        var (source, target) = (stat(), stat())
        guard stat(backup, &source) == 0 else {
            throw JobStoreError(.cannotOpen, "There is no backup \(backup). Name the file that a backup wrote.")
        }
        guard source.st_mode & S_IFMT == S_IFREG else {
            throw JobStoreError(.cannotOpen, "\(backup) is no ordinary file. Name the file that a backup wrote.")
        }
        if stat(path, &target) == 0, source.st_dev == target.st_dev, source.st_ino == target.st_ino {
            throw JobStoreError(
                .cannotOpen, "\(backup) is the database itself. Name the file that a backup wrote.")
        }
        if SQLiteFile.size(backup + "-wal") > 0 || SQLiteFile.size(backup + "-journal") > 0 {
            throw JobStoreError(
                .cannotOpen,
                "\(backup) has a log beside it, so the file alone is not all of it. Make a backup of that database, which is complete in one file, and restore it.",
                remedy: .backUp)
        }
    }

    /// Looks at all of the copy, and gives it an identity of its own.
    private static func check(_ part: String, backup: String, _ migrator: Migrator) throws {
        do {
            try DatabaseCopy.open(part) { db in
                let damages = try String.fetchAll(db, sql: "PRAGMA integrity_check(3)").filter { $0 != "ok" }
                if let first = damages.first { throw JobStoreError(.damaged, "it is damaged: \(first)") }
                guard try migrator.status(db).contains(where: { $0.appliedAt != nil }) else {
                    throw JobStoreError(.damaged, "it has no tables of a queue.")
                }
                if try Int64.fetchOne(db, sql: "PRAGMA application_id") == 0 || DatabaseIdentity.read(db) != nil {
                    try DatabaseIdentity.random()?.write(db)
                }
            }
        } catch let error as JobStoreError {
            throw JobStoreError(
                error.code,
                "The backup \(backup) cannot be restored: \(error.message.replacing(part, with: "the copy of it")) The database is as it was.",
                remedy: error.remedy == .upgradeProgram ? .upgradeProgram : nil)
        }
    }

    /// Gives the files of the old database names with the time in them. They stay one database: the WAL keeps its place beside
    /// its file.
    private static func moveAside(_ path: String, now: Timestamp) throws -> String? {
        let files = [path + "-wal", path + "-shm", path]
        guard files.contains(where: SQLiteFile.exists) else { return nil }
        var old = path + ".before-restore-" + Self.name(of: now)
        var number = 1
        while ["", "-wal", "-shm"].contains(where: { SQLiteFile.exists(old + $0) }) {
            number += 1
            old = path + ".before-restore-" + Self.name(of: now) + "-\(number)"
        }
        // All of them have their new names before one of them loses its old one. The database itself keeps its own until the
        // new one takes it over: nobody ever finds none there, and makes an empty one.
        for file in files where SQLiteFile.exists(file) {
            let name = old + file.dropFirst(path.count)
            guard link(file, name) == 0 || (file != path && rename(file, name) == 0) else {
                // A file system without links.
                guard rename(file, name) == 0 else {
                    throw JobStoreError(
                        .cannotOpen,
                        "\(file) could not be moved to \(name): \(String(cString: strerror(errno))). Nothing was restored."
                    )
                }
                continue
            }
        }
        for file in [path + "-shm", path + "-wal"] { unlink(file) }
        SQLiteFile.synchronize(folder: SQLiteFile.folder(of: path))
        return old
    }

    private static func name(of time: Timestamp) -> String {
        var seconds = time_t(time.seconds)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return String(time.milliseconds) }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(Int(parts.tm_year) + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))T\(two(parts.tm_hour))"
            + "\(two(parts.tm_min))\(two(parts.tm_sec))Z"
    }
}

/// A lock on all of a database, which nobody gets while anybody has it open, and behind which all wait who open it.
private final class DatabaseLock {
    private let descriptor: Int32

    /// - Throws: `JobStoreError.busy` where somebody has the database open.
    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        // There is no database to lock.
        guard descriptor >= 0 else { return }
        guard denyut_lock_database(descriptor) == 0 else {
            close(descriptor)
            throw JobStoreError(
                .busy,
                "The database \(path) is open in another process, so nothing was restored. Stop all workers, the scheduler, the page and other programs that use it; find them with: fuser \(ShellWord.quoted(path))"
            )
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
