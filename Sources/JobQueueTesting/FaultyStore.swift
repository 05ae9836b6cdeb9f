public import JobQueue
import Synchronization
public import WallTime

/// A store whose calls fail on demand, as on a full disk or under a lock that somebody else holds. A call that fails has done
/// nothing.
///
/// ```swift
/// let store = FaultyStore(InMemoryJobStore()) { call in
///     call.number < 3 ? JobStoreError(.full, "The disk is full.") : nil
/// }
/// ```
public final class FaultyStore: JobStore {
    /// A call of a method of the store.
    public struct Call: Sendable {
        /// Which method was called.
        public enum Method: Sendable, Equatable {
            /// `enqueue(_:durability:)`
            case enqueue
            /// `enqueue(_:durability:)` of a batch
            case enqueueBatch
            /// `batch(_:)`
            case batch
            /// `cancelBatch(_:)`
            case cancelBatch
            /// `exchange(_:)`
            case exchange
            /// `attend(_:signal:)`
            case attend
            /// `report(progress:of:token:)`
            case report
            /// `acquireLock(_:for:token:)`
            case acquireLock
            /// `countUse(of:limit:window:)`
            case countUse
            /// `exhaustion(of:limit:window:)`
            case exhaustion
        }

        /// Which call of all it is, from 0.
        public let number: Int
        /// The method.
        public let method: Method
    }

    private let store: any JobStore
    private let fault: @Sendable (Call) -> (any Error)?
    private let count = Mutex(0)

    /// Makes a store that asks before each call whether it is to fail.
    public init(_ store: any JobStore, fault: @escaping @Sendable (Call) -> (any Error)?) {
        self.store = store
        self.fault = fault
    }

    /// How many calls there were, those that failed among them.
    public var callCount: Int {
        count.withLock { $0 }
    }

    private func call(_ method: Call.Method) throws {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        if let error = fault(Call(number: number, method: method)) { throw error }
    }

    /// Adds jobs, unless it is to fail.
    public func enqueue(_ jobs: [NewJob], durability: Durability) async throws -> [EnqueuedJob] {
        try call(.enqueue)
        return try await store.enqueue(jobs, durability: durability)
    }

    /// Adds a batch, unless it is to fail.
    public func enqueue(_ batch: NewBatch, durability: Durability) async throws -> BatchID {
        try call(.enqueueBatch)
        return try await store.enqueue(batch, durability: durability)
    }

    /// Tells how far a batch has got, unless it is to fail.
    public func batch(_ id: BatchID) async throws -> Batch? {
        try call(.batch)
        return try await store.batch(id)
    }

    /// Cancels a batch, unless it is to fail.
    public func cancelBatch(_ id: BatchID) async throws -> Batch? {
        try call(.cancelBatch)
        return try await store.cancelBatch(id)
    }

    /// Settles and claims, unless it is to fail.
    public func exchange(_ exchange: Exchange) async throws -> ExchangeResult {
        try call(.exchange)
        return try await store.exchange(exchange)
    }

    /// Registers a worker, unless it is to fail.
    public func attend(_ worker: WorkerRegistration, signal: @escaping @Sendable (WorkerSignal) -> Void) async throws
        -> any WorkerAttendance
    {
        try call(.attend)
        return try await store.attend(worker, signal: signal)
    }

    /// Notes progress, unless it is to fail.
    public func report(progress: String, of job: JobID, token: LeaseToken) async throws {
        try call(.report)
        try await store.report(progress: progress, of: job, token: token)
    }

    /// Takes a lock, unless it is to fail.
    public func acquireLock(_ key: String, for job: JobID, token: LeaseToken) async throws -> Bool {
        try call(.acquireLock)
        return try await store.acquireLock(key, for: job, token: token)
    }

    /// Counts a use, unless it is to fail.
    public func countUse(of key: String, limit: Int, window: Duration) async throws -> Timestamp? {
        try call(.countUse)
        return try await store.countUse(of: key, limit: limit, window: window)
    }

    /// Looks at a key, unless it is to fail.
    public func exhaustion(of key: String, limit: Int, window: Duration) async throws -> Timestamp? {
        try call(.exhaustion)
        return try await store.exhaustion(of: key, limit: limit, window: window)
    }
}
