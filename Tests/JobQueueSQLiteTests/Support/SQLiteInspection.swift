import GRDB
import JobQueue
import JobQueueSQLite
import JobQueueTesting

/// Looks into an SQLite store for the checks of the contract.
struct SQLiteInspection: JobStoreInspection {
    let store: SQLiteJobStore
    /// Goes when the test has let go of the store.
    var folder: TemporaryFolder?

    func depth(of queue: String) async throws -> QueueDepth {
        try await store.depths(of: [queue]).first ?? QueueDepth(queue: queue)
    }

    func failedJobs() async throws -> [FailedJob] {
        try await store.failedJobs(limit: 1000).sorted { $0.id < $1.id }
    }

    func attempts(of job: JobID) async throws -> [AttemptRecord] {
        try await store.details(of: job)?.attempts ?? []
    }

    func progress(of job: JobID) async throws -> String? {
        try await store.details(of: job)?.columns.first { $0.name == "progress" }?.value
    }

    func pause(queue: String) async throws {
        _ = try await store.pause(queue: queue)
    }

    func resume(queue: String) async throws {
        _ = try await store.resume(queue: queue)
    }

    func requestRestart() async throws {
        try await store.restartWorkers()
    }

    func requestCancellation(of job: JobID) async throws {
        _ = try await store.cancel(job)
    }
}
