public import WallTime

/// What keeps the jobs.
///
/// Each method is one transaction: it happens as a whole or not at all, whatever dies in between. The rules it must keep are
/// written down as checks that any store can run: `JobStoreConformance` in `JobQueueTesting`.
public protocol JobStore: Sendable {
    /// Adds jobs, all of them or none, in that order.
    ///
    /// A job whose unique key a live job has already is not added; the answer gives the live job's id. A job of a batch counts
    /// for it, and is refused with all others where the batch has ended.
    ///
    /// - Returns: One answer per job, in the order of the jobs.
    /// - Throws: `JobStoreError` when nothing was added.
    func enqueue(_ jobs: [NewJob], durability: Durability) async throws -> [EnqueuedJob]

    /// Adds a batch with its jobs, as a whole or not at all. One that gets no job ends at once.
    ///
    /// A batch ends when none of its jobs is left, whether they are done or failed for good. What follows it is enqueued in the
    /// transaction that settles the job which brings it about: `catch` with the first failure for good, `then` when all are
    /// done, `finally` at the end, each at most once. The next step of a chain belongs to the batch of the step before.
    ///
    /// - Throws: `JobStoreError` when nothing was added.
    func enqueue(_ batch: NewBatch, durability: Durability) async throws -> BatchID

    /// How far a batch has got; `nil`: there is none with that id.
    func batch(_ id: BatchID) async throws -> Batch?

    /// Cancels a batch that has not ended: its waiting jobs fail at once with the reason `cancelled`, those that run are
    /// cancelled through their workers, chains go no further, and no job can be added. Of what follows it only `finally` comes.
    ///
    /// - Returns: How it stands then; `nil`: there is none with that id.
    func cancelBatch(_ id: BatchID) async throws -> Batch?

    /// Settles jobs that the worker has finished with, and claims its next ones, in one transaction.
    ///
    /// Settling comes first. A settlement takes effect only if the job still has the lease it was claimed with; its effects
    /// commit with it or not at all. What one settlement does never depends on whether another one of the same exchange
    /// succeeds. Leases that have ended are taken back before the claim, but not those of a worker that attends here: it lives,
    /// and its jobs must not be started beside themselves. A row that cannot be changed stops no other (`setAside`).
    ///
    /// A worker calls it on a thread of its own, which may be kept while the store works.
    ///
    /// - Throws: `JobStoreError` when nothing happened: the caller may hand in the same exchange again.
    func exchange(_ exchange: Exchange) async throws -> ExchangeResult

    /// Registers a worker and keeps its leases alive, on a thread and a connection of its own, until the attendance ends.
    ///
    /// - Parameter signal: Called from any thread, must return at once.
    func attend(_ worker: WorkerRegistration, signal: @escaping @Sendable (WorkerSignal) -> Void) async throws
        -> any WorkerAttendance

    /// Notes how far a job has got, as JSON; ignored if the lease is lost.
    func report(progress: String, of job: JobID, token: LeaseToken) async throws

    /// Takes a lock for the job until its lease ends, however that happens.
    ///
    /// - Returns: Whether the job has the lock now.
    func acquireLock(_ key: String, for job: JobID, token: LeaseToken) async throws -> Bool

    /// Counts one use of a key within a window that begins with its first use. One that ends later than one that begins now is
    /// not believed: a clock was ahead.
    ///
    /// - Returns: `nil` if the use is within the limit, else when the window ends.
    func countUse(of key: String, limit: Int, window: Duration) async throws -> Timestamp?

    /// Until when a key is used up: the end of its window, if that has not ended and has had so many uses; else `nil`. Counts
    /// nothing. A window that ends later than one that began now is not believed: a clock was ahead.
    func exhaustion(of key: String, limit: Int, window: Duration) async throws -> Timestamp?
}

/// What an enqueue waits for.
public enum Durability: Sendable, Equatable {
    /// The jobs have reached the disk: a power cut does not lose them.
    case durable
    /// The jobs survive the death of the process, but the last ones may be lost to a power cut.
    case fast
}
