public import WallTime

/// A job that failed for good.
public struct FailedJob: Sendable, Equatable {
    /// The id it had as a live job, and will have again if it is retried.
    public var id: JobID
    /// The queue it was on.
    public var queue: String
    /// Its kind.
    public var kind: String
    /// Its payload, JSON.
    public var payload: String
    /// Failed attempts.
    public var attempts: Int
    /// Leases that ended because a worker died.
    public var crashes: Int
    /// When it was enqueued.
    public var createdAt: Timestamp
    /// When it failed for good.
    public var failedAt: Timestamp
    /// Why.
    public var reason: String
    /// The type of the last error.
    public var errorType: String
    /// The message of the last error.
    public var errorMessage: String
    /// The worker that saw it last.
    public var worker: String?

    /// Makes a record of its parts.
    public init(
        id: JobID, queue: String, kind: String, payload: String, attempts: Int, crashes: Int, createdAt: Timestamp,
        failedAt: Timestamp, reason: String, errorType: String, errorMessage: String, worker: String?
    ) {
        self.id = id
        self.queue = queue
        self.kind = kind
        self.payload = payload
        self.attempts = attempts
        self.crashes = crashes
        self.createdAt = createdAt
        self.failedAt = failedAt
        self.reason = reason
        self.errorType = errorType
        self.errorMessage = errorMessage
        self.worker = worker
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
