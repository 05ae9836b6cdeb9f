public import FoundationEssentials
public import WallTime

/// A job to be enqueued, as the store sees it: the payload is JSON already.
public struct NewJob: Sendable, Hashable, Codable {
    /// The queue it goes to: 1–200 bytes, no comma, no control characters, no blank at an end, not `*`, in Unicode's form NFC.
    public var queue: String
    /// The kind that a worker finds its handler by; as a queue is named.
    public var kind: String
    /// The payload: JSON in UTF-8, at most `maximumPayloadSize` bytes.
    public var payload: Data
    /// The version of the payload, from 1.
    public var payloadVersion: Int
    /// Lower goes first. The default is 0.
    public var priority: Int
    /// Not before this time; `nil`: at once.
    public var availableAt: Timestamp?
    /// Not before so long after it was enqueued, which a step of a chain is when the one before is done.
    public var delay: Duration?
    /// If it was not started by then it fails; `nil`: it waits for ever.
    public var deadline: Timestamp?
    /// If it was not started within so long after it became due it fails: a deadline for what is enqueued again and again, such as
    /// the job of a schedule's entry or a step of a chain. Of this and `deadline` the earlier one counts.
    public var startWithin: Duration?
    /// At most one live job has this key, of 1000 bytes at most and without NUL; `nil`: no limit.
    public var uniqueKey: String?
    /// How many attempts may fail before the job does, from 1; `nil`: as the kind or the worker says.
    public var maxAttempts: Int?
    /// The W3C `traceparent` of who enqueues it; see `TraceContext`.
    public var trace: String?
    /// The batch it belongs to, which must not have ended.
    public var batch: BatchID?
    /// The jobs to be enqueued one after the other once this one is done.
    public var chain: [NewJob]

    /// The largest payload that a store takes: 1 MiB. Put larger things elsewhere and enqueue where they are.
    public static let maximumPayloadSize = 1 << 20

    /// Makes a job of its parts.
    public init(
        queue: String = "default",
        kind: String,
        payload: Data = Data("{}".utf8),
        payloadVersion: Int = 1,
        priority: Int = 0,
        availableAt: Timestamp? = nil,
        delay: Duration? = nil,
        deadline: Timestamp? = nil,
        startWithin: Duration? = nil,
        uniqueKey: String? = nil,
        maxAttempts: Int? = nil,
        trace: String? = nil,
        batch: BatchID? = nil,
        chain: [NewJob] = []
    ) {
        self.queue = queue
        self.kind = kind
        self.payload = payload
        self.payloadVersion = payloadVersion
        self.priority = priority
        self.availableAt = availableAt
        self.delay = delay
        self.deadline = deadline
        self.startWithin = startWithin
        self.uniqueKey = uniqueKey
        self.maxAttempts = maxAttempts
        self.trace = trace
        self.batch = batch
        self.chain = chain
    }

    /// Encodes a job with what is said about it.
    ///
    /// ```swift
    /// try NewJob(SendReport(customer: 7), .in(.minutes(5)), .on(queue: "reports"))
    /// ```
    ///
    /// - Throws: `EncodingError` where the value cannot be written as JSON.
    public init(_ job: some Job, _ options: EnqueueOption...) throws {
        try self.init(job, options: EnqueueOptions(options))
    }

    /// Encodes a job with its options.
    ///
    /// - Throws: `EncodingError` where the value cannot be written as JSON.
    public init<J: Job>(_ job: J, options: EnqueueOptions) throws {
        self.init(
            queue: options.queue ?? J.queue,
            kind: J.kind,
            payload: try encoder.encode(job),
            payloadVersion: J.payloadVersion,
            priority: options.priority,
            deadline: options.deadline,
            startWithin: options.startWithin,
            uniqueKey: options.uniqueKey,
            maxAttempts: options.maxAttempts,
            trace: options.trace ?? TraceContext.current?.description)
        switch options.start {
        case .after(let delay): self.delay = delay
        case .at(let time): availableAt = time
        case nil: break
        }
    }

    /// This job with others after it: each is enqueued in the transaction that settles the one before as done, and a job that
    /// fails for good ends the chain. A chain that is added to a batch belongs to it as a whole.
    ///
    /// ```swift
    /// try await queue.enqueue(NewJob(Download(7)).followed(by: NewJob(Convert(7)), NewJob(Publish(7))))
    /// ```
    public func followed(by next: NewJob...) -> NewJob {
        var job = self
        job.chain += next
        return job
    }

    /// When it becomes due if it is enqueued now.
    package func dueTime(now: Timestamp) -> Timestamp {
        guard let delay else { return availableAt ?? now }
        return max(availableAt ?? now, now + delay)
    }

    /// By when it must have been started if it is enqueued now; `nil`: whenever.
    package func lastStart(now: Timestamp) -> Timestamp? {
        guard let startWithin else { return deadline }
        return min(deadline ?? .distantFuture, dueTime(now: now) + startWithin)
    }
}

/// One for all: to make one for each of a thousand jobs costs as much as to store them.
private let encoder = JSONEncoder()
