import Foundation
public import WallTime

/// Where a program hands in its jobs.
///
/// ```swift
/// let queue = Queue(store: store)
/// try await queue.enqueue(SendReport(customer: 7), .in(.minutes(5)))
/// ```
public struct Queue: Sendable {
    private let store: any JobStore
    private let clock: any WallClock

    /// Makes a queue over a store.
    public init(store: any JobStore, clock: any WallClock = SystemClock()) {
        self.store = store
        self.clock = clock
    }

    /// Enqueues a job. When this returns the job is on the disk.
    ///
    /// - Throws: `JobStoreError` or `EncodingError`: then the job was not enqueued.
    @discardableResult
    public func enqueue(_ job: some Job, _ options: EnqueueOption...) async throws -> EnqueuedJob {
        let new = try NewJob(job, options: EnqueueOptions(options), now: clock.now())
        return try await store.enqueue([new], durability: .durable)[0]
    }

    /// Enqueues jobs of one kind, all of them or none. When this returns they are on the disk.
    ///
    /// - Throws: `JobStoreError` or `EncodingError`: then no job was enqueued.
    @discardableResult
    public func enqueue<J: Job>(contentsOf jobs: [J], _ options: EnqueueOption...) async throws -> [EnqueuedJob] {
        let now = clock.now()
        let options = EnqueueOptions(options)
        let encoder = JSONEncoder()
        return try await store.enqueue(
            try jobs.map { try NewJob($0, options: options, now: now, encoder: encoder) }, durability: .durable)
    }

    /// Enqueues jobs that are JSON already, all of them or none.
    ///
    /// - Throws: `JobStoreError`: then no job was enqueued.
    @discardableResult
    public func enqueue(_ jobs: [NewJob], durability: Durability = .durable) async throws -> [EnqueuedJob] {
        try await store.enqueue(jobs, durability: durability)
    }
}
