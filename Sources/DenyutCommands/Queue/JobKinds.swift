import JobQueue
import JobQueueSQLite
import Logging

/// The kinds of job that the program can run.
enum JobKinds {
    /// The registry of all kinds.
    ///
    /// - Throws: `JobRegistryError` where two parts of the program use one name.
    static func registry(_ environment: CommandEnvironment, store: SQLiteJobStore) throws -> JobRegistry {
        var registry = JobRegistry()
        try registry.register(NoOp.self) { _, _ in .done }
        return registry
    }
}

/// A job that does nothing: to try the queue, and to measure it.
struct NoOp: Job {
    static let kind = "NoOp"
}
