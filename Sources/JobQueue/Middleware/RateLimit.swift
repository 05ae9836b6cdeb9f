/// Lets so many jobs run per key and time, on all workers together; the others come back when the time is over.
///
/// ```swift
/// try registry.register(CallService.self, middleware: [RateLimit(60, per: .minutes(1)) { _ in "the-service" }]) { … }
/// ```
///
/// The time is a window that begins with the first job in it, so at the border of two windows up to twice as many jobs may
/// run within one window's length.
public struct RateLimit: JobMiddleware {
    private let limit: Int
    private let window: Duration
    private let key: JobKey

    /// Makes it.
    ///
    /// - Parameters:
    ///   - limit: How many jobs may be started within the window, from 1.
    ///   - window: How long the window is.
    ///   - key: What is counted together; jobs of all kinds share the keys. The default is the job's kind.
    public init(
        _ limit: Int, per window: Duration, key: @escaping @Sendable (ClaimedJob) throws -> String = { $0.kind }
    ) {
        self.limit = max(1, limit)
        self.window = window
        self.key = JobKey(key)
    }

    /// Makes it with a key that is told from the payload.
    public init<J: Job>(
        _ type: J.Type, _ limit: Int, per window: Duration, key: @escaping @Sendable (J) throws -> String
    ) {
        self.limit = max(1, limit)
        self.window = window
        self.key = JobKey(type, key)
    }

    /// Runs the job if the limit is not reached; else it comes back when the window ends, which counts as no attempt.
    public func handle(_ job: ClaimedJob, context: JobContext, next: JobRegistry.Handler) async throws -> Outcome {
        let key = "rate:\(try key.text(of: job))"
        if let end = try await context.store.countUse(of: key, limit: limit, window: window) {
            return .snooze(until: end)
        }
        return try await next(job, context)
    }
}
