import GRDB
import JobQueue
import Synchronization

/// Some connections that only read, each with a thread of its own: a read that takes long holds up one of them, and the others
/// go on. Connections are opened when they are needed; a command that reads one thing after the other has one.
final class ReaderPool: Sendable {
    private final class Reader: Sendable {
        let thread: SerialThread
        let connection: SQLiteConnection

        init(thread: SerialThread, connection: SQLiteConnection) {
            self.thread = thread
            self.connection = connection
        }
    }

    private struct State {
        var idle: [Reader]
        /// All that were opened, also those that are reading.
        var connections: [SQLiteConnection]
        /// How many there are, or are about to be.
        var count = 1
        var waiting: [CheckedContinuation<Reader, Never>] = []
    }

    /// Each takes three descriptors and some memory; more reads at once than that would only share the disk.
    private static let limit = 4

    private let path: String
    private let options: SQLiteOptions
    private let purpose: SQLiteConnection.Purpose
    private let identity: DatabaseIdentity?
    private let state: Mutex<State>

    /// Opens the first connection.
    ///
    /// - Parameter identity: What the database had when it was opened; another file in its place is not read.
    /// - Throws: `JobStoreError`.
    init(
        path: String, options: SQLiteOptions, purpose: SQLiteConnection.Purpose, identity: DatabaseIdentity?
    ) throws {
        self.path = path
        self.options = options
        self.purpose = purpose
        self.identity = identity
        let connection = try SQLiteConnection(path: path, options: options, for: purpose)
        let reader = Reader(thread: SerialThread(name: "denyut-reader"), connection: connection)
        state = Mutex(State(idle: [reader], connections: [connection]))
    }

    /// Closes all connections, each after the statement that it runs. Reads are refused afterwards.
    func close() {
        for connection in state.withLock({ $0.connections }) { connection.close() }
    }

    /// Runs a read transaction on the next connection that is free.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        let reader = await take()
        defer { giveBack(reader) }
        return try await reader.thread.run { [path, identity] in
            try reader.connection.run { db in
                try SQLiteConnection.checkIsInPlace(db, path: path, identity: identity)
                var value: T?
                try db.inTransaction(.deferred) {
                    value = try body(db)
                    return .commit
                }
                guard let value else { throw JobStoreError(.other, "The read was not performed.") }
                return value
            }
        }
    }

    private enum Turn {
        case reader(Reader)
        case open(Int)
        case wait
    }

    private func take() async -> Reader {
        let turn = state.withLock { state -> Turn in
            if let reader = state.idle.popLast() { return .reader(reader) }
            guard state.count < Self.limit else { return .wait }
            state.count += 1
            return .open(state.count)
        }
        switch turn {
        case .reader(let reader): return reader
        case .wait: break
        case .open(let number):
            let thread = SerialThread(name: "denyut-reader-\(number)")
            let connection = try? await thread.run { [path, options, purpose] in
                try SQLiteConnection(path: path, options: options, for: purpose, isKnown: true)
            }
            if let connection {
                state.withLock { $0.connections.append(connection) }
                return Reader(thread: thread, connection: connection)
            }
            // Where no more can be opened, as without descriptors, those that are there must do.
            state.withLock { $0.count -= 1 }
        }
        return await withCheckedContinuation { continuation in
            let reader = state.withLock { state -> Reader? in
                if let reader = state.idle.popLast() { return reader }
                state.waiting.append(continuation)
                return nil
            }
            if let reader { continuation.resume(returning: reader) }
        }
    }

    private func giveBack(_ reader: Reader) {
        let next = state.withLock { state -> CheckedContinuation<Reader, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.idle.append(reader)
            return nil
        }
        next?.resume(returning: reader)
    }
}
