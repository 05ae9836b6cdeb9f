public import WallTime

/// What became of a claimed job.
public struct Settlement: Sendable {
    /// What happens to the job's row.
    ///
    /// Its times are counted from the transaction that settles it, by the store's clock: a leap of the worker's time of day between
    /// the end of the attempt and the commit must not make a job wait for an hour.
    public enum Verdict: Sendable, Equatable {
        /// It is done and goes; kept readable for so long, if at all.
        case done(keepFor: Duration?)
        /// The attempt failed: it is counted and recorded, and the job comes back after that.
        case retry(after: Duration, AttemptOutcome, FailureReport)
        /// The job comes back after that, or at its old place if `nil`; nothing is counted.
        case release(after: Duration?)
        /// The job failed for good.
        case fail(FailureReason, FailureReport)
    }

    /// The job, with the token of the lease under which it was worked on.
    public var job: ClaimedJob
    /// What happens to its row.
    public var verdict: Verdict
    /// When the attempt began; `nil`: it never did.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp
    /// What the job writes, committed together with the verdict.
    public var effects: [Effect]

    /// Makes a settlement.
    public init(
        job: ClaimedJob, verdict: Verdict, startedAt: Timestamp?, finishedAt: Timestamp, effects: [Effect] = []
    ) {
        self.job = job
        self.verdict = verdict
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.effects = effects
    }
}

/// Something a job writes in the transaction that settles it.
///
/// Runs on the store's own thread, may run again if that transaction has to be repeated, and must not wait for anything.
public typealias Effect = @Sendable (any SettlementTransaction) throws -> Void

/// The transaction that settles a job, as its effects see it. Each store brings its own.
public protocol SettlementTransaction {
    /// The time of the transaction.
    var now: Timestamp { get }

    /// Adds jobs in this transaction.
    func enqueue(_ jobs: [NewJob]) throws -> [EnqueuedJob]

    /// Adds a batch with its jobs in this transaction.
    func enqueue(_ batch: NewBatch) throws -> BatchID
}

/// Why an attempt did not end well, as it is recorded.
public enum AttemptOutcome: String, Sendable, Codable {
    /// The handler threw, or said that it failed.
    case failed
    /// The handler took longer than its time-out.
    case timedOut = "timed_out"
    /// The worker died, or lost its lease.
    case crashed
    /// The handler said that the job will never succeed.
    case discarded
    /// Somebody cancelled the job.
    case cancelled
    /// The job was not started by its deadline.
    case expired
}

/// Why a job failed for good.
public enum FailureReason: String, Sendable, Codable {
    /// All its attempts failed.
    case attempts
    /// Its workers died too often.
    case crashes
    /// Its handler discarded it.
    case discarded
    /// It was not started by its deadline.
    case deadline
    /// It was cancelled.
    case cancelled
    /// Its payload could not be decoded.
    case payload

    /// How the last attempt is recorded.
    public var attemptOutcome: AttemptOutcome {
        switch self {
        case .attempts, .payload: .failed
        case .crashes: .crashed
        case .discarded: .discarded
        case .deadline: .expired
        case .cancelled: .cancelled
        }
    }
}

/// What came of one settlement.
public enum SettlementResult: Sendable, Equatable {
    /// It took effect.
    case settled
    /// The lease had been lost: nothing of it took effect.
    case leaseLost
    /// One of its effects threw: nothing of it took effect, and the worker still holds the job.
    case effectFailed(FailureReport)
}
