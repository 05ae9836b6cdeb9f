import FoundationEssentials
import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@Suite("A worker", .timeLimit(.minutes(1)))
struct WorkerTests {
    let shop = Workshop()

    @Test("runs the jobs that are due, and ends when there are no more where it is told to")
    func stopWhenEmpty() async throws {
        try await shop.enqueue("a", "b", "c")
        try await shop.queue.enqueue(TestJob(name: "later"), .in(.seconds(1)))
        let names = Mutex<[String]>([])
        let worker = try shop.worker(.with { $0.stopWhenEmpty = true }) { job, _ in
            names.withLock { $0.append(job.name) }
            return .done
        }
        #expect(try await worker.run() == .empty)
        #expect(names.withLock { $0 } == ["a", "b", "c"])
        #expect(shop.results == [.done, .done, .done])
        #expect(try await shop.depth() == QueueDepth(queue: "default", delayed: 1))
    }

    @Test("runs as many jobs at once as it is told to, and no more")
    func concurrency() async throws {
        try await shop.enqueue("a", "b", "c", "d", "e", "f")
        let running = Mutex((now: 0, most: 0))
        let full = Gate()
        let worker = try shop.worker(
            .with {
                $0.concurrency = 3
                $0.stopWhenEmpty = true
            }
        ) { _, _ in
            let now = running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
                return running.now
            }
            if now == 3 { full.open() }
            await full.wait()
            running.withLock { $0.now -= 1 }
            return .done
        }
        #expect(try await worker.run() == .empty)
        #expect(running.withLock { $0.most } == 3)
        #expect(shop.results.count == 6)
    }

    @Test("gives a handler its payload, its attempt, its deadline and the time")
    func context() async throws {
        let id = try await shop.enqueue("a")[0]
        let start = shop.start
        let worker = try shop.worker(
            .with {
                $0.stopWhenEmpty = true
                $0.timeout = .seconds(30)
            }
        ) { job, context in
            #expect(job == TestJob(name: "a"))
            #expect(context.id == id)
            #expect(context.attempt == 1)
            #expect(context.deadline == start + .seconds(30))
            #expect(context.clock.now() == start)
            #expect(!context.isCancelled)
            try await context.report(progress: #"{"done":1}"#)
            return .snooze(until: start + .hours(1))
        }
        _ = try await worker.run()
        #expect(try await shop.store.job(id)?.progress == #"{"done":1}"#)
    }

    @Test("tries a job again that failed, when its back-off says, and counts its attempts")
    func retry() async throws {
        let id = try await shop.enqueue("a")[0]
        let attempts = Mutex<[Int]>([])
        let worker = try shop.worker { _, context in
            attempts.withLock { $0.append(context.attempt) }
            if context.attempt < 3 { throw TestError() }
            return .done
        }
        async let end = worker.run()
        for attempt in 1...2 {
            await shop.waitForReports(attempt)
            try await shop.passTime(to: shop.start + .seconds(10 * attempt))
        }
        await shop.waitForReports(3)
        worker.stop()
        #expect(try await end == .requested)
        #expect(attempts.withLock { $0 } == [1, 2, 3])
        #expect(shop.results == [.retried, .retried, .done])
        #expect(shop.reports[0].retryAt == shop.start + .seconds(10))
        #expect(shop.reports[0].failure?.message == "on purpose")
        #expect(try await shop.store.attempts(of: id).map(\.errorType) == ["TestError", "TestError"])
    }

    @Test("fails a job for good once all its attempts have failed")
    func fails() async throws {
        try await shop.queue.enqueue(TestJob(), .attempts(1))
        let worker = try shop.worker(.with { $0.stopWhenEmpty = true }) { _, _ in throw TestError() }
        _ = try await worker.run()
        #expect(shop.results == [.failed])
        let failed = try await shop.store.failedJobs()
        #expect(failed.map(\.reason) == ["attempts"])
        #expect(failed.map(\.attempts) == [1])
    }

    @Test("does what a handler says became of its job")
    func outcomes() async throws {
        let start = shop.start
        let outcomes: [String: Outcome] = [
            "a done": .done, "b snooze": .snooze(until: start + .hours(1)), "c release": .release(after: .hours(2)),
            "d discard": .discard(reason: "gone"), "e fail": .fail(reason: "broken"),
        ]
        for name in outcomes.keys.sorted() { try await shop.enqueue(name) }
        let worker = try shop.worker(.with { $0.stopWhenEmpty = true }) { job, _ in try #require(outcomes[job.name]) }
        _ = try await worker.run()
        #expect(shop.results == [.done, .released, .released, .failed, .retried])
        #expect(shop.reports.map(\.retryAt) == [nil, start + .hours(1), start + .hours(2), nil, start + .seconds(10)])
        #expect(try await shop.store.failedJobs().map(\.errorMessage) == ["gone"])
        #expect(try await shop.store.attempts(of: JobID(5)).map(\.errorMessage) == ["broken"])
    }

    @Test("fails a job whose payload it cannot decode at once, with that reason, and leaves unknown kinds alone")
    func payloads() async throws {
        try await shop.queue.enqueue(
            [NewJob(kind: "Test", payload: Data(#"{"nam":1}"#.utf8)), NewJob(kind: "Unknown")])
        let worker = try shop.worker(.with { $0.stopWhenEmpty = true }) { _, _ in .done }
        #expect(try await worker.run() == .empty)
        #expect(try await shop.store.failedJobs().map(\.reason) == ["payload"])
        #expect(try await shop.depth().pending == 1)
    }

    @Test("commits what a handler writes with its settlement, and nothing of an attempt that failed")
    func effects() async throws {
        try await shop.enqueue("good", "bad")
        let followUp = NewJob(queue: "follow-up", kind: "Other")
        let worker = try shop.worker(.with { $0.stopWhenEmpty = true }) { job, context in
            context.enqueueOnSettle([followUp])
            if job.name == "bad" { throw TestError() }
            return .done
        }
        _ = try await worker.run()
        #expect(try await shop.store.depth(of: "follow-up").pending == 1)
    }

    @Test("makes a failed attempt of an effect that throws")
    func effectFails() async throws {
        let id = try await shop.enqueue("a")[0]
        let worker = try shop.worker(.with { $0.stopWhenEmpty = true }) { _, context in
            context.onSettle { _ in throw TestError() }
            return .done
        }
        #expect(try await worker.run() == .empty)
        #expect(shop.results == [.retried])
        #expect(try await shop.depth() == QueueDepth(queue: "default", delayed: 1))
        #expect(try await shop.store.attempts(of: id).map(\.errorMessage) == ["on purpose"])
    }
}
