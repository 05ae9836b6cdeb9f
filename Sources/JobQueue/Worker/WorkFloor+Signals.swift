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

    func receive(_ signal: WorkerSignal, startedAt: Timestamp) {
        let now = clock.now()
        let (tasks, sleeper) = state.withLock { state in
            var tasks: [Task<Void, Never>?] = []
            switch signal {
            case .workArrived:
                state.engine.workArrived()
            case .control(let control):
                apply(control, startedAt: startedAt, now: now, &state)
                tasks = interrupt(&state, .cancelled, now: now) { control.cancelledJobs.contains($0.id) }
            case .leasesLost:
                tasks = interrupt(&state, .leaseLost, now: now) { _ in true }
                // What waits unstarted is handed back, not dropped: a lease that was taken since the last renewal still
                // holds, and would be renewed for ever with nobody working on its job.
                state.giveBack(now: now)
            }
            return (tasks, state.event())
        }
        Self.cancel(tasks)
        sleeper?.resume()
    }

    private func apply(_ control: WorkerControl, startedAt: Timestamp, now: Timestamp, _ state: inout State) {
        let openBefore = openQueues(state)
        state.control = control
        updatePause(&state)
        // The buffer may hold jobs of a queue that was paused now; what of it is still wanted is claimed again.
        if openQueues(state).count < openBefore.count { takeNothingMore(&state, now: now) }
        if let time = control.restartRequestedAt, time > startedAt { state.engine.stop(.restart) }
        state.engine.workArrived()
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
        _ state: inout State, _ interruption: VerdictRules.Interruption, now: Timestamp,
        where condition: (ClaimedJob) -> Bool
    ) -> [Task<Void, Never>?] {
        var tasks: [Task<Void, Never>?] = []
        for index in state.lanes.indices {
            guard case .running(let job, let context, let startedAt) = state.lanes[index].activity, condition(job)
            else {
                continue
            }
            state.lanes[index].activity = .interrupted(job, context, startedAt: startedAt, interruption, at: now)
            tasks.append(state.lanes[index].task)
        }
        return tasks
    }
}
