/// Something that wraps handlers: it may act before and after them, or not call them at all.
public protocol JobMiddleware: Sendable {
    /// Handles the job, usually by calling `next`.
    func handle(_ job: ClaimedJob, context: JobContext, next: JobRegistry.Handler) async throws -> Outcome
}
