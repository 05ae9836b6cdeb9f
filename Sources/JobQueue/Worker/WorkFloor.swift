import Synchronization
import WallTime

/// What the loop of a worker and its lanes share: the engine, the claimed jobs that wait, the finished ones that are not yet
/// settled, and who sleeps until something happens. One lock, held for moments.
///
/// `WorkFloor+Lanes` is what the lanes do with it, `WorkFloor+Signals` what those outside tell it.
final class WorkFloor: Sendable {
    struct State {
        var engine: WorkerEngine
        var buffer: [ClaimedJob] = []
        var bufferHead = 0
        var settlements: [Settlement] = []
        var lanes: [Lane]
        var parked: [(lane: Int, continuation: CheckedContinuation<ClaimedJob?, Never>)] = []
        var sleeper: CheckedContinuation<Void, Never>?
        /// Until when the loop sleeps at most; in the past while it is awake.
        var sleepsUntil = Timestamp.distantPast
        var hasEvent = false
        var control = WorkerControl()
        var isPausedBySignal = false
        /// Whether a queue was paused since the last claim was asked for, so that its answer may hold jobs of it.
        var hasPaused = false
        var isClosed = false
        /// Whether no lease was renewed for a whole lease, so that results may be worth nothing any more.
        var hasLostLeases = false
        /// Which restart was asked for last, once the store has said so.
        var restart: Restart?
        var done = 0
        var failed = 0

        mutating func takeJob() -> ClaimedJob? {
            guard bufferHead < buffer.count else { return nil }
            defer {
                bufferHead += 1
                if bufferHead == buffer.count {
                    buffer.removeAll(keepingCapacity: true)
                    bufferHead = 0
                }
            }
            return buffer[bufferHead]
        }

        /// Turns what waits in the buffer into settlements that give it back.
        mutating func giveBack(now: Timestamp) {
            guard engine.buffered > 0 else { return }
            while let job = takeJob() {
                settlements.append(Settlement(job: job, verdict: .release(after: nil), startedAt: nil, finishedAt: now))
            }
            engine.gaveBack(now: now)
        }

        /// The sleeper, if it must be woken because of an event.
        mutating func event() -> CheckedContinuation<Void, Never>? {
            hasEvent = true
            defer { sleeper = nil }
            return sleeper
        }
    }

    /// A lane whose handler ignored its cancellation.
    struct Overdue {
        let lane: Int
        let job: ClaimedJob
        let startedAt: Timestamp
        let interruption: RetryRules.Interruption
    }

    /// What is known of requests to start anew.
    struct Restart {
        /// When the last one was made; `nil`: never.
        var requestedAt: Timestamp?
    }

    let options: WorkerOptions
    /// All times here are by this clock, which never leaps; those of the store and of people are by the time of day.
    let clock: SteadyClock
    let state: Mutex<State>
    /// Where timers run: not among the handlers, which may block every shared thread.
    private let timerExecutor: any TaskExecutor

    init(options: WorkerOptions, clock: any WallClock, timerExecutor: any TaskExecutor) {
        let clock = SteadyClock(clock)
        self.options = options
        self.clock = clock
        self.timerExecutor = timerExecutor
        let lanes = Array(repeating: Lane(), count: max(1, options.concurrency))
        self.state = Mutex(State(engine: WorkerEngine(options: options, now: clock.now()), lanes: lanes))
    }

    func next(now: Timestamp) -> WorkerEngine.Action {
        state.withLock { state in
            state.hasEvent = false
            state.sleepsUntil = .distantPast
            return state.engine.next(now: now)
        }
    }

    // MARK: Sleep

    /// Forgets what has happened: an event from now on ends the next wait.
    func clearEvents() {
        state.withLock { $0.hasEvent = false }
    }

    /// Sleeps until an event comes, a lane's deadline, or that time.
    func waitForEvent(until: Timestamp) async {
        let deadline = state.withLock { state in
            let laneDeadlines = state.lanes.lazy.compactMap {
                $0.nextDeadline(grace: self.options.grace, clock: self.clock)
            }
            state.sleepsUntil = min(until, laneDeadlines.min() ?? .distantFuture)
            return state.sleepsUntil
        }
        guard deadline > clock.now() else { return }
        let timer =
            deadline == .distantFuture
            ? nil
            : Task(executorPreference: timerExecutor) { [clock] in
                try? await clock.sleep(until: deadline)
                if !Task.isCancelled { self.wake() }
            }
        await withCheckedContinuation { continuation in
            let hasHappened = state.withLock { state in
                guard !state.hasEvent else { return true }
                state.sleeper = continuation
                return false
            }
            if hasHappened { continuation.resume() }
        }
        timer?.cancel()
    }

    func wake() {
        state.withLock { $0.event() }?.resume()
    }

    // MARK: Exchanges

    func takeSettlements() -> [Settlement] {
        state.withLock { state in
            state.hasPaused = false
            defer { state.settlements = [] }
            return state.settlements
        }
    }

    func exchanged(asked: Int, settled: Int, result: ExchangeResult, now: Timestamp) {
        let woken = state.withLock { state in
            state.engine.exchanged(
                asked: asked, claimed: result.claimed.count, settled: settled, nextDue: result.nextDue, now: now)
            state.buffer.append(contentsOf: result.claimed)
            if state.hasPaused { state.giveBack(now: now) }
            var woken: [(CheckedContinuation<ClaimedJob?, Never>, ClaimedJob)] = []
            while let lane = state.parked.last, let job = state.takeJob() {
                state.parked.removeLast()
                state.engine.started(now: now)
                woken.append((lane.continuation, job))
            }
            return woken
        }
        for (continuation, job) in woken {
            continuation.resume(returning: job)
        }
    }

    /// Puts a settlement in the place of one that was handed in.
    func replaceSettlement(by settlement: Settlement, now: Timestamp) {
        state.withLock { state in
            state.settlements.append(settlement)
            state.engine.addUnsettled(1, now: now)
        }
    }

    func giveBack(now: Timestamp) {
        state.withLock { $0.giveBack(now: now) }
    }

    // MARK: Time-outs

    /// Cancels the tasks of lanes that are past their time-out; returns those that ignored that for the whole grace.
    func interruptOverdueLanes(now: Timestamp) -> [Overdue] {
        let (ignored, tasks) = state.withLock { state in
            var ignored: [Overdue] = []
            var tasks: [Task<Void, Never>?] = []
            for index in state.lanes.indices {
                guard let deadline = state.lanes[index].nextDeadline(grace: options.grace, clock: clock),
                    deadline <= now
                else { continue }
                switch state.lanes[index].activity {
                case .running(let job, let context, let startedAt):
                    state.lanes[index].activity = .interrupted(
                        job, context, startedAt: startedAt, .timeout(deadline - startedAt), at: now)
                    tasks.append(state.lanes[index].task)
                case .interrupted(let job, _, let startedAt, let interruption, _):
                    ignored.append(Overdue(lane: index, job: job, startedAt: startedAt, interruption: interruption))
                case .idle, .abandoned:
                    break
                }
            }
            return (ignored, tasks)
        }
        Self.cancel(tasks)
        return ignored
    }

    /// Cancels tasks; never under the lock, because that runs what handlers do on cancellation, and they may come here.
    static func cancel(_ tasks: [Task<Void, Never>?]) {
        for task in tasks { task?.cancel() }
    }

    /// Gives up a lane, if it has not finished in this very moment.
    func abandon(lane: Int, settlement: Settlement, now: Timestamp) {
        state.withLock { state in
            guard case .interrupted(let job, _, _, _, _) = state.lanes[lane].activity,
                job.token == settlement.job.token, job.id == settlement.job.id
            else {
                return
            }
            state.lanes[lane].activity = .abandoned
            state.settlements.append(settlement)
            state.engine.abandoned(now: now)
        }
    }

    // MARK: What is known

    func count(_ result: JobReport.Result) {
        state.withLock { state in
            switch result {
            case .done: state.done += 1
            case .failed: state.failed += 1
            case .retried, .released, .leaseLost: break
            }
        }
    }

    var counts: (done: Int, failed: Int) {
        state.withLock { ($0.done, $0.failed) }
    }

    /// Whether no lease was renewed for a whole lease, so that others may have the jobs as soon as the store answers.
    var hasLostLeases: Bool {
        state.withLock { $0.hasLostLeases }
    }

    /// Why the worker is to end, if it is.
    var stopping: StopReason? {
        state.withLock { $0.engine.stopping }
    }

    var workerState: WorkerState {
        state.withLock { state in
            state.engine.stopping != nil ? .stopping : state.engine.isPaused ? .paused : .running
        }
    }

    /// The queues that are not paused, in order.
    var openQueues: [String] {
        state.withLock { openQueues($0) }
    }

    func openQueues(_ state: State) -> [String] {
        guard !options.ignoresPauses else { return options.queues }
        return options.queues.filter { !QueuePause.holds($0, among: state.control.pausedQueues) }
    }
}
