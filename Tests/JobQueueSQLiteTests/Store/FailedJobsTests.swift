import JobQueue
import JobQueueTesting
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The failed jobs")
struct FailedJobsTests {
    @Test(
        "are paged in the order in which they failed, each on one page, also where the last of a page is gone",
        arguments: [nil, "default"])
    func pages(queue: String?) async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue(12)
        var jobs = try await subject.claim(12)
        let report = FailureReport(type: "Test", message: "on purpose")
        var expected: [JobID] = []
        // The later the id, the sooner it fails; three at a time in one millisecond.
        while !jobs.isEmpty {
            _ = try await subject.settle(Array(jobs.suffix(3)), .fail(.discarded, report))
            expected += jobs.suffix(3).map(\.id)
            jobs.removeLast(3)
            subject.clock.advance(by: .milliseconds(1))
        }
        expected = stride(from: 9, through: 0, by: -3).flatMap { expected[$0..<$0 + 3].sorted(by: >) }
        var found: [JobID] = []
        var last: JobRecord?
        while true {
            let page = try await subject.store.failedJobs(queue: queue, batch: nil, limit: 5, before: last)
            guard !page.isEmpty else { break }
            found += page.map(\.id)
            last = page.last
            _ = try await subject.store.retryFailed(.ids([page[page.count - 1].id]))
        }
        #expect(found == expected)
    }
}
