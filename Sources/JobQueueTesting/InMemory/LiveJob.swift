import JobQueue
import WallTime

/// A job that waits, is delayed or is leased.
struct LiveJob {
    /// The right of a worker to work on the job.
    struct Lease {
        var token: LeaseToken
        var worker: String
        var expiresAt: Timestamp
    }

    let id: JobID
    let job: NewJob
    let createdAt: Timestamp
    var availableAt: Timestamp
    /// By when it must have been started.
    let deadline: Timestamp?
    var attempts = 0
    var crashes = 0
    var lease: Lease?
    var progress: String?
    var isCancelRequested = false

    /// The job as a worker sees it that has just leased it.
    func claimed(token: LeaseToken) -> ClaimedJob {
        ClaimedJob(
            id: id, queue: job.queue, kind: job.kind, payload: job.payload, payloadVersion: job.payloadVersion,
            attempts: attempts, crashes: crashes, maxAttempts: job.maxAttempts, availableAt: availableAt,
            createdAt: createdAt, uniqueKey: job.uniqueKey, trace: job.trace, batch: job.batch,
            hasChain: !job.chain.isEmpty, token: token)
    }

    /// Whether the one is to be started before the other, both being on the same queue.
    static func isBefore(_ left: LiveJob, _ right: LiveJob) -> Bool {
        (left.job.priority, left.availableAt, left.id) < (right.job.priority, right.availableAt, right.id)
    }
}
