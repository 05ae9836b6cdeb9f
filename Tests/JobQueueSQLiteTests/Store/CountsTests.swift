import GRDB
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The counters by minute")
struct CountsTests {
    private struct Refusal: Error {}

    @Test("count what was committed, and nothing of an effect that was undone")
    func undoneEffects() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue(3)
        let jobs = try await subject.claim(3)
        let enqueues: Effect = { _ = try $0.enqueue([NewJob(queue: "other", kind: "Next")]) }
        let fails: Effect = { _ in throw Refusal() }
        let now = subject.clock.now()
        let settlements = [[enqueues], [enqueues, fails], [enqueues]].enumerated().map { index, effects in
            Settlement(
                job: jobs[index], verdict: .done(keepFor: nil), startedAt: now, finishedAt: now, effects: effects)
        }
        let settled = try await subject.store.exchange(Exchange(worker: "one", settlements: settlements)).settled
        #expect(settled.map { $0 == .settled } == [true, false, true])
        let minutes = try await subject.store.minutes(since: .distantPast)
        #expect(minutes.map(\.queue) == ["default", "other"])
        #expect(minutes.map(\.enqueued) == [3, 2])
        #expect(minutes.map(\.done) == [2, 0])
    }

    @Test("survive a clock that leaps by centuries")
    func leaps() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue(3)
        let jobs = try await subject.claim(3)
        let settlements = jobs.map {
            Settlement(
                job: $0, verdict: .done(keepFor: nil), startedAt: .distantPast, finishedAt: .distantFuture)
        }
        let settled = try await subject.store.exchange(Exchange(worker: "one", settlements: settlements)).settled
        #expect(settled == [.settled, .settled, .settled])
        let minutes = try await subject.store.minutes(since: .distantPast)
        #expect(minutes.map(\.runTime) == [.days(3)])
        #expect(minutes.map(\.waitTime) == [.zero])
    }
}
