import ArgumentParser
import Foundation
import JobQueue
import JobQueueSQLite

/// Enqueues jobs durably, in a process of its own; prints how many a second.
struct EnqueuerRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enqueuer", shouldDisplay: false)

    @Argument var database: String
    @Argument var jobs: Int
    @Option(help: "Jobs in one call.") var per = 1
    @Flag(help: "Jobs whose payload is JSON already, as the C limit has it, not values that are encoded.") var ready =
        false
    @Option(help: "Callers at once.") var callers = 1

    func run() async throws {
        let queue = Queue(store: try SQLiteJobStore(path: database))
        let share = jobs / callers
        let start = Monotonic.now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var number = caller * share
                    let end = number + share
                    while number < end {
                        let count = min(per, end - number)
                        if count == 1 {
                            try await queue.enqueue(BenchJob(number: number), .on(queue: BenchJob.queue))
                        } else if ready {
                            try await queue.enqueue((number..<(number + count)).map { BenchJob.ready(number: $0) })
                        } else {
                            let jobs = (number..<(number + count)).map { BenchJob(number: $0) }
                            try await queue.enqueue(contentsOf: jobs, .on(queue: BenchJob.queue))
                        }
                        number += count
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = Double(Monotonic.now() - start) / 1e9
        print(Double(share * callers) / seconds)
    }
}
