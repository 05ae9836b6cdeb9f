public import WallTime

/// What a handler says became of its job.
///
/// An error that is thrown means the same as `.fail`: the attempt failed, and the job is tried again as its policy allows.
public enum Outcome: Sendable, Equatable {
    /// The work is done; the job goes.
    case done
    /// Not yet: the job comes back at that time. Counts as no attempt.
    case snooze(until: Timestamp)
    /// Not now: the job comes back after so long. Counts as no attempt.
    case release(after: Duration)
    /// It will never succeed: the job fails for good at once, with that reason.
    case discard(reason: String)
    /// The attempt failed, with that reason; the job is tried again as its policy allows.
    case fail(reason: String)
}
