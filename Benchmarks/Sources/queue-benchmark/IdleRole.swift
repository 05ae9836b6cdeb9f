import ArgumentParser
import Foundation
import JobQueue
import JobQueueSQLite
import Logging
import Synchronization

/// A worker that waits for jobs, in a process of its own; prints how long after it was handed in each one began.
struct IdleRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "idle", shouldDisplay: false)

    @Argument var database: String
    @Argument var jobs: Int

    func run() async throws {
        let store = try SQLiteJobStore(path: database)
        let delays = Mutex<[Int64]>([])
        var registry = JobRegistry()
        try registry.register(PickUpJob.self) { job, _ in
            let delay = Monotonic.now() - job.sent
            delays.withLock { $0.append(delay) }
            return .done
        }
        var options = WorkerOptions(name: "idle", queues: [BenchJob.queue])
        options.maxJobs = jobs
        let worker = Worker(
            store: store, registry: registry, options: options, processID: getpid(),
            logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }))
        print("ready")
        fflush(nil)
        _ = try await worker.run()
        for delay in delays.withLock({ $0 }) { print(delay) }
    }
}
