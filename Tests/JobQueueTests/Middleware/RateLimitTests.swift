import FoundationEssentials
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@Suite("Rate limit")
struct RateLimitTests {
    private let bench = MiddlewareBench()
    private let middleware = RateLimit(CallService.self, 2, per: .minutes(1)) { $0.service }

    @Test("so many jobs run per key; the next comes back when the window ends, which counts as no attempt")
    func limit() async throws {
        let jobs = try await bench.claim("a", "a", "a", "b")
        let end = bench.clock.now() + .minutes(1)
        #expect(try await bench.run(middleware, jobs[0]).wasCalled)
        bench.clock.advance(by: .seconds(30))
        #expect(try await bench.run(middleware, jobs[1]).wasCalled)
        let third = try await bench.run(middleware, jobs[2])
        #expect(!third.wasCalled)
        #expect(third.outcome == .snooze(until: end))
        #expect(try await bench.run(middleware, jobs[3]).wasCalled)
        bench.clock.set(to: end)
        #expect(try await bench.run(middleware, jobs[2]).wasCalled)
    }

    @Test("the key of a payload that cannot be decoded fails the job, and counts nothing")
    func damagedPayload() async throws {
        var job = try await bench.claim("a")[0]
        job.payload = .init("{}".utf8)
        await #expect(throws: PayloadError.self) { try await bench.run(middleware, job) }
    }
}
