import Logging

/// Does not run jobs that are not wanted any more: they count as done.
///
/// ```swift
/// try registry.register(SendReport.self, middleware: [Skip(SendReport.self) { await customers.areGone($0.customer) }]) { … }
/// ```
public struct Skip: JobMiddleware {
    private let condition: @Sendable (ClaimedJob) async throws -> Bool

    /// Skips the jobs for which the condition holds.
    public init(when condition: @escaping @Sendable (ClaimedJob) async throws -> Bool) {
        self.condition = condition
    }

    /// Skips the jobs for whose payload the condition holds.
    public init<J: Job>(_ type: J.Type, when condition: @escaping @Sendable (J) async throws -> Bool) {
        self.condition = { try await condition($0.decoded(as: J.self)) }
    }

    /// Runs the job unless the condition holds.
    public func handle(_ job: ClaimedJob, context: JobContext, next: JobRegistry.Handler) async throws -> Outcome {
        guard try await condition(job) else { return try await next(job, context) }
        context.logger.debug("The job is skipped.")
        return .done
    }
}
