import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@Suite("What wakes a worker", .timeLimit(.minutes(1)))
struct WorkerWakeUpTests {
    let shop = Workshop()

    @Test("an idle minute costs one look each poll interval, and no more")
    func idleMinute() async throws {
        let worker = try shop.worker(.with { $0.pollInterval = .seconds(5) }) { _, _ in .done }
        async let end = worker.run()
        let finish = shop.start + .minutes(1)
        repeat { await shop.clock.waitForSleepers(1) } while shop.clock.advanceToNextDeadline(notBeyond: finish)
        // One on starting, one because it was told there may be work, and one each five seconds.
        #expect((12...14).contains(shop.store.exchangeCount), "\(shop.store.exchangeCount) exchanges")
        worker.stop()
        _ = try await end
    }

    @Test("an idle minute costs as little where jobs wait that it must not take")
    func idleMinuteWithJobs() async throws {
        try await shop.queue.enqueue([
            NewJob(kind: "Unknown"), NewJob(kind: "Unknown", deadline: shop.start + .hours(2)),
            NewJob(kind: "Test", availableAt: shop.start + .hours(2)),
        ])
        try await shop.store.pause(queue: "paused")
        try await shop.queue.enqueue([NewJob(queue: "paused", kind: "Test")])
        let worker = try shop.worker(
            .with {
                $0.pollInterval = .seconds(5)
                $0.queues = ["default", "paused"]
            }
        ) { _, _ in .done }
        async let end = worker.run()
        let finish = shop.start + .minutes(1)
        repeat { await shop.clock.waitForSleepers(1) } while shop.clock.advanceToNextDeadline(notBeyond: finish)
        #expect((12...15).contains(shop.store.exchangeCount), "\(shop.store.exchangeCount) exchanges")
        worker.stop()
        _ = try await end
    }

    @Test("a minute with a long job in hand costs as little")
    func busyMinute() async throws {
        try await shop.enqueue("long")
        let (isRunning, mayEnd) = (Gate(), Gate())
        let worker = try shop.worker(
            .with {
                $0.pollInterval = .seconds(5)
                $0.concurrency = 2
            }
        ) { _, _ in
            isRunning.open()
            await mayEnd.wait()
            return .done
        }
        async let end = worker.run()
        await isRunning.wait()
        let finish = shop.start + .minutes(1)
        repeat { await shop.clock.waitForSleepers(1) } while shop.clock.advanceToNextDeadline(notBeyond: finish)
        #expect((12...15).contains(shop.store.exchangeCount), "\(shop.store.exchangeCount) exchanges")
        worker.stop()
        mayEnd.open()
        _ = try await end
    }

    @Test("a poll interval of nothing does not make it spin")
    func noPollInterval() async throws {
        let worker = try shop.worker(.with { $0.pollInterval = .zero }) { _, _ in .done }
        async let end = worker.run()
        let finish = shop.start + .seconds(1)
        repeat { await shop.clock.waitForSleepers(1) } while shop.clock.advanceToNextDeadline(notBeyond: finish)
        #expect(shop.store.exchangeCount <= 102)
        worker.stop()
        _ = try await end
    }

    @Test("a job that is enqueued while it sleeps")
    func enqueued() async throws {
        let worker = try shop.worker { _, _ in .done }
        async let end = worker.run()
        for round in 1...20 {
            await shop.clock.waitForSleepers(1)
            try await shop.enqueue("a")
            await shop.waitForReports(round)
        }
        worker.stop()
        _ = try await end
    }

    @Test("a job that is enqueued in the very moment in which it looks in vain")
    func enqueuedWhileLooking() async throws {
        let store = MeddlingStore(shop.store)
        let worker = try shop.worker(store: store) { _, _ in .done }
        let queue = shop.queue
        store.afterExchange { number, result in
            // It has seen nothing, and does not know that yet.
            if result.claimed.isEmpty, number < 20 { try await queue.enqueue(TestJob(name: "\(number)")) }
        }
        async let end = worker.run()
        await shop.waitForReports(5)
        #expect(shop.clock.now() == shop.start)
        worker.stop()
        _ = try await end
    }

    @Test("the due time of a delayed job, to the millisecond")
    func delayed() async throws {
        let began = Mutex<[Timestamp]>([])
        let worker = try shop.worker { _, context in
            began.withLock { $0.append(context.clock.now()) }
            return .done
        }
        for seconds in [50, 20, 35] { try await shop.queue.enqueue(TestJob(), .in(.seconds(seconds))) }
        async let end = worker.run()
        for (index, seconds) in [20, 35, 50].enumerated() {
            try await shop.passTime(to: shop.start + .seconds(seconds))
            await shop.waitForReports(index + 1)
        }
        worker.stop()
        _ = try await end
        #expect(began.withLock { $0 } == [20, 35, 50].map { shop.start + .seconds($0) })
    }

    @Test("the end of a dead worker's lease")
    func deadWorker() async throws {
        try await shop.enqueue("a")
        let claim = ClaimRequest(queues: ["default"], limit: 1, lease: .seconds(45))
        _ = try await shop.store.exchange(Exchange(worker: "dead", claim: claim))
        let worker = try shop.worker { _, context in context.job.crashes == 1 ? .done : .fail(reason: "no crash") }
        async let end = worker.run()
        try await shop.passTime(to: shop.start + .seconds(45))
        await shop.waitForReports(1)
        worker.stop()
        _ = try await end
        #expect(shop.results == [.done])
    }

    @Test("a clock that is set back does not make it wait for the old time")
    func clockSetBack() async throws {
        let worker = try shop.worker { _, _ in .done }
        async let end = worker.run()
        try await shop.passTime(to: shop.start + .hours(1))
        try await shop.enqueue("a", "b", "c")
        await shop.waitForReports(3)
        // It looks again after an hour of the new time.
        try await shop.passTime(to: shop.start - .days(1) + .hours(1))
        worker.stop()
        _ = try await end
    }

    @Test("nothing, while it is paused; then `resume`")
    func paused() async throws {
        let worker = try shop.worker { _, _ in .done }
        worker.pause()
        async let end = worker.run()
        try await shop.enqueue("a")
        shop.clock.advance(by: .hours(5))
        await Task.yield()
        #expect(try await shop.depth().pending == 1)
        worker.resume()
        await shop.waitForReports(1)
        worker.stop()
        _ = try await end
    }

    @Test("the end of a pause of its queue, while it works on its other queues")
    func pausedQueue() async throws {
        try await shop.store.pause(queue: "default")
        let worker = try shop.worker(.with { $0.queues = ["default", "other"] }) { _, _ in .done }
        async let end = worker.run()
        try await shop.enqueue("paused")
        try await shop.queue.enqueue(TestJob(name: "open"), .on(queue: "other"))
        await shop.waitForReports(1)
        #expect(shop.reports.map(\.job.queue) == ["other"])
        #expect(try await shop.depth().pending == 1)
        try await shop.store.resume(queue: "default")
        await shop.waitForReports(2)
        worker.stop()
        _ = try await end
    }

    @Test("a pause gives back what waits in the worker, unless it ignores pauses", arguments: [false, true])
    func pauseGivesBack(ignoresPauses: Bool) async throws {
        let options = WorkerOptions.with {
            $0.ignoresPauses = ignoresPauses
            $0.stopWhenEmpty = true
        }
        let long = try await LongJob.running(shop, options)
        try await shop.store.pause(queue: "*")
        long.finish()
        #expect(try await long.end.value == .empty)
        #expect(shop.reports.count == (ignoresPauses ? 81 : 61))
        #expect(try await shop.depth().pending == (ignoresPauses ? 0 : 20))
    }

    @Test("rests after each job, settles it before that, and holds no other job meanwhile")
    func rest() async throws {
        try await shop.enqueue("a", "b")
        let worker = try shop.worker(
            .with {
                $0.rest = .seconds(10)
                $0.timeout = .seconds(5)
            }
        ) { _, _ in .done }
        async let end = worker.run()
        await shop.waitForReports(1)
        await shop.clock.waitForSleeper(until: shop.start + .seconds(10))
        #expect(try await shop.depth() == QueueDepth(queue: "default", pending: 1, oldestPending: shop.start))
        shop.clock.advance(by: .seconds(10))
        await shop.waitForReports(2)
        worker.stop()
        #expect(try await end == .requested)
        #expect(shop.results == [.done, .done])
    }
}
