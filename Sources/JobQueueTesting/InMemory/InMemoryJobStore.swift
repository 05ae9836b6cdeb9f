import Basics
public import JobQueue
import Synchronization
public import WallTime

/// A store that keeps its jobs in memory: for tests, with the semantics of the real ones.
///
/// Leases of workers that attend are renewed as time passes, as by a thread that never misses its turn;
/// `suspendRenewal(of:)` stops that, as a stopped process does.
///
/// ```swift
/// let clock = ManualClock()
/// let store = InMemoryJobStore(clock: clock)
/// try await Queue(store: store).enqueue(SendReport(customer: 7))
/// ```
public final class InMemoryJobStore: Sendable {
    struct Attending {
        let worker: WorkerRegistration
        let signal: @Sendable (WorkerSignal) -> Void
        let startedAt: Timestamp
        var renewedAt: Timestamp
        var state = WorkerState.running
        var done = 0
        var failed = 0
        var renews = true
        var control = WorkerControl()
    }

    struct State {
        var queue = InMemoryQueue()
        var schedule = InMemorySchedule()
        var attending: [Name: Attending] = [:]
        /// Since when queues are paused.
        var pauses: [Name: Timestamp] = [:]
        var restartRequestedAt: Timestamp?
        var exchangeCount = 0

        /// Renews the leases of those that attend.
        mutating func renewLeases(now: Timestamp) {
            for (id, entry) in attending where entry.renews {
                queue.renew(worker: id.text, endingAfter: entry.renewedAt, until: now + entry.worker.lease)
                attending[id]?.renewedAt = now
            }
        }

        /// What to tell whom after a change.
        mutating func signals(hasWork: Bool) -> [@Sendable () -> Void] {
            var calls: [@Sendable () -> Void] = []
            for (id, entry) in attending {
                if hasWork { calls.append { entry.signal(.workArrived) } }
                let cancelled = queue.live.values.filter {
                    $0.isCancelRequested && $0.lease.map { Name($0.worker) } == id
                }.map(\.id)
                let control = WorkerControl(
                    pausedQueues: Set(pauses.keys), restartRequestedAt: restartRequestedAt,
                    cancelledJobs: Set(cancelled))
                guard control != entry.control else { continue }
                attending[id]?.control = control
                calls.append { entry.signal(.control(control)) }
            }
            return calls
        }
    }

    private let clock: any WallClock
    private let state = Mutex(State())

    /// Makes an empty store whose time is that of the clock.
    public init(clock: any WallClock = SystemClock()) {
        self.clock = clock
    }

    /// How many exchanges have taken place: what a worker that does nothing costs.
    public var exchangeCount: Int {
        state.withLock { $0.exchangeCount }
    }

    /// One transaction: leases are renewed first, workers are told afterwards.
    func transact<T: Sendable>(hasWork: Bool = false, _ body: (inout State, Timestamp) throws -> T) rethrows -> T {
        let now = clock.now()
        let (value, calls) = try state.withLock { state in
            state.renewLeases(now: now)
            let value = try body(&state, now)
            return (value, state.signals(hasWork: hasWork))
        }
        for call in calls { call() }
        return value
    }
}

extension InMemoryJobStore: JobStore {
    /// Adds jobs, all of them or none.
    public func enqueue(_ jobs: [NewJob], durability: Durability) async throws -> [EnqueuedJob] {
        try transact(hasWork: !jobs.isEmpty) { state, now in try state.queue.enqueue(jobs, now: now) }
    }

    /// Adds a batch with its jobs, as a whole or not at all.
    public func enqueue(_ batch: NewBatch, durability: Durability) async throws -> BatchID {
        try transact(hasWork: true) { state, now in
            let before = state.queue
            do {
                return try state.queue.enqueue(batch, now: now)
            } catch {
                state.queue = before
                throw error
            }
        }
    }

    /// How far a batch has got.
    public func batch(_ id: BatchID) async throws -> Batch? {
        transact { state, _ in state.queue.batches[id]?.status }
    }

    /// Cancels a batch that has not ended.
    public func cancelBatch(_ id: BatchID) async throws -> Batch? {
        transact(hasWork: true) { state, now in state.queue.cancelBatch(id, now: now) }
    }

    /// Settles jobs and claims others; the state goes back to what it was where an effect throws.
    public func exchange(_ exchange: Exchange) async throws -> ExchangeResult {
        // Any settlement may bring work for others: a job that comes back, the rest of a chain, an effect.
        transact(hasWork: !exchange.settlements.isEmpty) { state, now in
            state.exchangeCount += 1
            var result = ExchangeResult()
            for settlement in exchange.settlements {
                result.settled.append(state.queue.settle(settlement, worker: exchange.worker, now: now))
            }
            if var claim = exchange.claim {
                if !claim.ignoresPauses {
                    claim.queues = claim.queues.filter { !QueuePause.holds($0, among: Set(state.pauses.keys)) }
                }
                state.queue.claim(claim, worker: exchange.worker, now: now, into: &result)
            }
            return result
        }
    }

    /// Registers a worker and renews its leases until the attendance ends. Signals are sent from the thread that caused them.
    public func attend(_ worker: WorkerRegistration, signal: @escaping @Sendable (WorkerSignal) -> Void) async throws
        -> any WorkerAttendance
    {
        transact(hasWork: true) { state, now in
            state.attending[Name(worker.id)] = Attending(
                worker: worker, signal: signal, startedAt: now, renewedAt: now)
        }
        return InMemoryAttendance(store: self, worker: worker.id)
    }

    /// Notes how far a job has got; ignored if the lease is lost.
    public func report(progress: String, of job: JobID, token: LeaseToken) async throws {
        transact { state, _ in
            guard state.queue.leased(job, token: token) != nil else { return }
            state.queue.live[job]?.progress = progress
        }
    }

    /// Takes a lock for the job until its lease ends.
    public func acquireLock(_ key: String, for job: JobID, token: LeaseToken) async throws -> Bool {
        transact { state, now in state.queue.acquireLock(key, for: job, token: token, now: now) }
    }

    /// Counts one use of a key within a window that begins with its first use.
    public func countUse(of key: String, limit: Int, window: Duration) async throws -> Timestamp? {
        transact { state, now in state.queue.countUse(of: key, limit: limit, window: window, now: now) }
    }

    /// Until when a key is used up.
    public func exhaustion(of key: String, limit: Int, window: Duration) async throws -> Timestamp? {
        transact { state, now in state.queue.exhaustion(of: key, limit: limit, window: window, now: now) }
    }
}
