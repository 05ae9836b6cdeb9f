public import WallTime

/// How many jobs a queue holds.
public struct QueueDepth: Sendable, Equatable {
    /// The queue.
    public var queue: String
    /// Jobs that are due and wait for a worker.
    public var pending: Int
    /// Jobs that are not yet due.
    public var delayed: Int
    /// Jobs that a worker holds.
    public var reserved: Int
    /// The due time of the job that has waited longest.
    public var oldestPending: Timestamp?
    /// Those of the reserved jobs whose lease has ended: their worker died, and no other has taken them back yet.
    public var abandoned: Int
    /// When the first of these leases ended.
    public var oldestAbandoned: Timestamp?
    /// Whether the queue is paused.
    public var isPaused: Bool

    /// All of them.
    public var size: Int { pending + delayed + reserved }

    /// Makes a depth.
    public init(
        queue: String, pending: Int = 0, delayed: Int = 0, reserved: Int = 0, oldestPending: Timestamp? = nil,
        isPaused: Bool = false, abandoned: Int = 0, oldestAbandoned: Timestamp? = nil
    ) {
        self.queue = queue
        self.pending = pending
        self.delayed = delayed
        self.reserved = reserved
        self.oldestPending = oldestPending
        self.isPaused = isPaused
        self.abandoned = abandoned
        self.oldestAbandoned = oldestAbandoned
    }
}
