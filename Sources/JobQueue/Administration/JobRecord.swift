public import WallTime

/// A job at rest, as the store has it: waiting, running, finished or failed.
public struct JobRecord: Sendable, Equatable {
    /// Where a job stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// It is due and waits for a worker.
        case pending
        /// It is not yet due.
        case delayed
        /// A worker holds it.
        case running
        /// It failed for good.
        case failed
        /// It is done, and was kept.
        case finished
    }

    /// The job's id, which it keeps for ever: a failed job that is retried has it again.
    public var id: JobID
    /// Where it stands.
    public var state: State
    /// The queue it is on, or was on.
    public var queue: String
    /// Its kind.
    public var kind: String
    /// Its payload, JSON. Empty in lists, since each may have a megabyte.
    public var payload: String
    /// The version of the payload; `nil` where that was not kept.
    public var payloadVersion: Int?
    /// Lower goes first.
    public var priority: Int
    /// Failed attempts.
    public var attempts: Int
    /// How many attempts may fail; `nil`: as the kind or the worker says.
    public var maxAttempts: Int?
    /// Leases that ended because a worker died.
    public var crashes: Int
    /// When it was enqueued.
    public var createdAt: Timestamp
    /// When it became due, or will be; of a job that has ended, when it was enqueued.
    public var availableAt: Timestamp
    /// By when it must have been started; `nil`: whenever, or it has ended.
    public var deadline: Timestamp?
    /// When the worker that holds it claimed it; `nil`: nobody holds it.
    public var leasedAt: Timestamp?
    /// When the lease ends unless it is renewed.
    public var leaseExpiresAt: Timestamp?
    /// Since when it is to be cancelled by the worker that holds it.
    public var cancelRequestedAt: Timestamp?
    /// The worker that holds it, or had it last.
    public var worker: String?
    /// The key it is unique by.
    public var uniqueKey: String?
    /// The W3C `traceparent` of who enqueued it.
    public var trace: String?
    /// The batch it belongs to.
    public var batch: BatchID?
    /// The jobs that are to follow it, as JSON: an array of `NewJob`. Not in lists.
    public var chain: String?
    /// What the handler last reported, JSON.
    public var progress: String?
    /// When it failed for good, or was done.
    public var endedAt: Timestamp?
    /// How long the attempt took that it was done in.
    public var duration: Duration?
    /// Until when it is kept, being done.
    public var keepUntil: Timestamp?
    /// Why it failed for good: a raw value of `FailureReason`, unless another program wrote it.
    public var reason: String?
    /// The type of the last error.
    public var errorType: String?
    /// The message of the last error.
    public var errorMessage: String?

    /// Makes a record of its parts.
    public init(
        id: JobID, state: State, queue: String, kind: String, payload: String = "", payloadVersion: Int? = nil,
        priority: Int = 0, attempts: Int = 0, maxAttempts: Int? = nil, crashes: Int = 0, createdAt: Timestamp,
        availableAt: Timestamp, deadline: Timestamp? = nil, leasedAt: Timestamp? = nil,
        leaseExpiresAt: Timestamp? = nil, cancelRequestedAt: Timestamp? = nil, worker: String? = nil,
        uniqueKey: String? = nil, trace: String? = nil, batch: BatchID? = nil, chain: String? = nil,
        progress: String? = nil, endedAt: Timestamp? = nil, duration: Duration? = nil,
        keepUntil: Timestamp? = nil, reason: String? = nil, errorType: String? = nil,
        errorMessage: String? = nil
    ) {
        self.id = id
        self.state = state
        self.queue = queue
        self.kind = kind
        self.payload = payload
        self.payloadVersion = payloadVersion
        self.priority = priority
        self.attempts = attempts
        self.maxAttempts = maxAttempts
        self.crashes = crashes
        self.createdAt = createdAt
        self.availableAt = availableAt
        self.deadline = deadline
        self.leasedAt = leasedAt
        self.leaseExpiresAt = leaseExpiresAt
        self.cancelRequestedAt = cancelRequestedAt
        self.worker = worker
        self.uniqueKey = uniqueKey
        self.trace = trace
        self.batch = batch
        self.chain = chain
        self.progress = progress
        self.endedAt = endedAt
        self.duration = duration
        self.keepUntil = keepUntil
        self.reason = reason
        self.errorType = errorType
        self.errorMessage = errorMessage
    }
}

/// One attempt that did not end well.
public struct AttemptRecord: Sendable, Equatable {
    /// Which attempt it was, from 1.
    public var attempt: Int
    /// How it ended: a raw value of `AttemptOutcome`.
    public var outcome: String
    /// The type of the error.
    public var errorType: String
    /// The message of the error.
    public var errorMessage: String
    /// The tail of what a program printed.
    public var output: String?
    /// When it ended.
    public var finishedAt: Timestamp
    /// How long it took; `nil` where nobody knows.
    public var duration: Duration?
    /// The worker it ran on.
    public var worker: String?

    /// Makes a record of its parts.
    public init(
        attempt: Int, outcome: String, errorType: String, errorMessage: String, output: String?, finishedAt: Timestamp,
        duration: Duration?, worker: String?
    ) {
        self.attempt = attempt
        self.outcome = outcome
        self.errorType = errorType
        self.errorMessage = errorMessage
        self.output = output
        self.finishedAt = finishedAt
        self.duration = duration
        self.worker = worker
    }
}
