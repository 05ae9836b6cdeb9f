import Synchronization
import WallTime

extension WorkFloor {
    /// What a lane does next.
    enum Step {
        /// It runs that job.
        case run(ClaimedJob)
        /// It rests, and asks again.
        case rest
        /// Its task was cancelled, and a cancelled task stays cancelled: the lane goes on in a new one.
        case restart
        /// It ends.
        case end
    }

    /// Hands in what a lane has finished and says what it does next; waits for a job.
    func nextStep(ofLane lane: Int, finished: Settlement?) async -> Step {
        let now = clock.now()
        let (step, sleeper) = state.withLock { state -> (Step?, CheckedContinuation<Void, Never>?) in
            guard let finished else { return (nextStep(&state, now: now), nil) }
            var rests = false
            var step: Step?
            switch state.lanes[lane].activity {
            case .abandoned:
                // It was settled as abandoned, and its lane is closed.
                return (.end, nil)
            case .interrupted:
                step = .restart
            case .running, .idle:
                rests = options.rest > .zero && !state.isClosed
                if rests { step = .rest }
            }
            state.lanes[lane].activity = .idle
            // A job that comes back under its old id must not meet the cancellation of its last attempt.
            state.control.cancelledJobs.remove(finished.job.id)
            state.settlements.append(finished)
            let runTime = finished.startedAt.map { finished.finishedAt - $0 } ?? .zero
            state.engine.finished(runTime: runTime.wholeMilliseconds, rests: rests, now: now)
            if step == nil { step = nextStep(&state, now: now) }
            return (step, mustWake(&state, now: now) ? state.event() : nil)
        }
        sleeper?.resume()
        if let step { return step }
        return await park(lane: lane).map(Step.run) ?? .end
    }

    private func nextStep(_ state: inout State, now: Timestamp) -> Step? {
        guard !state.isClosed else { return .end }
        guard let job = state.takeJob() else { return nil }
        state.engine.started(now: now)
        return .run(job)
    }

    private func park(lane: Int) async -> ClaimedJob? {
        await withCheckedContinuation { continuation in
            let now = clock.now()
            // Jobs may have come between the look and the lock.
            let (job, isOver) = state.withLock { state -> (ClaimedJob?, Bool) in
                switch nextStep(&state, now: now) {
                case .run(let job): return (job, true)
                case .some: return (nil, true)
                case nil:
                    state.parked.append((lane, continuation))
                    return (nil, false)
                }
            }
            if isOver { continuation.resume(returning: job) }
        }
    }

    /// Whether the loop, which sleeps or is about to, has something to do because of a finished job.
    private func mustWake(_ state: inout State, now: Timestamp) -> Bool {
        // It is awake; where it has made up its mind to sleep already it must think again.
        guard state.sleeper != nil else { return true }
        if state.settlements.count == 1 { return true }
        if case .wait = state.engine.next(now: now) { return false }
        return true
    }

    /// The lane has rested.
    func rested() {
        state.withLock { state in
            state.engine.rested()
            return state.event()
        }?.resume()
    }

    /// Tells which task a lane runs in.
    func setTask(_ task: Task<Void, Never>, ofLane lane: Int) {
        let isInterrupted = state.withLock { state in
            state.lanes[lane].task = task
            // It may have begun a job, and that job may have been interrupted, before this.
            if case .interrupted = state.lanes[lane].activity { return true }
            return false
        }
        if isInterrupted { task.cancel() }
    }

    /// Notes that a lane begins a job. Returns `false` where somebody has cancelled the job already.
    func begin(_ job: ClaimedJob, _ context: JobContext, lane: Int) -> Bool {
        let startedAt = clock.now()
        let (begins, sleeper) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.control.cancelledJobs.contains(job.id) else { return (false, nil) }
            state.lanes[lane].activity = .running(job, context, startedAt: startedAt)
            guard let deadline = context.uptimeDeadline.map(clock.time(atUptime:)), deadline < state.sleepsUntil
            else { return (true, nil) }
            return (true, state.event())
        }
        sleeper?.resume()
        return begins
    }

    func interruption(ofLane lane: Int) -> RetryRules.Interruption? {
        state.withLock { state in
            guard case .interrupted(_, _, _, let interruption, _) = state.lanes[lane].activity else { return nil }
            return interruption
        }
    }

    /// Ends the lanes that wait or rest; the others end after their job.
    func close() {
        let (parked, tasks) = state.withLock { state in
            state.isClosed = true
            let idle = state.lanes.filter { lane in
                if case .idle = lane.activity { true } else { false }
            }
            defer { state.parked = [] }
            return (state.parked, idle.map(\.task))
        }
        Self.cancel(tasks)
        for lane in parked {
            lane.continuation.resume(returning: nil)
        }
    }
}
