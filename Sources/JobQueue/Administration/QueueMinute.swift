public import WallTime

/// What went through the queue in one minute, of one queue and kind.
public struct QueueMinute: Sendable, Equatable {
    /// The beginning of the minute.
    public var minute: Timestamp
    /// The queue.
    public var queue: String
    /// The kind of job.
    public var kind: String
    /// Jobs that were enqueued through this program (not by plain SQL).
    public var enqueued: Int
    /// Jobs that were done.
    public var done: Int
    /// Jobs that failed for good.
    public var failed: Int
    /// Attempts that failed and are tried again.
    public var retried: Int
    /// The time that attempts ran, summed up.
    public var runTime: Duration
    /// The time that jobs waited from being due to being started, summed up.
    public var waitTime: Duration

    /// Makes a minute of its parts.
    public init(
        minute: Timestamp, queue: String, kind: String, enqueued: Int = 0, done: Int = 0, failed: Int = 0,
        retried: Int = 0, runTime: Duration = .zero, waitTime: Duration = .zero
    ) {
        self.minute = minute
        self.queue = queue
        self.kind = kind
        self.enqueued = enqueued
        self.done = done
        self.failed = failed
        self.retried = retried
        self.runTime = runTime
        self.waitTime = waitTime
    }
}

/// The live jobs of a batch that are of one queue and kind.
public struct BatchPart: Sendable, Equatable {
    /// The queue.
    public var queue: String
    /// The kind.
    public var kind: String
    /// Jobs that wait, or are not yet due.
    public var waiting: Int
    /// Jobs that a worker holds.
    public var running: Int

    /// Makes a part of its parts.
    public init(queue: String, kind: String, waiting: Int, running: Int) {
        self.queue = queue
        self.kind = kind
        self.waiting = waiting
        self.running = running
    }
}
