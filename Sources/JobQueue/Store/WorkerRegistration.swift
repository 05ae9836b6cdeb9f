public import Basics
public import WallTime

/// A worker, as the store knows it.
public struct WorkerRegistration: Sendable, Equatable {
    /// Unique among all workers that ever were.
    public var id: String
    /// What people call it.
    public var name: String
    /// The host it runs on.
    public var host: String
    /// Its process.
    public var processID: Int32
    /// The queues it serves, in order.
    public var queues: [String]
    /// How many jobs it runs at once.
    public var concurrency: Int
    /// How long its leases hold; they are renewed each third of it.
    public var lease: Duration

    /// Makes a registration.
    public init(
        id: String, name: String, host: String, processID: Int32, queues: [String], concurrency: Int, lease: Duration
    ) {
        self.id = id
        self.name = name
        self.host = host
        self.processID = processID
        self.queues = queues
        self.concurrency = concurrency
        self.lease = lease
    }
}

/// What the store tells a worker.
public enum WorkerSignal: Sendable, Equatable {
    /// There may be work.
    case workArrived
    /// What operators have asked for, whole, each time it changes.
    case control(WorkerControl)
    /// The leases could not be renewed for a whole lease: others may have the jobs by now.
    case leasesLost(reason: String)
    /// A renewal came after the leases had ended, because the process or the machine stood still or the clock leapt: these are
    /// the leases that the worker holds all the same. Whatever else it had begun by then (in the clock's uptime) others have.
    case leasesHeld([JobID: LeaseToken], asOf: Duration)
    /// A newer program has changed the store: this one finishes the jobs in hand, and ends.
    case outdated(reason: String)
}

/// What operators have asked of a worker.
public struct WorkerControl: Sendable, Equatable {
    /// The queues that are paused; `*` means all.
    public var pausedQueues: Set<Name>
    /// When all workers were last asked to end and be started anew.
    public var restartRequestedAt: Timestamp?
    /// Jobs of this worker that somebody cancelled.
    public var cancelledJobs: Set<JobID>

    /// Makes a control state; the default asks for nothing.
    public init(pausedQueues: Set<Name> = [], restartRequestedAt: Timestamp? = nil, cancelledJobs: Set<JobID> = []) {
        self.pausedQueues = pausedQueues
        self.restartRequestedAt = restartRequestedAt
        self.cancelledJobs = cancelledJobs
    }
}

/// A worker's presence at a store.
public protocol WorkerAttendance: Sendable {
    /// Where the worker's thread is to wait while it has nothing to do, so that news of the store reach it there, without the
    /// detour over another thread. It may signal `workArrived` from there. By default `nil`: all news come as signals.
    var parking: (any ThreadParking)? { get }

    /// Tells how the worker is doing; written with the next renewal.
    func report(state: WorkerState, done: Int, failed: Int)

    /// Ends renewal and registration. Leases that are still held end by themselves.
    func end() async
}

extension WorkerAttendance {
    /// None.
    public var parking: (any ThreadParking)? { nil }
}

/// What a worker is about.
public enum WorkerState: String, Sendable, Codable {
    /// It takes jobs.
    case running
    /// It finishes what it has and takes nothing.
    case paused
    /// It finishes what it has and ends.
    case stopping
}
