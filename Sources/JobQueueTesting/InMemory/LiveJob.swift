import FoundationEssentials
import JobQueue
import WallTime

/// A job that waits, is delayed or is leased.
struct LiveJob {
    /// The right of a worker to work on the job.
    struct Lease {
        var token: LeaseToken
        var worker: String
        var since: Timestamp
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
    /// Since when its worker is to cancel it.
    var cancelRequestedAt: Timestamp?
    var isCancelRequested: Bool { cancelRequestedAt != nil }

    /// The job as a worker sees it that has just leased it.
    func claimed(token: LeaseToken) -> ClaimedJob {
        ClaimedJob(
            id: id, queue: job.queue, kind: job.kind, payload: job.payload, payloadVersion: job.payloadVersion,
            attempts: attempts, crashes: crashes, maxAttempts: job.maxAttempts, availableAt: availableAt,
            createdAt: createdAt, uniqueKey: job.uniqueKey, trace: job.trace, batch: job.batch,
            hasChain: !job.chain.isEmpty, token: token)
    }

    /// The job as it stands, whoever asks.
    func record(now: Timestamp) -> JobRecord {
        JobRecord(
            id: id, state: lease != nil ? .running : availableAt > now ? .delayed : .pending, queue: job.queue,
            kind: job.kind, payload: String(decoding: job.payload, as: UTF8.self), payloadVersion: job.payloadVersion,
            priority: job.priority, attempts: attempts, maxAttempts: job.maxAttempts, crashes: crashes,
            createdAt: createdAt, availableAt: availableAt, deadline: deadline, leasedAt: lease?.since,
            leaseExpiresAt: lease?.expiresAt, cancelRequestedAt: cancelRequestedAt, worker: lease?.worker,
            uniqueKey: job.uniqueKey, trace: job.trace, batch: job.batch, chain: chainText, progress: progress)
    }

    /// The job as it failed for good.
    func failed(
        attempts: Int, reason: FailureReason, _ report: FailureReport, worker: String?, now: Timestamp
    ) -> JobRecord {
        JobRecord(
            id: id, state: .failed, queue: job.queue, kind: job.kind,
            payload: String(decoding: job.payload, as: UTF8.self), payloadVersion: job.payloadVersion,
            priority: job.priority, attempts: attempts, maxAttempts: job.maxAttempts, crashes: crashes,
            createdAt: createdAt, availableAt: createdAt, worker: worker, uniqueKey: job.uniqueKey, trace: job.trace,
            batch: job.batch, chain: chainText, endedAt: now, reason: reason.rawValue, errorType: report.type,
            errorMessage: report.message)
    }

    private var chainText: String? {
        job.chain.isEmpty ? nil : (try? JSONEncoder().encode(job.chain)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the one is to be started before the other, both being on the same queue.
    static func isBefore(_ left: LiveJob, _ right: LiveJob) -> Bool {
        (left.job.priority, left.availableAt, left.id) < (right.job.priority, right.availableAt, right.id)
    }
}
