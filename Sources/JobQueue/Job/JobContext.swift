public import Logging
import Synchronization
public import WallTime

/// What a handler knows of the attempt it makes, and what it can ask for.
public final class JobContext: Sendable {
    private struct State {
        var effects: [Effect] = []
        /// By the clock's uptime: a clock that somebody sets must neither end a job nor keep it alive.
        var deadline: Duration?
    }

    /// The job's id.
    public var id: JobID { job.id }
    /// The job as it was claimed.
    public let job: ClaimedJob
    /// Which attempt this is, from 1.
    public var attempt: Int { job.attempts + 1 }
    /// Where the time comes from.
    public let clock: any WallClock
    /// The store, for what a handler needs outside its settlement.
    public let store: any JobStore

    private let baseLogger: Logger
    private let timeout: Duration?
    private let state: Mutex<State>

    /// Makes a context; a worker does, and so do tests of handlers.
    public init(
        job: ClaimedJob, store: any JobStore, clock: any WallClock, logger: Logger, timeout: Duration? = nil,
        startedAt: Timestamp? = nil
    ) {
        self.job = job
        self.store = store
        self.clock = clock
        self.baseLogger = logger
        self.timeout = timeout
        let reading = clock.reading()
        let elapsed = startedAt.map { reading.time - $0 } ?? .zero
        self.state = Mutex(State(deadline: timeout.map { reading.uptime - elapsed + $0 }))
    }

    /// A logger that names the job.
    public var logger: Logger {
        var logger = baseLogger
        logger[metadataKey: "job"] = "\(job.id)"
        logger[metadataKey: "kind"] = "\(job.kind)"
        if let trace { logger[metadataKey: "trace_id"] = "\(trace.traceID)" }
        return logger
    }

    /// The trace of who enqueued the job; `nil`: none, or none that can be read.
    public var trace: TraceContext? {
        job.trace.flatMap(TraceContext.init(traceparent:))
    }

    /// When the attempt times out, by the time of day as it is now; `nil`: never.
    public var deadline: Timestamp? {
        uptimeDeadline.map { clock.now() + ($0 - clock.uptime()) }
    }

    /// When the attempt times out, by the clock's uptime; `nil`: never.
    package var uptimeDeadline: Duration? {
        state.withLock { $0.deadline }
    }

    /// Whether the handler is asked to give up: it timed out, was cancelled, or the worker lost its lease.
    public var isCancelled: Bool {
        Task.isCancelled
    }

    /// Starts the time-out anew. The lease needs no such care: it is renewed while the worker lives.
    public func renew() {
        guard let timeout else { return }
        let deadline = clock.uptime() + timeout
        state.withLock { $0.deadline = deadline }
    }

    /// Notes how far the job has got, as JSON, for people who look.
    public func report(progress: String) async throws {
        try await store.report(progress: progress, of: job.id, token: job.token)
    }

    /// Adds something to write in the transaction that settles the job: it commits with the acknowledgement, only while the
    /// lease holds, or not at all. What is added by an attempt that fails is thrown away.
    public func onSettle(_ effect: @escaping Effect) {
        state.withLock { $0.effects.append(effect) }
    }

    /// Adds jobs to the batch of this one, in the transaction that settles it: the batch cannot end in between.
    ///
    /// - Throws: `JobStoreError.invalidJob` where the job belongs to no batch.
    public func addToBatch(_ jobs: [NewJob]) throws {
        guard let batch = job.batch else {
            throw JobStoreError(.invalidJob, "Job \(id) (\(job.kind)) belongs to no batch that jobs could be added to.")
        }
        enqueueOnSettle(jobs.map { $0.belonging(to: batch) })
    }

    /// Enqueues a batch in the transaction that settles this job.
    public func enqueueOnSettle(_ batch: NewBatch) {
        onSettle { transaction in _ = try transaction.enqueue(batch) }
    }

    /// Enqueues jobs in the transaction that settles this one. They belong to its trace unless they bring another.
    public func enqueueOnSettle(_ jobs: [NewJob]) {
        let trace = job.trace
        let jobs = jobs.map { job in
            var job = job
            job.trace = job.trace ?? trace
            return job
        }
        onSettle { transaction in _ = try transaction.enqueue(jobs) }
    }

    /// What the handler has added by now.
    package var effects: [Effect] {
        state.withLock { $0.effects }
    }
}
