import FoundationEssentials
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@Suite("Without overlapping")
struct WithoutOverlappingTests {
    private let bench = MiddlewareBench()
    private let middleware = WithoutOverlapping(CallService.self, retryAfter: .seconds(7)) { $0.service }

    @Test("a job whose key another one holds comes back later; other keys go on")
    func keys() async throws {
        let jobs = try await bench.claim("a", "a", "b")
        #expect(try await bench.run(middleware, jobs[0]).wasCalled)
        let second = try await bench.run(middleware, jobs[1])
        #expect(!second.wasCalled)
        #expect(second.outcome == .release(after: .seconds(7)))
        #expect(try await bench.run(middleware, jobs[2]).wasCalled)
    }

    @Test("the key is free once its job is settled")
    func settled() async throws {
        let jobs = try await bench.claim("a", "a")
        _ = try await bench.run(middleware, jobs[0])
        try await bench.settle(jobs[0])
        #expect(try await bench.run(middleware, jobs[1]).wasCalled)
    }

    @Test("the key is free once the lease of a worker that died has ended, and not before")
    func deadWorker() async throws {
        let dead = try await bench.claim("a", lease: .seconds(60))
        _ = try await bench.run(middleware, dead[0])
        bench.clock.advance(by: .seconds(59))
        let next = try await bench.claim("a", lease: .hours(1))
        #expect(try await !bench.run(middleware, next[0]).wasCalled)
        bench.clock.advance(by: .seconds(1))
        #expect(try await bench.run(middleware, next[0]).wasCalled)
    }

    @Test("a job that runs again after it was released gets its own key back")
    func again() async throws {
        let jobs = try await bench.claim("a")
        _ = try await bench.run(middleware, jobs[0])
        #expect(try await bench.run(middleware, jobs[0]).wasCalled)
    }

    @Test("without a delay a job whose key is taken is not run at all; without a key the kind is the key")
    func skipping() async throws {
        let jobs = try await bench.claim("a", "b")
        _ = try await bench.run(WithoutOverlapping(retryAfter: nil), jobs[0])
        let second = try await bench.run(WithoutOverlapping(retryAfter: nil), jobs[1])
        #expect(!second.wasCalled)
        #expect(second.outcome == .done)
    }
}
