public import JobQueue

/// What the checks of the contract, and tests of workers, must see and do beyond what a worker does: a store under test brings
/// it, its users do not need it.
public protocol JobStoreInspection: Sendable {
    /// How many jobs a queue holds; a queue that nobody used is empty.
    func depth(of queue: String) async throws -> QueueDepth

    /// The jobs that have failed for good, by id.
    func failedJobs() async throws -> [FailedJob]

    /// The attempts of a live or failed job that did not end well, in the order in which they ended.
    func attempts(of job: JobID) async throws -> [AttemptRecord]

    /// What a live job has last reported of its progress.
    func progress(of job: JobID) async throws -> String?

    /// Keeps workers from taking jobs of a queue; `*` means all.
    func pause(queue: String) async throws

    /// Takes back a pause; `*` takes back all.
    func resume(queue: String) async throws

    /// Asks all workers to end and be started anew.
    func requestRestart() async throws

    /// Cancels a job: one that waits fails at once, one that is leased once its worker has noticed.
    func requestCancellation(of job: JobID) async throws
}
