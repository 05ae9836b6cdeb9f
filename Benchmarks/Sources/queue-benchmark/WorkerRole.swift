import ArgumentParser
import Foundation
import JobQueue
import JobQueueSQLite
import Logging
import Synchronization

/// Works on jobs that do nothing, in a process of its own; prints how many, the times of the first and the last, and its memory.
struct WorkerRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "worker", shouldDisplay: false)

    @Argument var database: String
    @Argument var jobs: Int
    @Option var concurrency = 10
    @Option(help: "Fill up again and work on for so many rounds, with only the work being measured.") var rounds = 1
    @Flag(help: "Leave the counters per minute out.") var withoutStatistics = false

    struct Result: Codable {
        var jobs: Int
        var first: Int64
        var last: Int64
        var busy: Int64
        var peakMemory: Int
    }

    /// When the first job of a round began and the last one was settled.
    private final class Times: Sendable {
        let first = Mutex<Int64>(0)
        let last = Mutex<Int64>(0)
    }

    func run() async throws {
        var storeOptions = SQLiteOptions()
        storeOptions.recordsStatistics = !withoutStatistics
        let store = try SQLiteJobStore(path: database, options: storeOptions)
        var result = Result(jobs: 0, first: 0, last: 0, busy: 0, peakMemory: 0)
        for round in 0..<rounds {
            if round > 0 { try await store.write { try Workspace.fill($0.database, count: jobs) } }
            let times = Times()
            let done = Mutex(0)
            var registry = JobRegistry()
            try registry.register(BenchJob.self) { _, _ in
                if times.first.withLock({ $0 }) == 0 {
                    times.first.withLock { if $0 == 0 { $0 = Monotonic.now() } }
                }
                return .done
            }
            var options = WorkerOptions(name: "bench", queues: [BenchJob.queue])
            options.concurrency = concurrency
            options.stopWhenEmpty = true
            options.maxJobs = jobs
            let worker = Worker(
                store: store, registry: registry, options: options, processID: getpid(),
                logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }),
                onFinish: { _ in
                    let count = done.withLock { value in
                        value += 1
                        return value
                    }
                    // The clock is not for free either.
                    if count % 100 == 0 || count == jobs { times.last.withLock { $0 = Monotonic.now() } }
                })
            _ = try await worker.run()
            let first = times.first.withLock { $0 }
            let last = times.last.withLock { $0 }
            if round == 0 { result.first = first }
            result.last = last
            result.busy += last - first
            result.jobs += done.withLock { $0 }
        }
        result.peakMemory = ProcessFacts(processID: getpid()).peakMemory
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }
}
