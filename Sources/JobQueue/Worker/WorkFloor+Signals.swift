import Synchronization
import WallTime

extension WorkFloor {
    func stop(_ reason: StopReason) {
        state.withLock { state in
            state.engine.stop(reason)
            return state.event()
        }?.resume()
    }

    func setPaused(_ isPaused: Bool) {
        let now = clock.now()
        state.withLock { state in
            state.isPausedBySignal = isPaused
            updatePause(&state)
            if isPaused { takeNothingMore(&state, now: now) }
            return state.event()
        }?.resume()
    }

    /// Takes note of what the store tells.
    ///
    /// - Parameters:
    ///   - startedAt: When the worker began, by the time of day.
    ///   - wallTime: The time of day.
    /// - Returns: How many jobs were interrupted because their leases are lost.
    @discardableResult
    func receive(_ signal: WorkerSignal, startedAt: Timestamp, wallTime: Timestamp) -> Int {
        let now = clock.now()
        let (tasks, sleeper) = state.withLock { state in
            var tasks: [Task<Void, Never>?] = []
            switch signal {
            case .workArrived:
                state.engine.workArrived()
            case .control(let control):
                apply(control, startedAt: startedAt, wallTime: wallTime, now: now, &state)
                tasks = interrupt(&state, .cancelled, now: now) { control.cancelledJobs.contains($0.id) }
            case .leasesHeld(let held, let uptime):
                state.hasLostLeases = false
                let time = clock.time(atUptime: uptime)
                tasks = interrupt(&state, .leaseLost, now: now, startedBefore: time) { held[$0.id] != $0.token }
                // Claimed again if nobody else has it: what it waits for here may belong to others by now.
                state.giveBack(now: now)
            case .leasesLost:
                state.hasLostLeases = true
                tasks = interrupt(&state, .leaseLost, now: now) { _ in true }
                // What waits unstarted is handed back, not dropped: a lease that was taken since the last renewal still
                // holds, and would be renewed for ever with nobody working on its job.
                state.giveBack(now: now)
            case .outdated:
                state.engine.stop(.restart)
            }
            return (tasks, state.event())
        }
        Self.cancel(tasks)
        sleeper?.resume()
        switch signal {
        case .leasesHeld, .leasesLost: return tasks.count
        case .control, .outdated, .workArrived: return 0
        }
    }

    private func apply(
        _ control: WorkerControl, startedAt: Timestamp, wallTime: Timestamp, now: Timestamp, _ state: inout State
    ) {
        let openBefore = openQueues(state)
        state.control = control
        updatePause(&state)
        // The buffer may hold jobs of a queue that was paused now; what of it is still wanted is claimed again.
        if openQueues(state).count < openBefore.count { takeNothingMore(&state, now: now) }
        if isNewRestart(control.restartRequestedAt, startedAt: startedAt, wallTime: wallTime, state) {
            state.engine.stop(.restart)
        }
        state.restart = Restart(requestedAt: control.restartRequestedAt)
        state.engine.workArrived()
    }

    /// Whether that request to start anew is meant for this worker: any that comes while it runs, whatever the clocks say. Of the
    /// one that it finds when it starts only the time tells, and a time that has not come yet was written by a clock that was
    /// ahead, before this worker began.
    private func isNewRestart(_ time: Timestamp?, startedAt: Timestamp, wallTime: Timestamp, _ state: State) -> Bool {
        guard let time else { return false }
        if let known = state.restart { return known.requestedAt != time }
        return time > startedAt && time <= wallTime + LeapDetector.tolerance
    }

    /// Gives back what waits unstarted, and what a claim that is under way may bring.
    private func takeNothingMore(_ state: inout State, now: Timestamp) {
        state.hasPaused = true
        state.giveBack(now: now)
    }

    private func updatePause(_ state: inout State) {
        state.engine.isPaused = state.isPausedBySignal || openQueues(state).isEmpty
    }

    private func interrupt(
        _ state: inout State, _ interruption: RetryRules.Interruption, now: Timestamp,
        startedBefore limit: Timestamp = .distantFuture, where condition: (ClaimedJob) -> Bool
    ) -> [Task<Void, Never>?] {
        var tasks: [Task<Void, Never>?] = []
        for index in state.lanes.indices {
            guard case .running(let job, let context, let startedAt) = state.lanes[index].activity,
                startedAt <= limit, condition(job)
            else { continue }
            state.lanes[index].activity = .interrupted(job, context, startedAt: startedAt, interruption, at: now)
            tasks.append(state.lanes[index].task)
        }
        return tasks
    }
}
