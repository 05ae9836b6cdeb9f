public import WallTime

/// What became of one attempt, told after it was committed.
public struct JobReport: Sendable, Equatable {
    /// How it ended.
    public enum Result: String, Sendable, Codable {
        /// The job is done.
        case done
        /// It comes back: the attempt failed.
        case retried
        /// It comes back: it was snoozed or released.
        case released
        /// It failed for good.
        case failed
        /// The lease was lost: the result was thrown away.
        case leaseLost = "lease_lost"
    }

    /// The job.
    public let job: ClaimedJob
    /// How the attempt ended.
    public let result: Result
    /// How long it ran.
    public let duration: Duration
    /// How long the job waited from being due to being started; `nil`: it never was.
    public let waited: Duration?
    /// What went wrong, if anything did.
    public let failure: FailureReport?
    /// When it comes back, if it does.
    public let retryAt: Timestamp?
}
