import JobQueue
import JobQueueSQLite
import JobQueueTesting
import Testing
import WallTime

@Suite("The counters per minute")
struct StatisticsOptionTests {
    @Test("are written, or left out where the options say so", arguments: [true, false])
    func recordsStatistics(_ records: Bool) async throws {
        let folder = try TemporaryFolder()
        let clock = ManualClock(Timestamp(seconds: 1_767_225_600))
        var options = SQLiteOptions()
        options.recordsStatistics = records
        let store = try SQLiteJobStore(path: folder.file(), options: options, clock: clock)
        _ = try await store.enqueue([NewJob(queue: "q", kind: "K")], durability: .durable)
        let claimed = try await store.exchange(
            Exchange(worker: "w", claim: ClaimRequest(queues: ["q"], limit: 1))
        ).claimed
        let settlement = Settlement(
            job: try #require(claimed.first), verdict: .done(keepFor: nil), startedAt: clock.now(),
            finishedAt: clock.now())
        _ = try await store.exchange(Exchange(worker: "w", settlements: [settlement]))
        let minutes = try await store.minutes(since: Timestamp(milliseconds: 0))
        #expect(minutes.map { [$0.enqueued, $0.done] } == (records ? [[1, 1]] : []))
    }
}
