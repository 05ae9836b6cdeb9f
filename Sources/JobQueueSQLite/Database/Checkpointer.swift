import GRDB
import GRDBSQLite
import JobQueue
import Synchronization

/// Writes the WAL back to the database, so that it stays small.
///
/// Only in modes that hold the writer lock (RESTART, TRUNCATE), never PASSIVE: in SQLite up to 3.51.2 processes that write and
/// checkpoint at the same instant can lose commits (https://www.sqlite.org/wal.html#walresetbug).
final class Checkpointer: Sendable {
    /// A WAL of so many pages is cut to nothing instead of being written over: 64 MiB.
    private static let truncatePages = 16_384
    /// How long a checkpoint waits for readers before it leaves the rest to the next one.
    private static let patience: Duration = .milliseconds(50)

    private let threshold: Int
    private let state: Mutex<(pages: Int, next: Int)>

    init(threshold: Int) {
        self.threshold = max(threshold, 100)
        self.state = Mutex((0, self.threshold))
    }

    /// Learns the size of the WAL with each commit of the connection.
    func watch(_ connection: SQLiteConnection) throws {
        try connection.run { db in
            let context = Unmanaged.passUnretained(self).toOpaque()
            sqlite3_wal_hook(
                db.sqliteConnection,
                { context, _, _, pages in
                    guard let context else { return SQLITE_OK }
                    let checkpointer = Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
                    checkpointer.state.withLock { $0.pages = Int(pages) }
                    return SQLITE_OK
                }, context)
        }
    }

    /// Checkpoints where the WAL has grown past the threshold.
    func checkpointIfNeeded(_ connection: SQLiteConnection) {
        let pages = state.withLock { state -> Int? in
            if state.pages < threshold { state.next = threshold }
            return state.pages >= state.next ? state.pages : nil
        }
        guard let pages else { return }
        let mode = pages >= Self.truncatePages ? "TRUNCATE" : "RESTART"
        let isDone = try? connection.run(waitingAtMost: Self.patience) { db in
            try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(\(mode))").map { $0[0] == 0 } ?? false
        }
        state.withLock { state in
            // A reader was in the way: not again before the WAL has grown by as much.
            state.next = isDone == true ? threshold : pages + threshold
            if isDone == true { state.pages = 0 }
        }
    }
}
