/// How a worker works.
public struct WorkerOptions: Sendable {
    /// What people call it; shown in the table of workers and with each failure.
    public var name: String
    /// The queues it serves, in strict order; never empty.
    public var queues: [String]
    /// How many jobs it runs at once, from 1.
    public var concurrency = 1
    /// How long a lease holds without renewal; it is renewed each third of it.
    public var lease: Duration = .seconds(60)
    /// How failures are retried where neither job nor kind says.
    public var retryPolicy = RetryPolicy(maxAttempts: 3)
    /// How long a job may run where its kind does not say; `nil`: for ever.
    public var timeout: Duration?
    /// How long a job that was cancelled may take to notice before it is abandoned.
    public var grace: Duration = .seconds(10)
    /// How long it waits before it looks again while nothing rings.
    public var pollInterval: Duration = .seconds(5)
    /// How long each lane rests after a job.
    public var rest: Duration = .zero
    /// It ends after so many jobs; `nil`: never.
    public var maxJobs: Int?
    /// It ends after so long; `nil`: never.
    public var maxTime: Duration?
    /// It ends when the process uses more memory than this, in bytes; `nil`: never.
    public var memoryLimit: Int?
    /// It ends when no job is due.
    public var stopWhenEmpty = false
    /// It works on paused queues too.
    public var ignoresPauses = false
    /// After so many leases that ended because a worker died a job fails for good, from 1.
    public var maxCrashes = 3
    /// The most jobs it holds beyond those that run, from 0. It holds fewer where jobs take long.
    public var maxPrefetch = 500

    /// Makes the defaults for these queues.
    public init(name: String = "worker", queues: [String] = ["default"]) {
        self.name = name
        self.queues = queues
    }
}
