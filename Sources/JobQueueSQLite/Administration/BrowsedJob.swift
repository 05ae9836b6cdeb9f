package import Basics
package import JobQueue
package import WallTime

/// A job as a list shows it, wherever it stands.
package struct BrowsedJob: Sendable, Equatable {
    package var id: JobID
    package var state: JobDetails.State
    package var queue: String
    package var kind: String
    /// Empty in a list.
    package var payload: String
    package var priority: Int
    package var attempts: Int
    package var maxAttempts: Int?
    package var crashes: Int
    package var createdAt: Timestamp
    package var availableAt: Timestamp
    /// When the worker that holds it claimed it; nil: nobody holds it.
    package var leasedAt: Timestamp?
    package var leaseExpiresAt: Timestamp?
    /// The worker that holds it, or that had it last.
    package var worker: String?
    package var uniqueKey: String?
    /// What the handler last reported: JSON.
    package var progress: String?
    /// When it failed for good, or was done.
    package var endedAt: Timestamp?
    package var errorType: String?
    package var errorMessage: String?
}

/// Which jobs are asked for.
package struct JobFilter: Sendable, Equatable {
    package var state: JobDetails.State
    package var queues: Set<Name>?
    package var kinds: Set<Name>?
    /// Part of kind, error or unique key, or an id.
    package var search: String?
    /// Only those with a smaller id.
    package var before: JobID?

    package init(
        state: JobDetails.State, queues: Set<Name>? = nil, kinds: Set<Name>? = nil, search: String? = nil,
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
package struct JobPage: Sendable, Equatable {
    package var jobs: [BrowsedJob]
    /// How many match on all pages; no more than the cap are counted.
    package var total: Int
    package var isCapped: Bool
    /// How many of the state and queues there are, by kind; no more than the cap are counted.
    package var kinds: [Name: Int]
}
