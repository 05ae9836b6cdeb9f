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
            self.init(
                .full,
                "The disk of \(path) is full: \(reason). Make room; nothing was lost, and workers go on by themselves.")
        case .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_INTERRUPT, .SQLITE_PROTOCOL:
            self.init(
                .inputOutput,
                "The database \(path) could not be read or written: \(reason). Look at the disk and its log.")
        case .SQLITE_NOTADB:
            self.init(
                .damaged,
                "\(path) is not an SQLite database. Name the right file with DATABASE_URL=sqlite:PATH; the file was not touched."
            )
        case .SQLITE_CORRUPT:
            self.init(
                .damaged,
                "The database \(path) is damaged: \(reason). Stop all workers, keep a copy of it with its -wal file, and restore a backup or run: sqlite3 \(path) .recover"
            )
        case .SQLITE_CANTOPEN:
            self.init(
                .cannotOpen,
                "The database \(path) cannot be opened: \(reason). Does its folder exist, and may this user write there?"
            )
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .cannotOpen,
                "The database \(path) cannot be written: \(reason). Let this user write the file and its folder.")
        case .SQLITE_ERROR where reason.contains("no such table") || reason.contains("no such column"):
            self.init(
                .olderSchema,
                "The database \(path) lacks tables that this program needs: \(reason). Run: denyut migrate")
        default:
            self.init(.other, "The database \(path) could not be used: \(reason)")
        }
    }
}

extension Error {
    /// Whether the store itself failed, and not only one statement: the whole transaction has to be tried again then.
    var isStoreFailure: Bool {
        if let error = self as? JobStoreError { return error.isTransient && error.code != .other }
        guard let error = self as? DatabaseError else { return false }
        let codes: [ResultCode] = [
            .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_CORRUPT, .SQLITE_NOTADB,
            .SQLITE_INTERRUPT, .SQLITE_PROTOCOL, .SQLITE_READONLY, .SQLITE_CANTOPEN,
        ]
        return codes.contains(error.resultCode)
    }
}
