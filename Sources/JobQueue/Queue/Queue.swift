/// Where a program hands in its jobs.
///
/// ```swift
/// let queue = Queue(store: store)
/// try await queue.enqueue(SendReport(customer: 7), .in(.minutes(5)))
/// ```
public struct Queue: Sendable {
    private let store: any JobStore

    /// Makes a queue over a store.
    public init(store: any JobStore) {
        self.store = store
    }

    /// Enqueues a job. When this returns the job is on the disk.
    ///
    /// - Throws: `JobStoreError` or `EncodingError`: then the job was not enqueued.
    @discardableResult
    public func enqueue(_ job: some Job, _ options: EnqueueOption...) async throws -> EnqueuedJob {
        try await enqueue(NewJob(job, options: EnqueueOptions(options)))
    }

    /// Enqueues jobs of one kind, all of them or none. When this returns they are on the disk.
    ///
    /// - Throws: `JobStoreError` or `EncodingError`: then no job was enqueued.
    @discardableResult
    public func enqueue<J: Job>(contentsOf jobs: [J], _ options: EnqueueOption...) async throws -> [EnqueuedJob] {
        let options = EnqueueOptions(options)
        return try await enqueue(jobs.map { try NewJob($0, options: options) })
    }

    /// Enqueues a job that is encoded already, with the jobs that follow it.
    ///
    /// - Throws: `JobStoreError`: then the job was not enqueued.
    @discardableResult
    public func enqueue(_ job: NewJob, durability: Durability = .durable) async throws -> EnqueuedJob {
        try await enqueue([job], durability: durability)[0]
    }

    /// Enqueues jobs that are encoded already, all of them or none.
    ///
    /// - Throws: `JobStoreError`: then no job was enqueued.
    @discardableResult
    public func enqueue(_ jobs: [NewJob], durability: Durability = .durable) async throws -> [EnqueuedJob] {
        try await store.enqueue(jobs, durability: durability)
    }

    // MARK: Batches

    /// Enqueues a batch with its jobs, as a whole or not at all.
    ///
    /// - Throws: `JobStoreError`: then nothing was enqueued.
    @discardableResult
    public func enqueue(_ batch: NewBatch, durability: Durability = .durable) async throws -> BatchID {
        try await store.enqueue(batch, durability: durability)
    }

    /// Adds jobs to a batch that has not ended, all of them or none. Who is not one of its jobs may come too late; in a handler
    /// `JobContext.addToBatch` cannot.
    ///
    /// - Throws: `JobStoreError.invalidJob` where the batch has ended: then no job was added.
    @discardableResult
    public func add(_ jobs: [NewJob], to batch: BatchID) async throws -> [EnqueuedJob] {
        try await enqueue(jobs.map { $0.belonging(to: batch) })
    }

    /// How far a batch has got; `nil`: there is none with that id, or it was pruned.
    ///
    /// - Throws: `JobStoreError`.
    public func batch(_ id: BatchID) async throws -> Batch? {
        try await store.batch(id)
    }

    /// Cancels a batch: its waiting jobs fail with the reason `cancelled`, those that run are cancelled, and of what was to
    /// follow only `finally` comes.
    ///
    /// - Returns: How it stands then; `nil`: there is none with that id.
    /// - Throws: `JobStoreError`.
    @discardableResult
    public func cancelBatch(_ id: BatchID) async throws -> Batch? {
        try await store.cancelBatch(id)
    }
}
