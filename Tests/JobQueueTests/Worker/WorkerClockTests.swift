import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@Suite("A worker whose clock is set", .timeLimit(.minutes(1)))
struct WorkerClockTests {
    let shop = Workshop()

    @Test(
        "times a job out after the time that has passed, whatever the clock says",
        arguments: [Duration.hours(-1), .days(365), .seconds(1)])
    func timeout(leap: Duration) async throws {
        try await shop.enqueue("a")
        let worker = try shop.worker(.with { $0.timeout = .seconds(30) }) { _, context in
            try await context.clock.sleep(for: .hours(10))
            return .done
        }
        async let end = worker.run()
        await shop.clock.waitForSleeper(until: shop.start + .hours(10))
        shop.clock.set(to: shop.start + leap)
        // It may have gone to sleep for a moment only, before the lane had taken the job.
        await shop.clock.waitForSleeper(noLaterThan: shop.start + leap + .seconds(30))
        shop.clock.advance(by: .milliseconds(29_999))
        await shop.clock.waitForSleeper(until: shop.start + leap + .seconds(30))
        #expect(shop.results == [])
        shop.clock.advance(by: .milliseconds(1))
        await shop.waitForReports(1)
        worker.stop()
        _ = try await end
        #expect(shop.results == [.retried])
        let report = try #require(shop.reports.first)
        #expect(report.duration == .seconds(30))
    }

    @Test(
        "runs no job longer or shorter by it: the deadline that a handler sees moves along",
        arguments: [Duration.hours(-1), .days(365)])
    func deadline(leap: Duration) async throws {
        try await shop.enqueue("a")
        let left = Mutex<[Duration?]>([])
        let isRunning = Gate()
        let mayEnd = Gate()
        let worker = try shop.worker(.with { $0.timeout = .seconds(30) }) { _, context in
            func note() { left.withLock { $0.append(context.deadline.map { $0 - context.clock.now() }) } }
            note()
            isRunning.open()
            await mayEnd.wait()
            note()
            return .done
        }
        async let end = worker.run()
        await isRunning.wait()
        shop.clock.set(to: shop.start + leap)
        mayEnd.open()
        await shop.waitForReports(1)
        worker.stop()
        _ = try await end
        #expect(left.withLock { $0 } == [.seconds(30), .seconds(30)])
        #expect(shop.results == [.done])
    }

    @Test("keeps on with jobs whose leases it holds after it was late, and cancels those that others have")
    func held() async throws {
        try await shop.enqueue("a")
        try await shop.enqueue("b")
        let tokens = Mutex<[String: [(id: JobID, token: LeaseToken)]]>([:])
        let mayEnd = Gate()
        let worker = try shop.worker(.with { $0.concurrency = 2 }) { job, context in
            let isFirst = tokens.withLock { tokens in
                tokens[job.name, default: []].append((context.id, context.job.token))
                return tokens[job.name]?.count == 1
            }
            if job.name == "a" {
                await mayEnd.wait()
            } else if isFirst {
                try await context.clock.sleep(for: .hours(10))
            }
            return .done
        }
        async let end = worker.run()
        try await shop.eventually { tokens.withLock { $0.count } == 2 }
        let kept = try #require(tokens.withLock { $0["a"]?.first })
        shop.store.tell(worker.id, .leasesHeld([kept.id: kept.token], asOf: shop.clock.uptime() + .seconds(1)))
        // The one that was cancelled goes back uncounted, as nobody has taken it after all, and is run again.
        try await shop.eventually { shop.results.count == 2 }
        mayEnd.open()
        try await shop.eventually { shop.results.count == 3 }
        worker.stop()
        _ = try await end
        #expect(shop.results == [.released, .done, .done])
        #expect(tokens.withLock { [$0["a"]?.count, $0["b"]?.count] } == [1, 2])
    }

    @Test("is not ended by a restart that was asked for in the future before it began, and is by the next one")
    func restart() async throws {
        shop.clock.set(to: shop.start + .hours(7))
        try await shop.store.restartWorkers()
        shop.clock.set(to: shop.start)
        let worker = try shop.worker { _, _ in .done }
        async let end = worker.run()
        try await shop.enqueue("a")
        await shop.waitForReports(1)
        try await shop.store.restartWorkers()
        #expect(try await end == .restart)
    }

    @Test("is ended by a restart also where its clock was ahead when it began")
    func beganAhead() async throws {
        shop.clock.set(to: shop.start + .hours(7))
        let worker = try shop.worker { _, _ in .done }
        async let end = worker.run()
        try await shop.enqueue("a")
        await shop.waitForReports(1)
        shop.clock.set(to: shop.start)
        try await shop.store.pause(queue: "other")
        try await shop.store.restartWorkers()
        #expect(try await end == .restart)
    }

    @Test("ends when told to, although its results cannot be stored, once its leases are lost; not before")
    func resultsLost() async throws {
        try await shop.enqueue("a")
        let isFull = Mutex(false)
        let store = FaultyStore(shop.store) { call in
            call.method == .exchange && isFull.withLock { $0 } ? JobStoreError(.full, "on purpose") : nil
        }
        let worker = try shop.worker(store: store) { _, _ in
            isFull.withLock { $0 = true }
            return .done
        }
        let isOver = Mutex(false)
        async let end = {
            let reason = try await worker.run()
            isOver.withLock { $0 = true }
            return reason
        }()
        /// Lets time pass until the store has been asked so many times more.
        func untilAsked(_ count: Int) async throws {
            let before = store.callCount
            while store.callCount < before + count {
                try await Task.sleep(for: .milliseconds(1))
                shop.clock.advanceToNextDeadline(notBeyond: shop.clock.now() + .seconds(5))
            }
        }
        try await untilAsked(4)
        worker.stop()
        try await untilAsked(3)
        #expect(!isOver.withLock { $0 })
        shop.store.loseLeases(of: worker.id, reason: "on purpose")
        #expect(try await end == .requested)
        #expect(shop.results == [])
        // It comes back with the end of its lease.
        #expect(try await shop.depth().reserved == 1)
    }
}
