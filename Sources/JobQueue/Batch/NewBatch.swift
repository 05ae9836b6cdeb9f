import Basics

/// Jobs that belong together, and what follows once they have ended.
///
/// ```swift
/// let reports = try customers.map { try NewJob(SendReport(customer: $0)) }
/// let batch = try await queue.enqueue(
///     NewBatch("Reports of May", reports, then: NewJob(SendSummary(month: 5)), catch: NewJob(TellOperator(month: 5))))
/// ```
///
/// Each of the jobs that follow is enqueued at most once, in the transaction that settles the job of the batch that
/// brought it about: it comes exactly when the last job has ended, whatever dies in between.
public struct NewBatch: Sendable, Equatable {
    /// What people call it: 1–200 bytes, no control characters, no blank at an end, in Unicode's form NFC.
    public var name: String
    /// Its jobs; any of them may bring a chain. A job whose unique key a live job has already does not belong to it.
    public var jobs: [NewJob]
    /// Enqueued once all jobs are done. Where some failed for good, it is once these were retried and are done.
    public var then: NewJob?
    /// Enqueued when the first job fails for good. The other jobs go on.
    public var `catch`: NewJob?
    /// Enqueued once no job is left, well or not.
    public var finally: NewJob?

    /// Makes a batch of its parts. One without jobs ends at once.
    public init(
        _ name: String, _ jobs: [NewJob] = [], then: NewJob? = nil, catch: NewJob? = nil, finally: NewJob? = nil
    ) {
        self.name = name
        self.jobs = jobs
        self.then = then
        self.catch = `catch`
        self.finally = finally
    }

    /// Refuses what no store should take.
    ///
    /// - Throws: `JobStoreError.invalidJob`, also for one of its jobs.
    package func validate() throws {
        try NewJob.validate(name, .label, of: "The batch")
        for job in jobs { try job.validate() }
        for job in [then, `catch`, finally] { try job?.validate() }
    }
}
