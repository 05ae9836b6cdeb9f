import FoundationEssentials
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@Suite("Skip")
struct SkipTests {
    private let bench = MiddlewareBench()

    @Test(
        "a job for which the condition holds is done without being run", arguments: [("gone", false), ("here", true)])
    func skip(service: String, isCalled: Bool) async throws {
        let job = try await bench.claim(service)[0]
        let run = try await bench.run(Skip(CallService.self) { $0.service == "gone" }, job)
        #expect(run.wasCalled == isCalled)
        #expect(run.outcome == .done)
    }
}
