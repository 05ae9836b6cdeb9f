import Foundation
import GRDB
import JobQueue
import Synchronization
import WallTime

/// The one writer of a process: a connection with a thread, on which waiting writes share a transaction.
///
/// Each write has a savepoint of its own when it shares, so that one that fails takes no other with it, and each caller
/// goes on only when the commit that holds its write is as durable as it asked.
///
/// A write that finds nobody before it may commit on its caller's thread: to wake another thread and to be woken by it takes as
/// long as the commit itself (docs/decisions/0006).
final class Writer: Sendable {
    /// Where a write may be committed.
    enum Site: Sendable {
        /// On the writer's thread.
        case writerThread
        /// On the caller's thread, one of our own, where nobody is before it.
        case ownThread
        /// On the caller's thread, whichever it is, where nobody is before it, no other process is writing, and the disk is quick.
        case anyThread
    }

    private struct Request: Sendable {
        let durability: Durability
        let perform: @Sendable (Session) throws -> Void
        let complete: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        /// The writes that share the next transaction.
        var waiting: [Request] = []
        /// Whether a thread commits; it sees to what waits then.
        var isBusy = false
        /// Whether the last commit was so quick that a shared thread may be kept for one.
        var isQuick = true
    }

    /// A commit of one job takes a fifth of a millisecond on a good disk. Where it takes longer than this, shared threads are spared.
    private static let quickCommit: Duration = .milliseconds(2)

    /// What belongs to the connection; touched inside its `run` only, which lets one thread in at a time.
    private final class ConnectionState: @unchecked Sendable {
        var session: Session?
        var synchronous = SQLiteConnection.Synchronous.full
    }

    private let connection: SQLiteConnection
    private let thread = SerialThread(name: "denyut-writer")
    private let state = Mutex(State())
    private let transactionCount = Mutex(0)
    private let connectionState = ConnectionState()
    private let checkpointer: Checkpointer
    private let identity: DatabaseIdentity?

    /// - Parameter identity: What the database has, so that a file that was copied over it is noticed.
    init(connection: SQLiteConnection, checkpointer: Checkpointer, identity: DatabaseIdentity? = nil) {
        self.connection = connection
        self.checkpointer = checkpointer
        self.identity = identity
    }

    /// How many transactions there were.
    var transactions: Int { transactionCount.withLock { $0 } }
    /// How many writes wait for the next one.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Whether a thread commits, or is about to.
    var isBusy: Bool { state.withLock { $0.isBusy } }

    /// Performs a write in a transaction, possibly shared with others that wait.
    ///
    /// - Parameters:
    ///   - site: Where it may be committed.
    ///   - afterCommit: Called on the thread that has committed, before the caller goes on.
    func write<T: Sendable>(
        _ durability: Durability, on site: Site = .writerThread,
        afterCommit: @escaping @Sendable (T) -> Void = { _ in },
        _ body: @escaping @Sendable (Session) throws -> T
    ) async throws -> T {
        let isHere = takesTurn(site)
        if isHere, let value = try commitHere(durability, waits: site == .ownThread, afterCommit, body) { return value }
        return try await withCheckedThrowingContinuation { continuation in
            let result = Mutex<T?>(nil)
            let box = ResultBox(result: result, continuation: continuation, afterCommit: afterCommit)
            let request = Request(
                durability: durability,
                perform: { session in
                    let value = try body(session)
                    box.result.withLock { $0 = value }
                },
                complete: { box.complete($0) })
            let isFirst = state.withLock { state in
                defer { state.isBusy = true }
                state.waiting.append(request)
                return !state.isBusy
            }
            if isFirst || isHere { thread.async { self.commitWaiting() } }
        }
    }

    /// Writes the WAL back where the commits of other connections have made it grow. Returns at once.
    func checkpointIfDue() {
        guard checkpointer.isDue else { return }
        // A thread that commits looks for this at its end.
        let isFirst = state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
        if isFirst { thread.async { self.commitWaiting() } }
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

    /// Whether a write is to be committed on the thread of its caller: nobody else commits then before it has.
    private func takesTurn(_ site: Site) -> Bool {
        guard site != .writerThread else { return false }
        return state.withLock { state in
            guard !state.isBusy, site == .ownThread || state.isQuick else { return false }
            state.isBusy = true
            return true
        }
    }

    /// Commits a write on the thread of its caller, whose turn it is.
    ///
    /// - Parameter waits: Whether it may wait for another process that is writing.
    /// - Returns: `nil` where it would have to wait. Then it is its turn still.
    private func commitHere<T>(
        _ durability: Durability, waits: Bool, _ afterCommit: (T) -> Void, _ body: (Session) throws -> T
    ) throws -> T? {
        var value: T?
        do {
            try transact(isDurable: durability == .durable, waits: waits) { value = try body($0) }
        } catch let error as JobStoreError where error.code == .busy && !waits {
            return nil
        } catch {
            endTurn()
            throw error
        }
        if let value { afterCommit(value) }
        endTurn()
        return value
    }

    /// Leaves to the writer's thread what has come meanwhile.
    private func endTurn() {
        let isOver = state.withLock { state in
            state.isBusy = !state.waiting.isEmpty || checkpointer.isDue
            return !state.isBusy
        }
        if !isOver { thread.async { self.commitWaiting() } }
    }

    /// Commits what waits, on the writer's thread, until nothing does.
    private func commitWaiting() {
        while true {
            checkpointer.checkpointIfDue(connection)
            let requests = state.withLock { state in
                defer { state.waiting = [] }
                state.isBusy = !state.waiting.isEmpty
                return state.waiting
            }
            if requests.isEmpty { return }
            commit(requests)
        }
    }

    /// Commits writes in one transaction, and completes them.
    private func commit(_ requests: [Request]) {
        var failures = [(any Error)?](repeating: nil, count: requests.count)
        do {
            try transact(isDurable: requests.contains { $0.durability == .durable }, waits: true) { session in
                failures = try perform(requests, session)
            }
        } catch {
            // The transaction was rolled back as a whole: those that had failed by themselves keep their own error.
            failures = failures.map { $0 ?? error }
        }
        for (request, failure) in zip(requests, failures) {
            request.complete(failure.map { JobStoreError.wrap($0, path: connection.path) })
        }
    }

    /// Runs a transaction on the calling thread.
    ///
    /// - Throws: What the closure throws, or a `JobStoreError`; one that is `busy` where it does not wait and had to.
    private func transact(isDurable: Bool, waits: Bool, _ body: (Session) throws -> Void) throws {
        let start = ContinuousClock.now
        defer {
            let isQuick = ContinuousClock.now - start <= Self.quickCommit
            state.withLock { $0.isQuick = isQuick }
        }
        try connection.run(waitingAtMost: waits ? nil : .zero) { db in
            let session = connectionState.session ?? Session(db)
            connectionState.session = session
            try setSynchronous(isDurable ? .full : .normal, db)
            try SQLiteConnection.checkIsInPlace(db, path: connection.path, identity: identity)
            // Once in each WAL, so that it can be told from the WAL of another database.
            let mark = checkpointer.needsMark ? identity : nil
            try session.inTransaction {
                transactionCount.withLock { $0 += 1 }
                try body(session)
                if let mark { try mark.write(db) }
            }
            if mark != nil { checkpointer.hasMarked() }
        }
    }

    /// Closes the connection. Where nobody else has the database open, what is in the WAL goes into the database, and the WAL.
    func close() {
        // Prepared statements keep a connection open.
        try? connection.run { _ in connectionState.session = nil }
        connection.close(writingBack: true)
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

extension JobStoreError {
    /// Leaves errors of handlers and refusals as they are; only SQLite's own become errors of the store.
    static func wrap(_ error: any Error, path: String) -> any Error {
        error is DatabaseError ? JobStoreError(error, path: path) : error
    }
}
