import JobQueue
import Testing
import WallTime

@Suite("When a worker counts as lost")
struct WorkerLivenessTests {
    private func record(seenAt: Timestamp, lease: Duration) -> WorkerRecord {
        WorkerRecord(
            id: "w", name: "w", host: "h", processID: 1, queues: ["default"], concurrency: 1, state: "running",
            startedAt: seenAt, seenAt: seenAt, lease: lease, done: 0, failed: 0, held: 0)
    }

    @Test(
        "it is alive to the last millisecond of its leases, and lost with the next",
        arguments: [Duration.milliseconds(100), .seconds(60), .seconds(300), .seconds(86_400)])
    func edge(lease: Duration) {
        let seenAt = Timestamp(milliseconds: 1_700_000_000_000)
        let worker = record(seenAt: seenAt, lease: lease)
        #expect(!worker.isLost(at: seenAt))
        #expect(!worker.isLost(at: seenAt + lease))
        #expect(worker.isLost(at: seenAt + lease + .milliseconds(1)))
    }

    @Test("a sighting far in the future proves nothing")
    func ahead() {
        let now = Timestamp(milliseconds: 1_700_000_000_000)
        #expect(record(seenAt: now + .seconds(86_400), lease: .seconds(60)).isLost(at: now))
        #expect(!record(seenAt: now + .milliseconds(1), lease: .seconds(60)).isLost(at: now))
    }
}
