public import GRDB
public import JobQueue
public import WallTime

/// An open write transaction of the store. Used on the store's thread only, never kept.
public final class SQLiteTransaction: SettlementTransaction {
    /// The connection, for statements of the application that commit together with the queue's.
    public var database: Database { session.db }
    /// The time of the transaction.
    public let now: Timestamp
    let session: Writer.Session
    /// Whether jobs were added or came back, so that workers must be woken.
    private(set) var hasEnqueued = false
    /// `nil`: nothing is counted.
    private var minutes: MinuteCounts?

    init(session: Writer.Session, now: Timestamp, recordsStatistics: Bool = true) {
        self.session = session
        self.now = now
        self.minutes = recordsStatistics ? MinuteCounts() : nil
    }

    func markEnqueued() {
        hasEnqueued = true
    }

    func count(queue: String, kind: String, _ add: (inout MinuteCounts.Counts) -> Void) {
        minutes?.add(queue: queue, kind: kind, add)
    }

    /// Does something once the transaction has committed, on the thread that has committed it and before its caller goes
    /// on. Not where it is rolled back, nor where only what registered it is.
    ///
    /// Keep it short: other writes wait meanwhile. GRDB's transaction observers are not called on this connection.
    public func afterCommit(_ action: @escaping @Sendable () -> Void) {
        session.afterCommit(action)
    }

    /// Runs statements that are undone where the closure throws, together with what they counted.
    func inSavepoint<T>(_ body: () throws -> T) throws -> T {
        let (minutes, hasEnqueued) = (minutes, hasEnqueued)
        do {
            return try session.inSavepoint(body)
        } catch {
            (self.minutes, self.hasEnqueued) = (minutes, hasEnqueued)
            throw error
        }
    }

    /// Writes what was counted; the last thing before the commit.
    func finish() throws {
        try minutes?.write(session, now: now)
    }
}

extension JobContext {
    /// Adds something to write in the transaction that settles the job: it commits with the acknowledgement, only while
    /// the lease holds, or not at all.
    ///
    /// The closure runs on the store's thread and may be repeated; it must do nothing but write. Where the store is not an
    /// SQLite one the attempt fails with `JobStoreError`.
    public func onSettle(write effect: @escaping @Sendable (SQLiteTransaction) throws -> Void) {
        onSettle { (transaction: any SettlementTransaction) in
            guard let transaction = transaction as? SQLiteTransaction else {
                throw JobStoreError(.other, "This job writes to SQLite, and the queue's store is another one.")
            }
            try effect(transaction)
        }
    }
}
