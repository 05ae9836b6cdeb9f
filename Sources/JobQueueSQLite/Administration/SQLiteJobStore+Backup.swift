import GRDB
import JobQueue

extension SQLiteJobStore {
    /// Writes a copy of the whole database to a new file, while workers go on.
    ///
    /// With SQLite's own `VACUUM INTO`: the copy is of one instant, compact, and needs no WAL beside it.
    ///
    /// - Throws: `JobStoreError` where the file exists already or cannot be written; then there is none.
    public func backUp(to path: String) async throws {
        guard !SQLiteFile.exists(path) else {
            throw JobStoreError(.cannotOpen, "The file \(path) exists already. Name another, or move it away first.")
        }
        let options = options
        let source = self.path
        let thread = SerialThread(name: "denyut-backup")
        try await thread.run {
            let connection = try SQLiteConnection(path: source, options: options)
            try connection.run { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        }
    }
}
