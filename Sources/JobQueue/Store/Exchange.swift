public import Basics
public import WallTime

/// What a worker hands to the store in one transaction: what became of its last jobs, and how many it can take.
public struct Exchange: Sendable {
    /// The worker's id.
    public var worker: String
    /// What became of jobs, settled in this order.
    public var settlements: [Settlement]
    /// What it can take; `nil`: nothing now.
    public var claim: ClaimRequest?

    /// Makes an exchange.
    public init(worker: String, settlements: [Settlement] = [], claim: ClaimRequest? = nil) {
        self.worker = worker
        self.settlements = settlements
        self.claim = claim
    }
}

/// What a worker can take.
public struct ClaimRequest: Sendable {
    /// The queues, in strict order: a job of a later one is taken only when the earlier ones have none that is due.
    public var queues: [String]
    /// The kinds it has handlers for; jobs of other kinds wait. `nil`: all kinds.
    public var kinds: Set<Name>?
    /// At most so many jobs, from 1.
    public var limit: Int
    /// How long the lease holds unless it is renewed.
    public var lease: Duration
    /// After so many leases that ended because a worker died a job fails for good, from 1.
    public var maxCrashes: Int
    /// Whether jobs of paused queues are taken, too. Otherwise none is taken once a pause is committed.
    public var ignoresPauses: Bool

    /// Makes a request.
    public init(
        queues: [String], kinds: Set<Name>? = nil, limit: Int, lease: Duration = .seconds(60), maxCrashes: Int = 3,
        ignoresPauses: Bool = false
    ) {
        self.queues = queues
        self.kinds = kinds
        self.limit = limit
        self.lease = lease
        self.maxCrashes = maxCrashes
        self.ignoresPauses = ignoresPauses
    }
}

/// What came of an exchange.
public struct ExchangeResult: Sendable {
    /// One answer per settlement, in the same order.
    public var settled: [SettlementResult]
    /// The jobs that the worker holds the leases of now, in the order they are to be started.
    public var claimed: [ClaimedJob]
    /// When there may be more to claim: the next due time, deadline or end of a lease; `nil`: nothing is known.
    public var nextDue: Timestamp?
    /// Jobs that the store could not take back, fail or lease, because something in it refuses to change their rows (a trigger of
    /// the application): they are left alone for a while, so that they harm no other.
    public var setAside: [SetAsideJob]

    /// Makes a result.
    public init(
        settled: [SettlementResult] = [], claimed: [ClaimedJob] = [], nextDue: Timestamp? = nil,
        setAside: [SetAsideJob] = []
    ) {
        self.settled = settled
        self.claimed = claimed
        self.nextDue = nextDue
        self.setAside = setAside
    }
}

/// A job whose row could not be changed.
public struct SetAsideJob: Sendable, Equatable {
    /// Its id.
    public var id: JobID
    /// Its kind.
    public var kind: String
    /// What was to be done with it, and why it could not be.
    public var failure: FailureReport

    /// Makes one of its parts.
    public init(id: JobID, kind: String, failure: FailureReport) {
        self.id = id
        self.kind = kind
        self.failure = failure
    }
}
