package import JobQueue
package import WallTime

/// The live job that has a unique key: what keeps an entry without overlap from enqueuing another.
package struct KeyHolder: Sendable, Equatable {
    package let job: JobID
    /// The worker that runs it; `nil`: it waits.
    package let worker: String?
    package let enqueuedAt: Timestamp

    package init(job: JobID, worker: String?, enqueuedAt: Timestamp) {
        self.job = job
        self.worker = worker
        self.enqueuedAt = enqueuedAt
    }
}
