import JobQueue
import WallTime

/// A batch, with the jobs that are still to follow it.
struct InMemoryBatch {
    var status: Batch
    var then: NewJob?
    var `catch`: NewJob?
    var finally: NewJob?

    /// Counts a job that was added.
    mutating func add() {
        status.total += 1
        status.pending += 1
    }

    /// Counts a failed job that is live again.
    mutating func reopen() {
        status.pending += 1
        status.failed = max(status.failed - 1, 0)
        status.finishedAt = nil
    }

    /// What follows now; each job once.
    mutating func takeFollowUps(afterFailure: Bool, now: Timestamp) -> [NewJob] {
        var next: [NewJob?] = []
        if afterFailure, status.cancelledAt == nil {
            next.append(`catch`)
            `catch` = nil
        }
        if status.pending == 0 {
            if status.failed == 0, status.cancelledAt == nil {
                next.append(then)
                then = nil
            }
            next.append(finally)
            finally = nil
            status.finishedAt = now
        }
        return next.compactMap { $0 }
    }
}
