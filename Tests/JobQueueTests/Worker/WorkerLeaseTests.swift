import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@Suite("A worker and its leases", .timeLimit(.minutes(1)))
struct WorkerLeaseTests {
    let shop = Workshop()

    @Test("a job may run for hours while its lease is renewed")
    func longJob() async throws {
        try await shop.enqueue("a")
        let worker = try shop.worker(
            .with {
                $0.lease = .seconds(60)
                $0.maxJobs = 1
            }
        ) { _, context in
            try await context.clock.sleep(for: .hours(3))
            return .done
        }
        async let end = worker.run()
        await shop.clock.waitForSleeper(until: shop.start + .hours(3))
        for _ in 0..<180 {
            shop.clock.advance(by: .minutes(1))
            let other = try await shop.store.exchange(
                Exchange(worker: "other", claim: ClaimRequest(queues: ["default"], limit: 1)))
            #expect(other.claimed == [])
        }
        #expect(try await end == .maxJobs)
        #expect(shop.results == [.done])
    }

    @Test("what a worker says after its lease was lost is thrown away, effects and all")
    func leaseLost() async throws {
        try await shop.enqueue("a")
        let (isRunning, mayEnd) = (Gate(), Gate())
        let worker = try shop.worker { _, context in
            context.enqueueOnSettle([NewJob(queue: "follow-up", kind: "Other")])
            isRunning.open()
            await mayEnd.wait()
            return .done
        }
        async let end = worker.run()
        await isRunning.wait()
        shop.store.suspendRenewal(of: worker.id)
        shop.clock.advance(by: .minutes(1))
        let other = try await shop.store.exchange(
            Exchange(worker: "other", claim: ClaimRequest(queues: ["default"], limit: 1)))
        #expect(other.claimed.map(\.crashes) == [1])
        mayEnd.open()
        await shop.waitForReports(1)
        worker.stop()
        _ = try await end
        #expect(shop.results == [.leaseLost])
        #expect(try await shop.store.depth(of: "follow-up").size == 0)
        #expect(try await shop.depth().reserved == 1)
    }

    @Test("where all leases are lost the jobs that run are cancelled, and those nobody has taken go back uncounted")
    func allLost() async throws {
        let id = try await shop.enqueue("a")[0]
        let worker = try shop.worker(.with { $0.timeout = .hours(1) }) { _, context in
            try await context.clock.sleep(for: .hours(10))
            return .done
        }
        async let end = worker.run()
        await shop.clock.waitForSleeper(until: shop.start + .hours(10))
        shop.store.loseLeases(of: worker.id, reason: "on purpose")
        await shop.waitForReports(1)
        #expect(shop.results == [.released])
        #expect(try await shop.store.attempts(of: id) == [])
        // It is claimed again, by a worker that goes on.
        await shop.clock.waitForSleeper(until: shop.start + .hours(10))
        #expect(try await shop.depth().reserved == 1)
        worker.stop()
        shop.store.loseLeases(of: worker.id, reason: "to end the test")
        #expect(try await end == .requested)
    }

    @Test("jobs that wait in the worker when the leases are lost are handed back, so that none stays leased for ever")
    func bufferHandedBack() async throws {
        let long = try await LongJob.running(shop)
        #expect(try await shop.depth().reserved > 1, "The worker holds more than it runs, or the test shows nothing.")
        long.worker.pause()
        shop.store.loseLeases(of: long.worker.id, reason: "on purpose")
        try await shop.eventually { try await shop.depth().reserved == 1 }
        long.worker.stop()
        long.finish()
        #expect(try await long.end.value == .requested)
        #expect(try await shop.depth() == QueueDepth(queue: "default", pending: 20, oldestPending: shop.start))
    }

    @Test("a job that waits behind a long one in a worker goes back to the store after a moment")
    func stalledBuffer() async throws {
        let long = try await LongJob.running(shop)
        #expect(try await shop.depth().reserved > 1, "The worker holds more than it runs, or the test shows nothing.")
        try await shop.passTime(to: shop.start + .milliseconds(100))
        try await shop.eventually { try await shop.depth().reserved == 1 }
        long.worker.stop()
        long.finish()
        _ = try await long.end.value
    }
}
