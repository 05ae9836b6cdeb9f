import FoundationEssentials
import JobQueue
import JobQueueTesting
import Logging
import MetricsTestKit
import Testing
import WallTime

@Suite("Metrics")
struct JobMetricsTests {
    @Test("each attempt is counted by queue, kind and result, with how long it ran and waited")
    func attempts() async throws {
        let factory = TestMetrics()
        let metrics = JobMetrics(factory: factory)
        let clock = ManualClock()
        let store = InMemoryJobStore(clock: clock)
        let queue = Queue(store: store)
        for service in ["good", "good", "bad"] {
            try await queue.enqueue(CallService(service: service), .on(queue: "calls"), .attempts(1))
        }
        clock.advance(by: .seconds(3))
        var registry = JobRegistry()
        try registry.register(CallService.self) { job, _ in
            clock.advance(by: .seconds(2))
            return job.service == "good" ? .done : .fail(reason: "on purpose")
        }
        var options = WorkerOptions(queues: ["calls"])
        options.stopWhenEmpty = true
        let worker = Worker(
            store: store, registry: registry, options: options, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, onFinish: metrics.record)
        #expect(try await worker.run() == .empty)

        let dimensions = [("queue", "calls"), ("kind", "CallService")]
        let done = try factory.expectCounter("jobs_attempts", dimensions + [("result", "done")])
        #expect(done.totalValue == 2)
        let failed = try factory.expectCounter("jobs_attempts", dimensions + [("result", "failed")])
        #expect(failed.totalValue == 1)
        let runs = try factory.expectTimer("jobs_run_time", dimensions)
        #expect(runs.values.allSatisfy { $0 == 2_000_000_000 })
        #expect(runs.values.count == 3)
        let waits = try factory.expectTimer("jobs_wait_time", dimensions)
        #expect(waits.values.sorted() == [3_000_000_000, 5_000_000_000, 7_000_000_000])
    }
}
