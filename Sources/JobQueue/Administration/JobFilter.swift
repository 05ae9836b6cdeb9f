public import Basics

/// Which jobs are asked for.
public struct JobFilter: Sendable, Equatable {
    /// Where they stand.
    public var state: JobRecord.State
    /// Only of these queues; `nil`: of all. The first hundred count.
    public var queues: Set<Name>?
    /// Only of these kinds; `nil`: of all. The first hundred count.
    public var kinds: Set<Name>?
    /// Part of the kind, the error's message or the unique key, or an id.
    public var search: String?
    /// Only those with a smaller id, to page on.
    public var before: JobID?

    /// Makes a filter of its parts.
    public init(
        state: JobRecord.State, queues: Set<Name>? = nil, kinds: Set<Name>? = nil, search: String? = nil,
        before: JobID? = nil
    ) {
        self.state = state
        self.queues = queues
        self.kinds = kinds
        self.search = search
        self.before = before
    }
}

/// One page of jobs.
public struct JobPage: Sendable, Equatable {
    /// No more matches than that are counted: a figure on a page is not worth a scan of a million rows.
    public static let countCap = 10_000

    /// The jobs, newest first, without payloads and chains.
    public var jobs: [JobRecord]
    /// How many match on all pages; no more than `countCap` are counted.
    public var total: Int
    /// Whether there are more than `countCap`.
    public var isCapped: Bool
    /// How many of the state and the queues there are, by kind; no more than `countCap` are counted.
    public var kinds: [Name: Int]

    /// Makes a page of its parts.
    public init(jobs: [JobRecord], total: Int, isCapped: Bool = false, kinds: [Name: Int] = [:]) {
        self.jobs = jobs
        self.total = total
        self.isCapped = isCapped
        self.kinds = kinds
    }
}

/// Which failed jobs are meant.
public enum FailedJobSelection: Sendable, Equatable {
    /// Those with these ids.
    case ids([JobID])
    /// All of a queue.
    case queue(String)
    /// All of a batch. One that was cancelled goes on.
    case batch(BatchID)
    /// All.
    case all
}

/// What came of a retry.
public struct RetryResult: Sendable, Equatable {
    /// The jobs that are live again, under their old ids.
    public var retried: [JobID] = []
    /// Jobs that stay failed, because a live job has their unique key or their id.
    public var blocked: [JobID] = []
    /// Ids that no failed job has.
    public var unknown: [JobID] = []

    /// Makes an empty result.
    public init() {}
}

/// What came of cancelling a job.
public enum Cancellation: Sendable, Equatable {
    /// It waited, and has failed now with the reason `cancelled`.
    case cancelled
    /// It runs; its worker was told to cancel it.
    case requested(worker: String)
    /// No live job has that id.
    case unknown
}
