import FoundationEssentials
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@Suite("Throttle on exceptions")
struct ThrottleExceptionsTests {
    private struct ServiceIsDown: Error {}

    private let bench = MiddlewareBench()
    private let middleware = ThrottleExceptions(CallService.self, after: 2, within: .minutes(5)) { $0.service }

    @Test("after so many failures no job of the key is started until the window ends")
    func throttling() async throws {
        let jobs = try await bench.claim("a", "a", "a", "b")
        let end = bench.clock.now() + .minutes(5)
        await #expect(throws: ServiceIsDown.self) {
            try await bench.run(middleware, jobs[0]) { throw ServiceIsDown() }
        }
        bench.clock.advance(by: .minutes(1))
        #expect(try await bench.run(middleware, jobs[1]) { .fail(reason: "down") }.outcome == .fail(reason: "down"))
        let third = try await bench.run(middleware, jobs[2])
        #expect(!third.wasCalled)
        #expect(third.outcome == .snooze(until: end))
        #expect(try await bench.run(middleware, jobs[3]).wasCalled)
        bench.clock.set(to: end)
        #expect(try await bench.run(middleware, jobs[2]).wasCalled)
    }

    @Test("jobs that succeed, and those that are held back, count nothing")
    func successes() async throws {
        let jobs = try await bench.claim("a")
        for _ in 0..<5 { #expect(try await bench.run(middleware, jobs[0]).wasCalled) }
    }

    @Test("a job that is cancelled counts nothing")
    func cancellation() async throws {
        let job = try await bench.claim("a")[0]
        for _ in 0..<3 {
            let (bench, middleware) = (bench, middleware)
            let task = Task {
                _ = try await bench.run(middleware, job) {
                    try await Task.sleep(for: .seconds(3600))
                    return .done
                }
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(try await bench.run(middleware, job).wasCalled)
    }
}
