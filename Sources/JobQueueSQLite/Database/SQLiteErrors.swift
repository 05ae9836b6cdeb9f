import CSQLiteSupport
import Foundation
import GRDB
package import JobQueue

extension JobStoreError {
    /// Turns an error of SQLite into one that says what to do.
    package init(_ error: any Error, path: String) {
        if let error = error as? JobStoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.other, "The database \(path) could not be used: \(error)")
            return
        }
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .busy,
                "The database \(path) is held by another process: \(reason). Try again, or find who holds it with: fuser \(path)"
            )
        case .SQLITE_FULL:
            self.init(.full, Self.full(path, reason))
        case .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_INTERRUPT, .SQLITE_PROTOCOL:
            self.init(
                .inputOutput,
                "The database \(path) could not be read or written: \(reason). \(Self.cure(forInputOutput: path))")
        case .SQLITE_NOTADB:
            self.init(
                .damaged,
                "\(path) is not an SQLite database. Name the right file; this one was not touched.",
                remedy: .nameAnotherFile)
        case .SQLITE_CORRUPT:
            self.init(
                .damaged,
                "The database \(path) is damaged: \(reason). Stop all workers, move the file aside together with its -wal and -shm files (a backup beside the old -wal file is spoilt by it), and put a backup in its place. Without a backup try: sqlite3 \(ShellWord.quoted(path)) .recover",
                remedy: .restore)
        case .SQLITE_CANTOPEN:
            self = Self.cannotOpen(path, reason)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self =
                WriteObstacle.find(path)?.error(path)
                ?? JobStoreError(
                    .cannotOpen,
                    "The database \(path) cannot be written: \(reason). Was it moved, deleted or replaced while this process had it open? Start the process anew."
                )
        case .SQLITE_ERROR where reason.contains("no such table") || reason.contains("no such column"):
            self.init(
                .olderSchema,
                "The database \(path) lacks tables that this program needs: \(reason). Bring its schema up to date.",
                remedy: .migrate)
        default:
            self.init(.other, "The database \(path) could not be used: \(reason)")
        }
    }

    /// With room on the disk it is something else that is used up.
    private static func full(_ path: String, _ reason: String) -> String {
        guard let free = SQLiteFile.freeSpace(of: SQLiteFile.folder(of: path)), free > 1 << 20 else {
            return
                "The disk of \(path) is full: \(reason). Make room; nothing was lost, and workers go on by themselves."
        }
        return
            "SQLite says that \(path) is full (\(reason)), but its disk has \(free >> 20) MB free. Either a quota of this user or a limit of the database's size is used up (quota -s, PRAGMA max_page_count), or the ids of a table are: look for one near 9223372036854775807 with: sqlite3 \(ShellWord.quoted(path)) 'SELECT * FROM sqlite_sequence'. Nothing was lost."
    }

    private static func cure(forInputOutput path: String) -> String {
        let limit = denyut_file_size_limit()
        let largest = max(SQLiteFile.size(path), SQLiteFile.size(path + "-wal"))
        if limit < UInt64.max, limit < UInt64(max(largest, 0)) + (1 << 20) {
            return "This process may not make larger files (ulimit -f, LimitFSIZE=): raise that limit."
        }
        return "Look at the disk and its log."
    }

    /// SQLite gives one reason for all of it; what is there tells more.
    private static func cannotOpen(_ path: String, _ reason: String) -> JobStoreError {
        let start = "The database \(path) cannot be opened: "
        for file in [path, path + "-wal", path + "-shm"] where SQLiteFile.isFolder(file) {
            return JobStoreError(
                .cannotOpen, start + "\(file) is a folder. Move it away, or name another file.",
                remedy: .nameAnotherFile)
        }
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == EMFILE || errno == ENFILE {
            return JobStoreError(
                .cannotOpen, start + "this process has as many files open as it may (ulimit -n). Raise that limit.")
        }
        if descriptor >= 0 { close(descriptor) }
        if let obstacle = WriteObstacle.find(path) { return obstacle.error(path) }
        return JobStoreError(
            .cannotOpen, start + "\(reason). Does its folder exist, and may this user write there?")
    }
}

extension Error {
    /// Whether the store itself failed, and not only one statement: the whole transaction has to be tried again then.
    var isStoreFailure: Bool {
        if let error = self as? JobStoreError {
            return error.code == .replaced || error.isTransient && error.code != .other
        }
        guard let error = self as? DatabaseError else { return false }
        let codes: [ResultCode] = [
            .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_CORRUPT, .SQLITE_NOTADB,
            .SQLITE_INTERRUPT, .SQLITE_PROTOCOL, .SQLITE_READONLY, .SQLITE_CANTOPEN,
        ]
        return codes.contains(error.resultCode)
    }
}
