import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@Suite("A worker's time-outs and cancellations", .timeLimit(.minutes(1)))
struct WorkerTimeoutTests {
    let shop = Workshop()

    @Test("cancel a handler that runs too long, and count its attempt", arguments: [1, 4])
    func timeout(concurrency: Int) async throws {
        let id = try await shop.enqueue("a")[0]
        let worker = try shop.worker(
            .with {
                $0.timeout = .seconds(30)
                $0.concurrency = concurrency
            }
        ) { _, context in
            try await context.clock.sleep(for: .hours(10))
            return .done
        }
        async let end = worker.run()
        await shop.clock.waitForSleeper(until: shop.start + .hours(10))
        // The loop must know of the time-out of a job that began while it slept.
        try await shop.passTime(to: shop.start + .seconds(30))
        await shop.waitForReports(1)
        worker.stop()
        #expect(try await end == .requested)
        #expect(shop.results == [.retried])
        #expect(try await shop.store.attempts(of: id).map(\.outcome) == ["timed_out"])
        #expect(shop.reports[0].failure?.type == "TimedOut")
    }

    @Test("of the kind go before those of the worker")
    func timeoutOfKind() async throws {
        try await shop.enqueue("a")
        var registry = JobRegistry()
        try registry.register(TestJob.self, timeout: .seconds(5)) { _, context in
            try await context.clock.sleep(for: .hours(10))
            return .done
        }
        let worker = shop.worker(.with { $0.timeout = .seconds(30) }, registry: registry)
        async let end = worker.run()
        await shop.clock.waitForSleeper(until: shop.start + .hours(10))
        try await shop.passTime(to: shop.start + .seconds(5))
        await shop.waitForReports(1)
        worker.stop()
        _ = try await end
        #expect(shop.results == [.retried])
    }

    @Test("begin anew where a handler renews them")
    func renewed() async throws {
        try await shop.enqueue("a")
        let worker = try shop.worker(.with { $0.timeout = .seconds(30) }) { _, context in
            for _ in 0..<5 {
                try await context.clock.sleep(for: .seconds(20))
                context.renew()
            }
            return .done
        }
        async let end = worker.run()
        for round in 1...5 {
            // It sleeps again, so it has renewed.
            await shop.clock.waitForSleeper(until: shop.start + .seconds(20 * round))
            shop.clock.advance(by: .seconds(20))
        }
        await shop.waitForReports(1)
        worker.stop()
        _ = try await end
        #expect(shop.results == [.done])
    }

    @Test("leave a handler that notices within the grace its say")
    func noticedInGrace() async throws {
        try await shop.enqueue("a")
        let worker = try shop.worker(
            .with {
                $0.timeout = .seconds(30)
                $0.grace = .seconds(10)
            }
        ) { _, context in
            try? await context.clock.sleep(for: .hours(10))
            return .done
        }
        async let end = worker.run()
        await shop.clock.waitForSleeper(until: shop.start + .hours(10))
        try await shop.passTime(to: shop.start + .seconds(30))
        await shop.waitForReports(1)
        worker.stop()
        #expect(try await end == .requested)
        #expect(shop.results == [.done])
    }

    @Test("abandon a handler that ignores its cancellation: the attempt is counted, others finish, the worker ends")
    func abandoned() async throws {
        let ids = try await shop.enqueue("deaf", "good")
        let (deaf, good) = (Gate(), Gate())
        let (isDeafRunning, isGoodRunning, mayRenew, hasRenewed) = (Gate(), Gate(), Gate(), Gate())
        let worker = try shop.worker(
            .with {
                $0.timeout = .seconds(30)
                $0.grace = .seconds(10)
                $0.concurrency = 2
            }
        ) { job, context in
            if job.name == "deaf" {
                isDeafRunning.open()
                await deaf.wait()
            } else {
                isGoodRunning.open()
                await mayRenew.wait()
                context.renew()
                hasRenewed.open()
                await good.wait()
            }
            return .done
        }
        async let end = worker.run()
        await isDeafRunning.wait()
        await isGoodRunning.wait()
        shop.clock.advance(by: .seconds(20))
        mayRenew.open()
        await hasRenewed.wait()
        try await shop.passTime(to: shop.start + .seconds(40))
        try await shop.eventually { shop.reports.count == 1 }
        good.open()
        #expect(try await end == .abandoned)
        #expect(shop.results == [.retried, .done])
        #expect(shop.reports[0].failure?.type == "Abandoned")
        #expect(try await shop.store.attempts(of: ids[0]).map(\.outcome) == ["timed_out"])
        // What it says afterwards no longer counts.
        deaf.open()
        #expect(try await shop.depth() == QueueDepth(queue: "default", delayed: 1))
    }

    @Test("never reach the job after: a handler that ends at its very time-out leaves no cancelled task behind")
    func endsAtTimeout() async throws {
        for _ in 0..<50 {
            let shop = Workshop()
            try await shop.enqueue("slow", "next")
            let wasCancelled = Mutex(false)
            let worker = try shop.worker(
                .with {
                    $0.timeout = .seconds(30)
                    $0.maxJobs = 2
                }
            ) { job, context in
                if job.name == "slow" { try? await context.clock.sleep(for: .seconds(30)) }
                if job.name == "next" { wasCancelled.withLock { $0 = Task.isCancelled } }
                return .done
            }
            async let end = worker.run()
            await shop.clock.waitForSleepers(2)
            shop.clock.advance(by: .seconds(30))
            #expect(try await end == .maxJobs)
            #expect(shop.results == [.done, .done])
            #expect(!wasCancelled.withLock { $0 })
        }
    }

    @Test("let the next job of a lane run in a task of its own after one was cancelled")
    func laneGoesOn() async throws {
        try await shop.enqueue("slow", "next")
        let worker = try shop.worker(
            .with {
                $0.timeout = .seconds(30)
                $0.maxJobs = 2
            }
        ) { job, context in
            if job.name == "slow" { try await context.clock.sleep(for: .hours(10)) }
            return Task.isCancelled ? .fail(reason: "cancelled") : .done
        }
        async let end = worker.run()
        await shop.clock.waitForSleepers(2)
        shop.clock.advance(by: .seconds(30))
        #expect(try await end == .maxJobs)
        #expect(shop.results == [.retried, .done])
    }

    @Test("may do on cancellation what they like, even stop the worker")
    func cancellationHandler() async throws {
        try await shop.enqueue("a")
        let workers = Mutex<Worker?>(nil)
        let worker = try shop.worker(.with { $0.timeout = .seconds(30) }) { _, context in
            try await withTaskCancellationHandler {
                try await context.clock.sleep(for: .hours(10))
            } onCancel: {
                workers.withLock { $0 }?.stop()
            }
            return .done
        }
        workers.withLock { $0 = worker }
        async let end = worker.run()
        await shop.clock.waitForSleepers(2)
        shop.clock.advance(by: .seconds(30))
        #expect(try await end == .requested)
        #expect(shop.results == [.retried])
    }

    @Test("stop a running job that somebody cancels, for good")
    func cancelRunning() async throws {
        let ids = try await shop.enqueue("a", "b")
        let worker = try shop.worker(.with { $0.maxJobs = 2 }) { job, context in
            if job.name == "a" { try await context.clock.sleep(for: .hours(10)) }
            return .done
        }
        async let end = worker.run()
        await shop.clock.waitForSleeper(until: shop.start + .hours(10))
        try await shop.store.cancel(ids[0])
        #expect(try await end == .maxJobs)
        #expect(shop.results == [.failed, .done])
        #expect(try await shop.store.failedJobs().map(\.reason) == ["cancelled"])
    }

    @Test("stop a job that is cancelled while the worker holds it unstarted")
    func cancelBuffered() async throws {
        let ran = Mutex<[String]>([])
        let long = try await LongJob.running(shop, then: 2, .with { $0.stopWhenEmpty = true }) { name in
            ran.withLock { $0.append(name) }
        }
        let victim = long.ids[LongJob.shortJobs + 1]
        #expect(try await shop.depth().reserved == 3, "The worker holds all, or the test shows nothing.")
        try await shop.store.cancel(victim)
        long.finish()
        #expect(try await long.end.value == .empty)
        #expect(ran.withLock { $0.suffix(2) } == ["long", "rest 1"])
        #expect(try await shop.store.failedJobs().map(\.id) == [victim])
    }

    @Test("a handler that says what became of its job after it was cancelled by hand is believed")
    func cancelledButDone() async throws {
        let id = try await shop.enqueue("a")[0]
        let worker = try shop.worker(.with { $0.maxJobs = 1 }) { _, context in
            try? await context.clock.sleep(for: .hours(10))
            return .done
        }
        async let end = worker.run()
        await shop.clock.waitForSleeper(until: shop.start + .hours(10))
        try await shop.store.cancel(id)
        #expect(try await end == .maxJobs)
        #expect(shop.results == [.done])
    }
}
