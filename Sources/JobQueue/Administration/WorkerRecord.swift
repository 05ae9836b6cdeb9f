public import WallTime

/// A worker, as the store knows it.
public struct WorkerRecord: Sendable, Equatable {
    /// Unique among all workers that ever were.
    public var id: String
    /// What people call it.
    public var name: String
    /// The host it runs on.
    public var host: String
    /// Its process.
    public var processID: Int
    /// The queues it serves, in order.
    public var queues: [String]
    /// How many jobs it runs at once.
    public var concurrency: Int
    /// What it is about: a raw value of `WorkerState`, unless another program wrote it.
    public var state: String
    /// When it began.
    public var startedAt: Timestamp
    /// When it last renewed its leases.
    public var seenAt: Timestamp
    /// How long its leases hold; it renews them each third of that. A minute where the store does not know.
    public var lease: Duration
    /// How many jobs it has finished.
    public var done: Int
    /// How many jobs failed for good in it.
    public var failed: Int
    /// How many jobs it holds now.
    public var held: Int

    /// Makes a record of its parts.
    public init(
        id: String, name: String, host: String, processID: Int, queues: [String], concurrency: Int,
        state: String = WorkerState.running.rawValue, startedAt: Timestamp, seenAt: Timestamp,
        lease: Duration = .seconds(60), done: Int = 0, failed: Int = 0, held: Int = 0
    ) {
        self.id = id
        self.name = name
        self.host = host
        self.processID = processID
        self.queues = queues
        self.concurrency = concurrency
        self.state = state
        self.startedAt = startedAt
        self.seenAt = seenAt
        self.lease = lease
        self.done = done
        self.failed = failed
        self.held = held
    }

    /// Whether it is lost: its leases have ended, because it died, stands still or cannot write. The one rule of liveness, which page,
    /// `doctor`, `queue-monitor` and metrics share. A sighting in the future was written under a clock that was ahead, and proves nothing:
    /// who lives writes it anew within a second.
    public func isLost(at now: Timestamp) -> Bool {
        now - seenAt > lease || seenAt.isAhead(of: now)
    }
}
