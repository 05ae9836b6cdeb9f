import JobQueue
import Synchronization
import WallTime

/// A store that lets a test act between an exchange and the worker's learning of it.
final class MeddlingStore: JobStore {
    typealias Meddler = @Sendable (_ number: Int, ExchangeResult) async throws -> Void

    private let store: any JobStore
    private let state = Mutex<(count: Int, meddler: Meddler?)>((0, nil))

    init(_ store: any JobStore) {
        self.store = store
    }

    func afterExchange(_ meddler: @escaping Meddler) {
        state.withLock { $0.meddler = meddler }
    }

    func enqueue(_ jobs: [NewJob], durability: Durability) async throws -> [EnqueuedJob] {
        try await store.enqueue(jobs, durability: durability)
    }

    func exchange(_ exchange: Exchange) async throws -> ExchangeResult {
        let result = try await store.exchange(exchange)
        let (number, meddler) = state.withLock { state in
            state.count += 1
            return (state.count, state.meddler)
        }
        try await meddler?(number, result)
        return result
    }

    func attend(_ worker: WorkerRegistration, signal: @escaping @Sendable (WorkerSignal) -> Void) async throws
        -> any WorkerAttendance
    {
        try await store.attend(worker, signal: signal)
    }

    func report(progress: String, of job: JobID, token: LeaseToken) async throws {
        try await store.report(progress: progress, of: job, token: token)
    }

    func acquireLock(_ key: String, for job: JobID, token: LeaseToken) async throws -> Bool {
        try await store.acquireLock(key, for: job, token: token)
    }

    func countUse(of key: String, limit: Int, window: Duration) async throws -> Timestamp? {
        try await store.countUse(of: key, limit: limit, window: window)
    }

    func exhaustion(of key: String, limit: Int, window: Duration) async throws -> Timestamp? {
        try await store.exhaustion(of: key, limit: limit, window: window)
    }

    func enqueue(_ batch: NewBatch, durability: Durability) async throws -> BatchID {
        try await store.enqueue(batch, durability: durability)
    }

    func batch(_ id: BatchID) async throws -> Batch? {
        try await store.batch(id)
    }

    func cancelBatch(_ id: BatchID) async throws -> Batch? {
        try await store.cancelBatch(id)
    }
}
