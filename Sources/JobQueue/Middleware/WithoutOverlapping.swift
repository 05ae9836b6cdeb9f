import Logging

/// Lets one job at a time run per key; the others come back later.
///
/// The key is held by the lease of the job that runs, not by a timer: for as long as it runs, however long that is, and no
/// longer than its lease where its worker is killed.
///
/// ```swift
/// try registry.register(SyncAccount.self, middleware: [WithoutOverlapping(SyncAccount.self) { "account-\($0.account)" }]) { … }
/// ```
public struct WithoutOverlapping: JobMiddleware {
    private let key: JobKey
    private let delay: Duration?

    /// Makes it.
    ///
    /// - Parameters:
    ///   - delay: When a job that finds its key taken comes back, which counts as no attempt; `nil`: it is not run at all and
    ///     counts as done.
    ///   - key: What excludes what; jobs of all kinds share the keys. The default is the job's kind.
    public init(
        retryAfter delay: Duration? = .seconds(5), key: @escaping @Sendable (ClaimedJob) throws -> String = { $0.kind }
    ) {
        self.key = JobKey(key)
        self.delay = delay
    }

    /// Makes it with a key that is told from the payload.
    public init<J: Job>(
        _ type: J.Type, retryAfter delay: Duration? = .seconds(5), key: @escaping @Sendable (J) throws -> String
    ) {
        self.key = JobKey(type, key)
        self.delay = delay
    }

    /// Runs the job if nobody holds its key.
    public func handle(_ job: ClaimedJob, context: JobContext, next: JobRegistry.Handler) async throws -> Outcome {
        let key = try key.text(of: job)
        guard try await context.store.acquireLock(key, for: job.id, token: job.token) else {
            context.logger.debug("Another job holds the key \(key).")
            return delay.map { .release(after: $0) } ?? .done
        }
        return try await next(job, context)
    }
}
