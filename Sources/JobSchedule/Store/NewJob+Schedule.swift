import FoundationEssentials
public import JobQueue
public import WallTime

extension NewJob {
    /// The job of the queue that a job of the schedule becomes; for stores of schedules.
    public init(_ job: ScheduledJob, firedAt: Timestamp) {
        self.init(
            queue: job.queue, kind: job.kind, payload: Data(job.payload.utf8), priority: job.priority,
            availableAt: job.delay > .zero ? firedAt + job.delay : nil, uniqueKey: job.uniqueKey)
    }
}
