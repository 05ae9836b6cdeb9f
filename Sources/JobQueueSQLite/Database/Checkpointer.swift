import Foundation
import GRDB
import GRDBSQLite
import JobQueue
import Synchronization
import WallTime

/// Writes the WAL back to the database, so that it stays small.
///
/// Only while this process holds the writer lock: in SQLite up to 3.51.2 a checkpoint that runs while a writer starts the WAL
/// anew can lose commits (https://www.sqlite.org/wal.html#walresetbug). `FULL`, `RESTART` and `TRUNCATE` are no safeguard:
/// where they cannot have the writer lock they go on as `PASSIVE`, without it (`sqlite3WalCheckpoint` in wal.c). So the
/// writer begins a transaction that writes nothing, and a second connection checkpoints under its protection. `PASSIVE`
/// waits for nobody, and nobody can write meanwhile. The next writer starts the WAL anew as soon as no reader needs it,
/// and cuts the file down to `journal_size_limit`.
final class Checkpointer: Sendable {
    /// How long it waits for the writer lock before it leaves the work to the next commit.
    private static let patience: Duration = .milliseconds(50)
    /// A WAL that has grown to so many times the threshold, because there was always a reader when it could have been started
    /// anew, is worth a pause in which the readers of before end, and those that come read from the database alone.
    private static let pauseFactor = 4
    private static let pause: useconds_t = 50_000

    /// A WAL that is this long holds the database's first page, and with it its identity.
    private static let markedAt = 16

    private struct State {
        /// Pages in the WAL, as of the last commit.
        var pages = 0
        /// Whether this process has written the first page, which holds the identity, into this WAL.
        var isMarked = false
        /// A checkpoint is due once it has so many.
        var next: Int
        var runs = 0

        var needsMark: Bool { pages >= Checkpointer.markedAt && !isMarked }

        mutating func note(pages: Int) {
            // It was started anew.
            if pages < self.pages { isMarked = false }
            self.pages = pages
        }
    }

    private let path: String
    private let options: SQLiteOptions
    private let threshold: Int
    private let state: Mutex<State>
    /// Opened when it is first needed: a short command never does.
    private let connection = Mutex<SQLiteConnection?>(nil)

    init(path: String, options: SQLiteOptions) {
        self.path = path
        self.options = options
        self.threshold = max(options.checkpointPages, 100)
        self.state = Mutex(State(next: threshold))
    }

    /// How many checkpoints there were.
    var runs: Int { state.withLock { $0.runs } }

    /// Whether the WAL has grown past the threshold.
    var isDue: Bool {
        state.withLock { state in
            if state.pages < threshold { state.next = threshold }
            return state.pages >= state.next
        }
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
                    checkpointer.state.withLock { $0.note(pages: Int(pages)) }
                    return SQLITE_OK
                }, context)
        }
    }

    /// Checkpoints where the WAL has grown past the threshold.
    ///
    /// - Parameter writer: The connection that takes the writer lock; called on its thread.
    func checkpointIfDue(_ writer: SQLiteConnection) {
        guard isDue else { return }
        var isDone = false
        try? writer.run(waitingAtMost: Self.patience) { db in
            try db.inTransaction(.immediate) {
                isDone = try copy()
                if isDone, state.withLock({ $0.pages }) >= threshold * Self.pauseFactor { usleep(Self.pause) }
                return .rollback
            }
        }
        state.withLock { state in
            // Where a reader keeps the WAL from being started anew: not again before it has grown by some more.
            state.next = state.pages + max(threshold / 4, 1)
            if isDone { state.runs += 1 }
        }
    }

    /// Whether the next transaction is to bring the database's identity into the WAL.
    var needsMark: Bool { state.withLock { $0.needsMark } }

    /// A transaction that did so has committed.
    func hasMarked() { state.withLock { $0.isMarked = true } }

    /// Closes its connection.
    func close() {
        connection.withLock { connection in
            connection?.close()
            connection = nil
        }
    }

    /// Copies what is in the WAL. Returns whether that was all of it.
    private func copy() throws -> Bool {
        try connection.withLock { connection in
            let open =
                try connection
                ?? SQLiteConnection(
                    path: path, options: options, synchronous: .normal, isKnown: true)
            connection = open
            return try open.run { db in
                guard let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(PASSIVE)") else { return false }
                return row[0] == 0 && row[1] == row[2] as Int
            }
        }
    }
}
