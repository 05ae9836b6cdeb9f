import Foundation
import GRDB
import JobQueue
import Synchronization
import WallTime

/// The one writer of a process: a connection with a thread, on which waiting writes share a transaction.
///
/// A caller on a thread of our own (the loop of a worker) commits there instead, with whatever waits; the connection lets one in
/// at a time.
///
/// Each write has a savepoint of its own when it shares, so that one that fails takes no other with it, and each caller
/// goes on only when the commit that holds its write is as durable as it asked.
final class Writer: Sendable {
    private struct Request: Sendable {
        let durability: Durability
        let perform: @Sendable (Session) throws -> Void
        let complete: @Sendable ((any Error)?) -> Void
    }

    /// What a write works with: the connection and its prepared statements. Used inside the connection's `run` only.
    final class Session {
        let db: Database
        private var statements: [String: HotStatement] = [:]

        init(_ db: Database) {
            self.db = db
        }

        /// The prepared statement of that SQL.
        func statement(_ sql: String) throws -> HotStatement {
            if let statement = statements[sql] { return statement }
            let statement = try HotStatement(sql, db)
            statements[sql] = statement
            return statement
        }
    }

    /// What belongs to the connection; touched inside its `run` only, which lets one thread in at a time.
    private final class ConnectionState: @unchecked Sendable {
        var session: Session?
        var synchronous = SQLiteConnection.Synchronous.full
    }

    private let connection: SQLiteConnection
    private let thread = SerialThread(name: "denyut-writer")
    private let waiting = Mutex<[Request]>([])
    private let transactionCount = Mutex(0)
    private let connectionState = ConnectionState()
    private let checkpointer: Checkpointer

    init(connection: SQLiteConnection, checkpointer: Checkpointer) {
        self.connection = connection
        self.checkpointer = checkpointer
    }

    /// How many transactions there were.
    var transactions: Int { transactionCount.withLock { $0 } }
    /// How many writes wait for the next one.
    var waitingCount: Int { waiting.withLock { $0.count } }

    /// Performs a write in a transaction, possibly shared with others that wait.
    ///
    /// - Parameter afterCommit: Called on the thread that has committed, before the caller goes on.
    func write<T: Sendable>(
        _ durability: Durability, afterCommit: @escaping @Sendable (T) -> Void = { _ in },
        _ body: @escaping @Sendable (Session) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let result = Mutex<T?>(nil)
            let box = ResultBox(result: result, continuation: continuation, afterCommit: afterCommit)
            let request = Request(
                durability: durability,
                perform: { session in
                    let value = try body(session)
                    box.result.withLock { $0 = value }
                },
                complete: { box.complete($0) })
            let isFirst = waiting.withLock { waiting in
                waiting.append(request)
                return waiting.count == 1
            }
            guard isFirst else { return }
            // To wake another thread, and to be woken by it, takes longer than the transaction of a worker that waited for a job.
            if OwnThread.isCurrent {
                commitWaiting()
                checkpointIfDue()
            } else {
                thread.async {
                    self.commitWaiting()
                    self.checkpointer.checkpointIfDue(self.connection)
                }
            }
        }
    }

    /// Writes the WAL back where the commits of other connections have made it grow. Returns at once.
    func checkpointIfDue() {
        guard checkpointer.isDue else { return }
        thread.async { self.checkpointer.checkpointIfDue(self.connection) }
    }

    private final class ResultBox<T: Sendable>: Sendable {
        let result: Mutex<T?>
        let continuation: CheckedContinuation<T, any Error>
        let afterCommit: @Sendable (T) -> Void

        init(
            result: consuming sending Mutex<T?>, continuation: CheckedContinuation<T, any Error>,
            afterCommit: @escaping @Sendable (T) -> Void
        ) {
            self.result = result
            self.continuation = continuation
            self.afterCommit = afterCommit
        }

        func complete(_ error: (any Error)?) {
            if let error {
                continuation.resume(throwing: error)
            } else if let value = result.withLock({ $0 }) {
                afterCommit(value)
                continuation.resume(returning: value)
            } else {
                continuation.resume(throwing: JobStoreError(.other, "The write was not performed."))
            }
        }
    }

    // MARK: The transaction

    private func commitWaiting() {
        let requests = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        transactionCount.withLock { $0 += 1 }
        var failures = [(any Error)?](repeating: nil, count: requests.count)
        do {
            try connection.run { db in
                if connectionState.session == nil { connectionState.session = Session(db) }
                guard let session = connectionState.session else { return }
                let isDurable = requests.contains { $0.durability == .durable }
                try setSynchronous(isDurable ? .full : .normal, db)
                try db.inTransaction(.immediate) {
                    failures = try perform(requests, session)
                    return .commit
                }
            }
        } catch {
            // The transaction was rolled back as a whole: those that had failed by themselves keep their own error.
            failures = failures.map { $0 ?? error }
        }
        for (request, failure) in zip(requests, failures) {
            request.complete(failure.map { JobStoreError.wrap($0, path: connection.path) })
        }
    }

    private func perform(_ requests: [Request], _ session: Session) throws -> [(any Error)?] {
        if requests.count == 1 {
            try requests[0].perform(session)
            return [nil]
        }
        return try requests.map { request in
            do {
                try session.inSavepoint { try request.perform(session) }
                return nil
            } catch  where session.db.isInsideTransaction {
                return error
            }
        }
    }

    private func setSynchronous(_ synchronous: SQLiteConnection.Synchronous, _ db: Database) throws {
        guard connectionState.synchronous != synchronous else { return }
        try db.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
        connectionState.synchronous = synchronous
    }
}

extension Writer.Session {
    /// Runs statements that are undone where the closure throws, while the transaction around them goes on.
    func inSavepoint<T>(_ body: () throws -> T) throws -> T {
        try statement("SAVEPOINT denyut").run()
        do {
            let value = try body()
            try statement("RELEASE denyut").run()
            return value
        } catch {
            // SQLite has rolled the whole transaction back already after some errors: https://www.sqlite.org/lang_transaction.html
            if db.isInsideTransaction {
                try statement("ROLLBACK TO denyut").run()
                try statement("RELEASE denyut").run()
            }
            throw error
        }
    }
}

extension JobStoreError {
    /// Leaves errors of handlers and refusals as they are; only SQLite's own become errors of the store.
    static func wrap(_ error: any Error, path: String) -> any Error {
        error is DatabaseError ? JobStoreError(error, path: path) : error
    }
}
