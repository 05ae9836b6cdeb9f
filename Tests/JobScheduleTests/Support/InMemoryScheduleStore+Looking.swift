import JobQueue
import JobQueueTesting
import JobSchedule
import WallTime

extension InMemoryScheduleStore {
    /// A store with a queue of its own.
    init() { self.init(InMemoryJobStore()) }

    /// The due times of the slots that jobs were enqueued for, each once per job, as seconds after noon, in the order of firing.
    func dueOfJobs(_ entry: String? = nil) -> [Int64] {
        history.filter { entry == nil || $0.slot.entry == entry }
            .flatMap { Array(repeating: $0.slot.due.seconds - Fixtures.noon.seconds, count: $0.enqueued) }
    }

    /// Lets a worker finish so many jobs; returns their unique keys.
    @discardableResult
    func finishJobs(_ count: Int, of queue: String = "default") async throws -> [String?] {
        let request = ClaimRequest(queues: [queue], limit: count)
        let claimed = try await jobs.exchange(Exchange(worker: "test", claim: request)).claimed
        let done = claimed.map {
            Settlement(job: $0, verdict: .done(keepFor: nil), startedAt: .distantPast, finishedAt: .distantPast)
        }
        _ = try await jobs.exchange(Exchange(worker: "test", settlements: done))
        return claimed.map(\.uniqueKey)
    }
}
