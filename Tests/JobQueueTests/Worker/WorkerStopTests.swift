import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@Suite("A worker ends", .timeLimit(.minutes(1)))
struct WorkerStopTests {
    let shop = Workshop()

    @Test("when it is stopped: it finishes what runs, gives back what it has not started, and takes no more")
    func stop() async throws {
        let long = try await LongJob.running(shop, then: 40)
        let held = try await shop.depth().reserved
        #expect(held > 1, "The worker holds more than the job it runs, or the test shows nothing.")
        long.worker.stop()
        // What was not started goes back while the long job still runs.
        try await shop.eventually { try await shop.depth().reserved == 1 }
        long.finish()
        #expect(try await long.end.value == .requested)
        #expect(shop.reports.count == 61)
        #expect(try await shop.depth() == QueueDepth(queue: "default", pending: 40, oldestPending: shop.start))
    }

    @Test("when the task that runs it is cancelled")
    func cancelled() async throws {
        try await shop.enqueue("a")
        let worker = try shop.worker { _, _ in .done }
        let run = Task { try await worker.run() }
        await shop.waitForReports(1)
        run.cancel()
        #expect(try await run.value == .requested)
    }

    @Test("at once where it was stopped before it ran")
    func stoppedBefore() async throws {
        try await shop.enqueue("a")
        let worker = try shop.worker { _, _ in .done }
        worker.stop()
        #expect(try await worker.run() == .requested)
        #expect(shop.results == [])
        #expect(try await shop.depth().pending == 1)
    }

    @Test("after the jobs it was told to run, and takes none beyond them", arguments: [1, 2, 7, 50])
    func maxJobs(count: Int) async throws {
        try await shop.queue.enqueue(contentsOf: (0..<60).map { TestJob(name: "\($0)") })
        let worker = try shop.worker(
            .with {
                $0.maxJobs = count
                $0.concurrency = 4
            }
        ) { _, _ in .done }
        #expect(try await worker.run() == .maxJobs)
        #expect(shop.results == Array(repeating: .done, count: count))
        #expect(try await shop.depth().pending == 60 - count)
    }

    @Test("after the time it was told to run, once its job is finished")
    func maxTime() async throws {
        try await shop.enqueue("a", "b")
        let (isRunning, mayEnd) = (Gate(), Gate())
        let worker = try shop.worker(.with { $0.maxTime = .minutes(5) }) { job, _ in
            isRunning.open()
            await mayEnd.wait()
            return .done
        }
        async let end = worker.run()
        await isRunning.wait()
        shop.clock.advance(by: .minutes(6))
        mayEnd.open()
        #expect(try await end == .maxTime)
        #expect(shop.results == [.done])
        #expect(try await shop.depth().pending == 1)
    }

    @Test("an idle one, too, after the time it was told to run")
    func maxTimeIdle() async throws {
        let worker = try shop.worker(.with { $0.maxTime = .minutes(5) }) { _, _ in .done }
        async let end = worker.run()
        try await shop.passTime(to: shop.start + .minutes(5))
        #expect(try await end == .maxTime)
    }

    @Test("when all workers are asked to restart after it began, and not because of an older request")
    func restart() async throws {
        try await shop.store.restartWorkers()
        try await shop.enqueue("a")
        let worker = try shop.worker { _, _ in .done }
        async let end = worker.run()
        await shop.waitForReports(1)
        shop.clock.advance(by: .milliseconds(1))
        try await shop.store.restartWorkers()
        #expect(try await end == .restart)
    }

    @Test("when the process uses too much memory, after the job it runs")
    func memory() async throws {
        try await shop.enqueue("a", "b", "c")
        let usage = Mutex(100)
        let memoryUsage: @Sendable () -> Int? = { usage.withLock { $0 } }
        let worker = try shop.worker(.with { $0.memoryLimit = 1000 }, memoryUsage: memoryUsage) {
            [clock = shop.clock] job, _ in
            if job.name == "b" {
                usage.withLock { $0 = 1001 }
                clock.advance(by: .seconds(1))
            }
            return .done
        }
        #expect(try await worker.run() == .memory)
        #expect(shop.results == [.done, .done])
    }

    @Test(
        "with the error where the store can never be used again", arguments: [JobStoreError.Code.damaged, .newerSchema])
    func damaged(code: JobStoreError.Code) async throws {
        try await shop.enqueue("a")
        let store = FaultyStore(shop.store) { call in
            call.number == 2 ? JobStoreError(code, "on purpose") : nil
        }
        let worker = try shop.worker(store: store) { _, _ in .done }
        let error = try await #require(throws: JobStoreError.self) { try await worker.run() }
        #expect(error.code == code)
    }
}
