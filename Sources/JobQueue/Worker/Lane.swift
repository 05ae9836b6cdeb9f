import WallTime

/// One of the lanes in which a worker runs its jobs, one after the other. Its times are those of the worker's own clock, which
/// never leaps.
struct Lane {
    /// What it does.
    enum Activity {
        case idle
        case running(ClaimedJob, JobContext, startedAt: Timestamp)
        /// Its task was cancelled; the handler has not noticed yet.
        case interrupted(ClaimedJob, JobContext, startedAt: Timestamp, RetryRules.Interruption, at: Timestamp)
        /// The handler ignored its cancellation. The lane is never used again.
        case abandoned
    }

    var activity = Activity.idle
    var task: Task<Void, Never>?

    /// When something must be looked at: the time-out, or the end of the grace after an interruption. By the worker's clock.
    func nextDeadline(grace: Duration, clock: SteadyClock) -> Timestamp? {
        switch activity {
        case .idle, .abandoned: nil
        case .running(_, let context, _): context.uptimeDeadline.map(clock.time(atUptime:))
        case .interrupted(_, _, _, _, let time): time + grace
        }
    }
}
