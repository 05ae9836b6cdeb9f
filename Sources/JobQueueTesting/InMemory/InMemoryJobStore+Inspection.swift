import Basics
public import JobQueue

extension InMemoryJobStore: JobStoreInspection {
    /// How many jobs a queue holds.
    public func depth(of queue: String) async throws -> QueueDepth {
        transact { state, now in
            var depth = QueueDepth(queue: queue, isPaused: QueuePause.holds(queue, among: state.pausedQueues))
            for job in state.queue.live.values where job.job.queue.hasSameBytes(as: queue) {
                if job.lease != nil {
                    depth.reserved += 1
                } else if job.availableAt > now {
                    depth.delayed += 1
                } else {
                    depth.pending += 1
                    depth.oldestPending = min(depth.oldestPending ?? job.availableAt, job.availableAt)
                }
            }
            return depth
        }
    }

    /// The jobs that have failed for good, by id.
    public func failedJobs() async throws -> [FailedJob] {
        transact { state, _ in state.queue.failed.sorted { $0.id < $1.id } }
    }

    /// The attempts of a job that did not end well, in their order.
    public func attempts(of job: JobID) async throws -> [AttemptRecord] {
        transact { state, _ in state.queue.attempts[job] ?? [] }
    }

    /// What a live job has last reported.
    public func progress(of job: JobID) async throws -> String? {
        transact { state, _ in state.queue.live[job]?.progress }
    }

    /// Keeps workers from taking jobs of a queue; `*` means all.
    public func pause(queue: String) async throws {
        transact { state, _ in _ = state.pausedQueues.insert(Name(queue)) }
    }

    /// Takes back a pause; `*` takes back all.
    public func resume(queue: String) async throws {
        transact(hasWork: true) { state, _ in
            if queue == "*" { state.pausedQueues = [] } else { state.pausedQueues.remove(Name(queue)) }
        }
    }

    /// Asks all workers to end and be started anew.
    public func requestRestart() async throws {
        transact { state, now in state.restartRequestedAt = now }
    }

    /// Cancels a job: at once where it waits, else through its worker.
    public func requestCancellation(of job: JobID) async throws {
        transact { state, now in
            guard let live = state.queue.live[job] else { return }
            if live.lease == nil {
                state.queue.cancelWaiting(live, now: now)
            } else {
                state.queue.live[job]?.isCancelRequested = true
            }
        }
    }
}
