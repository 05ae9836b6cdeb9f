import WallTime

/// Holds jobs back per key after too many failures, on all workers together: what they call is down, and more calls will not
/// help.
///
/// ```swift
/// let throttle = ThrottleExceptions(after: 10, within: .minutes(5)) { _ in "the-service" }
/// try registry.register(CallService.self, middleware: [throttle]) { … }
/// ```
///
/// A failure is an error that is thrown, or `Outcome.fail`; it is recorded, counted as an attempt and tried again like any
/// other. The jobs that are held back are not started, and count no attempt.
public struct ThrottleExceptions: JobMiddleware {
    private let limit: Int
    private let window: Duration
    private let key: JobKey

    /// Makes it.
    ///
    /// - Parameters:
    ///   - limit: After so many failures within the window no job of the key is started until the window ends, from 1.
    ///   - window: How long the window is that begins with the first failure.
    ///   - key: What is counted together; jobs of all kinds share the keys. The default is the job's kind.
    public init(
        after limit: Int, within window: Duration,
        key: @escaping @Sendable (ClaimedJob) throws -> String = { $0.kind }
    ) {
        self.limit = max(1, limit)
        self.window = window
        self.key = JobKey(key)
    }

    /// Makes it with a key that is told from the payload.
    public init<J: Job>(
        _ type: J.Type, after limit: Int, within window: Duration, key: @escaping @Sendable (J) throws -> String
    ) {
        self.limit = max(1, limit)
        self.window = window
        self.key = JobKey(type, key)
    }

    /// Runs the job unless there were too many failures; else it comes back when the window ends.
    public func handle(_ job: ClaimedJob, context: JobContext, next: JobRegistry.Handler) async throws -> Outcome {
        let key = "failures:\(try key.text(of: job))"
        if let end = try await context.store.exhaustion(of: key, limit: limit, window: window) {
            return .snooze(until: end)
        }
        do {
            let outcome = try await next(job, context)
            if case .fail = outcome { try await count(key, context) }
            return outcome
        } catch {
            // A job that was cancelled says nothing of what it called; one that timed out does.
            let isTimedOut = context.deadline.map { $0 <= context.clock.now() } ?? false
            if isTimedOut || !context.isCancelled { try await count(key, context) }
            throw error
        }
    }

    private func count(_ key: String, _ context: JobContext) async throws {
        _ = try await context.store.countUse(of: key, limit: limit, window: window)
    }
}
