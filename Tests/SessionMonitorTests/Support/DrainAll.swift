import JobQueue
import JobQueueTesting
import WallTime

/// Works on the queues of this module until nothing is due, in virtual time.
///
/// - Throws: What `TestWorker` throws, and `HandlerSaidFail` where a handler says that an attempt failed: none of this module does.
func drainAll(_ store: any JobStore, _ registry: JobRegistry, _ clock: any WallClock) async throws {
    let worker = TestWorker(
        store: store, registry: registry, clock: clock, retryPolicy: RetryPolicy(maxAttempts: 3))
    for attempt in try await worker.drain(queues: ["whatsapp-health", "default"]) {
        if case .fail(let reason) = attempt.outcome { throw HandlerSaidFail(kind: attempt.job.kind, reason: reason) }
    }
}

struct HandlerSaidFail: Error {
    var kind: String
    var reason: String
}
