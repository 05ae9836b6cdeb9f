import Synchronization
import WallTime

/// What the loop of a worker and its lanes share: the engine, the claimed jobs that wait, the finished ones that are not yet
/// settled, and who sleeps until something happens. One lock, held for moments.
final class WorkFloor: Sendable {
    private struct State {
        var engine: WorkerEngine
        var buffer: [ClaimedJob] = []
        var bufferHead = 0
        var settlements: [Settlement] = []
        var lanes: [Lane]
        var parked: [(lane: Int, continuation: CheckedContinuation<ClaimedJob?, Never>)] = []
        var sleeper: CheckedContinuation<Void, Never>?
        var hasEvent = false
        var control = WorkerControl()
        var isPausedBySignal = false
        var isClosed = false
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
        let interruption: VerdictRules.Interruption
    }

    private let options: WorkerOptions
    private let clock: any WallClock
    private let state: Mutex<State>

    init(options: WorkerOptions, clock: any WallClock) {
        self.options = options
        self.clock = clock
        let lanes = Array(repeating: Lane(), count: max(1, options.concurrency))
        self.state = Mutex(State(engine: WorkerEngine(options: options, now: clock.now()), lanes: lanes))
    }

    // MARK: For the loop

    func next(now: Timestamp) -> WorkerEngine.Action {
        state.withLock { state in
            state.hasEvent = false
            return state.engine.next(now: now)
        }
    }

    /// Sleeps until an event comes, a lane's deadline, or that time.
    func waitForEvent(until: Timestamp) async {
        let now = clock.now()
        let deadline = state.withLock { state in
            var deadline = until
            for lane in state.lanes {
                if let laneDeadline = lane.nextDeadline(grace: options.grace) { deadline = min(deadline, laneDeadline) }
            }
            // A job that starts while the loop sleeps cannot time out sooner than this.
            if state.engine.running + state.engine.buffered == 0 { return deadline }
            return min(deadline, now + .seconds(1))
        }
        guard deadline > now else { return }
        let timer =
            deadline == .distantFuture
            ? nil
            : Task { [clock] in
                try? await clock.sleep(until: deadline)
                if !Task.isCancelled { self.wake() }
            }
        await withCheckedContinuation { continuation in
            let happened = state.withLock { state in
                guard !state.hasEvent else { return true }
                state.sleeper = continuation
                return false
            }
            if happened { continuation.resume() }
        }
        timer?.cancel()
    }

    func takeSettlements() -> [Settlement] {
        state.withLock { state in
            defer { state.settlements = [] }
            return state.settlements
        }
    }

    func exchanged(asked: Int, settled: Int, result: ExchangeResult, now: Timestamp) {
        let woken = state.withLock { state in
            state.engine.exchanged(
                asked: asked, claimed: result.claimed.count, settled: settled, nextDue: result.nextDue, now: now)
            state.buffer.append(contentsOf: result.claimed)
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
        state.withLock { state in
            while let job = state.takeJob() {
                state.settlements.append(
                    Settlement(job: job, verdict: .release(at: nil), startedAt: nil, finishedAt: now))
            }
            state.engine.gaveBack(now: now)
        }
    }

    /// Cancels the tasks of lanes that are past their time-out; returns those that ignored that for the whole grace.
    func interruptOverdueLanes(now: Timestamp) -> [Overdue] {
        state.withLock { state in
            var ignored: [Overdue] = []
            for index in state.lanes.indices {
                guard let deadline = state.lanes[index].nextDeadline(grace: options.grace), deadline <= now else {
                    continue
                }
                switch state.lanes[index].activity {
                case .running(let job, let context, let startedAt):
                    state.lanes[index].activity = .interrupted(
                        job, context, startedAt: startedAt, .timeout(deadline - startedAt), at: now)
                    state.lanes[index].task?.cancel()
                case .interrupted(let job, _, let startedAt, let interruption, _):
                    ignored.append(Overdue(lane: index, job: job, startedAt: startedAt, interruption: interruption))
                case .idle, .abandoned:
                    break
                }
            }
            return ignored
        }
    }

    func abandon(lane: Int, settlement: Settlement, now: Timestamp) {
        state.withLock { state in
            guard case .interrupted(let job, _, _, _, _) = state.lanes[lane].activity, job.id == settlement.job.id
            else {
                return
            }
            state.lanes[lane].activity = .abandoned
            state.settlements.append(settlement)
            state.engine.abandoned(now: now)
        }
    }

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

    var isStopping: Bool {
        state.withLock { $0.engine.stopping != nil }
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

    private func openQueues(_ state: State) -> [String] {
        guard !options.ignoresPauses else { return options.queues }
        guard !state.control.pausedQueues.contains("*") else { return [] }
        return options.queues.filter { !state.control.pausedQueues.contains($0) }
    }

    // MARK: For the lanes

    /// Hands in what a lane has finished and takes its next job; waits for one. `nil`: the lane is to end.
    func nextJob(lane: Int, finished: Settlement?) async -> ClaimedJob? {
        let now = clock.now()
        enum Next {
            case job(ClaimedJob)
            case end
            case park
        }
        let (next, sleeper) = state.withLock { state in
            var sleeper: CheckedContinuation<Void, Never>?
            if let finished { finish(finished, lane: lane, now: now, &state) }
            let next: Next
            if state.isClosed {
                next = .end
            } else if let job = state.takeJob() {
                state.engine.started(now: now)
                next = .job(job)
            } else {
                next = .park
            }
            if finished != nil, state.sleeper != nil, mustWake(&state, now: now) { sleeper = state.event() }
            return (next, sleeper)
        }
        sleeper?.resume()
        switch next {
        case .job(let job): return job
        case .end: return nil
        case .park: return await park(lane: lane)
        }
    }

    private func park(lane: Int) async -> ClaimedJob? {
        await withCheckedContinuation { continuation in
            let now = clock.now()
            // Jobs may have come between the look and the lock.
            let (job, isOver) = state.withLock { state -> (ClaimedJob?, Bool) in
                if state.isClosed { return (nil, true) }
                if let job = state.takeJob() {
                    state.engine.started(now: now)
                    return (job, true)
                }
                state.parked.append((lane, continuation))
                return (nil, false)
            }
            if isOver { continuation.resume(returning: job) }
        }
    }

    /// Whether the loop, which sleeps, has something to do because of a finished job.
    private func mustWake(_ state: inout State, now: Timestamp) -> Bool {
        if state.settlements.count == 1 { return true }
        if case .wait = state.engine.next(now: now) { return false }
        return true
    }

    private func finish(_ settlement: Settlement, lane: Int, now: Timestamp, _ state: inout State) {
        state.lanes[lane].activity = .idle
        state.settlements.append(settlement)
        let runTime = settlement.startedAt.map { settlement.finishedAt - $0 } ?? .zero
        state.engine.finished(runTime: runTime.wholeMilliseconds, now: now)
    }

    func setTask(_ task: Task<Void, Never>, ofLane lane: Int) {
        state.withLock { $0.lanes[lane].task = task }
    }

    func setRunning(_ job: ClaimedJob, _ context: JobContext, startedAt: Timestamp, lane: Int) {
        state.withLock { $0.lanes[lane].activity = .running(job, context, startedAt: startedAt) }
    }

    func interruption(ofLane lane: Int) -> VerdictRules.Interruption? {
        state.withLock { state in
            guard case .interrupted(_, _, _, let interruption, _) = state.lanes[lane].activity else { return nil }
            return interruption
        }
    }

    /// Ends the task of a lane that was cancelled. Returns whether the lane goes on in a new task.
    func endInterruptedLane(_ lane: Int, finished: Settlement?, now: Timestamp) -> Bool {
        let (goesOn, sleeper) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            if case .abandoned = state.lanes[lane].activity { return (false, nil) }
            if let finished { finish(finished, lane: lane, now: now, &state) }
            return (!state.isClosed, state.event())
        }
        sleeper?.resume()
        return goesOn
    }

    // MARK: For those outside

    func stop(_ reason: StopReason) {
        state.withLock { state in
            state.engine.stop(reason)
            return state.event()
        }?.resume()
    }

    func setPaused(_ isPaused: Bool) {
        state.withLock { state in
            state.isPausedBySignal = isPaused
            updatePause(&state)
            return state.event()
        }?.resume()
    }

    func receive(_ signal: WorkerSignal, startedAt: Timestamp) {
        state.withLock { state in
            switch signal {
            case .workArrived:
                state.engine.workArrived()
            case .control(let control):
                apply(control, startedAt: startedAt, &state)
            case .leasesLost:
                interrupt(&state, .leaseLost) { _ in true }
                // What waits unstarted is no longer ours either.
                while state.takeJob() != nil {}
                state.engine.lostBuffer()
            }
            return state.event()
        }?.resume()
    }

    private func apply(_ control: WorkerControl, startedAt: Timestamp, _ state: inout State) {
        state.control = control
        updatePause(&state)
        if let time = control.restartRequestedAt, time > startedAt { state.engine.stop(.restart) }
        interrupt(&state, .cancelled) { control.cancelledJobs.contains($0.id) }
        state.engine.workArrived()
    }

    private func updatePause(_ state: inout State) {
        state.engine.isPaused = state.isPausedBySignal || openQueues(state).isEmpty
    }

    private func interrupt(
        _ state: inout State, _ interruption: VerdictRules.Interruption, where condition: (ClaimedJob) -> Bool
    ) {
        for index in state.lanes.indices {
            guard case .running(let job, let context, let startedAt) = state.lanes[index].activity, condition(job)
            else {
                continue
            }
            state.lanes[index].activity = .interrupted(
                job, context, startedAt: startedAt, interruption, at: clock.now())
            state.lanes[index].task?.cancel()
        }
    }

    func wake() {
        state.withLock { $0.event() }?.resume()
    }

    /// Ends the lanes that wait; the others end after their job.
    func close() {
        let parked = state.withLock { state in
            state.isClosed = true
            defer { state.parked = [] }
            return state.parked
        }
        for lane in parked {
            lane.continuation.resume(returning: nil)
        }
    }
}
