public import JobQueue
public import WallTime

/// A step of one entry's schedule that a store is to carry out: a slot with its jobs, and how far that brings the entry.
public struct SlotFiring: Hashable, Sendable {
    /// The entry's name.
    public var entry: String
    /// The due time to be fired; `nil`: slots were missed and none is fired.
    public var due: Timestamp?
    /// When it is fired.
    public var firedAt: Timestamp
    /// The jobs to be enqueued; none if a condition of the entry said no. What they say in lengths of time, such as a delay, counts from
    /// `firedAt`.
    public var jobs: [NewJob]
    /// How many slots before it are given up as missed.
    public var missed: Int
    /// The cursor that this step was decided from.
    public var expectedCursor: Timestamp?
    /// The cursor after it, never earlier than the one before.
    public var cursor: Timestamp

    /// Makes a step of its parts.
    public init(
        entry: String, due: Timestamp?, firedAt: Timestamp, jobs: [NewJob], missed: Int,
        expectedCursor: Timestamp?, cursor: Timestamp
    ) {
        self.entry = entry
        self.due = due
        self.firedAt = firedAt
        self.jobs = jobs
        self.missed = missed
        self.expectedCursor = expectedCursor
        self.cursor = cursor
    }

    /// The jobs as a store enqueues them: what they say in lengths of time has become times, counted from `firedAt`, so that a slot that
    /// is tried again does not shift them.
    public var jobsToEnqueue: [NewJob] {
        jobs.map { job in
            var job = job
            job.deadline = job.lastStart(now: firedAt)
            if let delay = job.delay, delay > .zero { job.availableAt = job.dueTime(now: firedAt) }
            (job.delay, job.startWithin) = (nil, nil)
            return job
        }
    }
}
