/// How often a failed job is tried again, and when.
public struct RetryPolicy: Sendable, Equatable {
    /// How many attempts may fail before the job does, from 1.
    public var maxAttempts: Int
    /// The time from a failure to the next attempt.
    public var backoff: Backoff

    /// Makes a policy.
    public init(maxAttempts: Int, backoff: Backoff = .standard) {
        self.maxAttempts = max(1, maxAttempts)
        self.backoff = backoff
    }
}
