public import FoundationEssentials
public import WallTime

/// A job that a worker holds the lease of.
public struct ClaimedJob: Sendable, Equatable {
    /// The job's id.
    public var id: JobID
    /// The queue it came from.
    public var queue: String
    /// Its kind.
    public var kind: String
    /// Its payload, JSON in UTF-8, not yet decoded.
    public var payload: Data
    /// The version of the payload.
    public var payloadVersion: Int
    /// Failed attempts before this one.
    public var attempts: Int
    /// Leases that ended because a worker died.
    public var crashes: Int
    /// The limit of failed attempts that the job brings itself.
    public var maxAttempts: Int?
    /// When it became due.
    public var availableAt: Timestamp
    /// When it was enqueued.
    public var createdAt: Timestamp
    /// The key it is unique by.
    public var uniqueKey: String?
    /// The W3C `traceparent` of who enqueued it.
    public var trace: String?
    /// The batch it belongs to.
    public var batch: BatchID?
    /// Whether jobs follow once it is done.
    public var hasChain: Bool
    /// The fencing token of this claim: only who knows it may settle the job.
    public var token: LeaseToken

    /// Makes a claimed job of its parts.
    public init(
        id: JobID, queue: String, kind: String, payload: Data, payloadVersion: Int = 1, attempts: Int = 0,
        crashes: Int = 0, maxAttempts: Int? = nil, availableAt: Timestamp, createdAt: Timestamp,
        uniqueKey: String? = nil, trace: String? = nil, batch: BatchID? = nil, hasChain: Bool = false, token: LeaseToken
    ) {
        self.id = id
        self.queue = queue
        self.kind = kind
        self.payload = payload
        self.payloadVersion = payloadVersion
        self.attempts = attempts
        self.crashes = crashes
        self.maxAttempts = maxAttempts
        self.availableAt = availableAt
        self.createdAt = createdAt
        self.uniqueKey = uniqueKey
        self.trace = trace
        self.batch = batch
        self.hasChain = hasChain
        self.token = token
    }
}
