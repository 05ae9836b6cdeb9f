//  storm-worker: what the storm test kills. Works on jobs, or enqueues them, until it is killed or told to stop.
//
//    storm-worker work DATABASE LEASE_MILLISECONDS      prints "works" when it can be told to stop
//    storm-worker produce DATABASE COUNT      prints the id of each job once it is on the disk
//    storm-worker batch DATABASE COUNT        enqueues a batch of so many jobs

import Foundation
import GRDB
import JobQueue
import JobQueueSQLite
import Logging
import WallTime

/// A job whose effect can be counted.
struct StormJob: Job {
    static let kind = "Storm"
    var number: Int
}

/// A job of a batch, over in no time.
struct BatchStep: Job {
    static let kind = "BatchStep"
    static let queue = "storm"
    var number: Int
}

/// A job that follows a batch.
struct BatchFollowUp: Job {
    static let kind = "BatchFollowUp"
    static let queue = "storm"
    var name: String
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let number = Int(arguments[3]) else {
    FileHandle.standardError.write(Data("usage: storm-worker work|produce|batch DATABASE NUMBER\n".utf8))
    exit(64)
}
let store = try SQLiteJobStore(path: arguments[2])

switch arguments[1] {
case "work":
    var registry = JobRegistry()
    try registry.register(StormJob.self) { job, context in
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...20)))
        if Int.random(in: 0..<20) == 0 { return .fail(reason: "by lot") }
        let id = context.id.rawValue
        let token = context.job.token.rawValue
        context.onSettle(write: { transaction in
            try transaction.database.execute(
                sql: "INSERT INTO storm_effects (job_id, lease_token, process) VALUES (?, ?, ?)",
                arguments: [id, token, getpid()])
        })
        return .done
    }
    try registry.register(BatchStep.self) { step, context in
        let id = context.id.rawValue
        context.onSettle(write: { transaction in
            try transaction.database.execute(
                sql: "INSERT INTO batch_effects (name, job_id) VALUES ('step', ?)", arguments: [id])
        })
        return .done
    }
    try registry.register(BatchFollowUp.self) { followUp, context in
        let id = context.id.rawValue
        context.onSettle(write: { transaction in
            try transaction.database.execute(
                sql: "INSERT INTO batch_effects (name, job_id) VALUES (?, ?)", arguments: [followUp.name, id])
        })
        return .done
    }
    var options = WorkerOptions(name: "storm", queues: ["storm"])
    options.concurrency = 8
    options.lease = .milliseconds(number)
    options.maxCrashes = 1000
    options.retryPolicy = RetryPolicy(maxAttempts: 1000, backoff: Backoff([.milliseconds(10)]))
    let worker = Worker(
        store: store, registry: registry, options: options, processID: getpid(),
        logger: Logger(label: "storm", factory: { _ in SwiftLogNoOpLogHandler() }))
    signal(SIGTERM, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
    source.setEventHandler { worker.stop() }
    source.resume()
    FileHandle.standardOutput.write(Data("works\n".utf8))
    _ = try await worker.run()
case "produce":
    let queue = Queue(store: store)
    var enqueued = 0
    while enqueued < number {
        let size = min(Int.random(in: 1...20), number - enqueued)
        let jobs = (0..<size).map { StormJob(number: enqueued + $0) }
        let answers = try await queue.enqueue(contentsOf: jobs, .on(queue: "storm"))
        FileHandle.standardOutput.write(Data(answers.map { "\($0.id)\n" }.joined().utf8))
        enqueued += size
        try await Task.sleep(for: .milliseconds(5))
    }
case "batch":
    let steps = try (0..<number).map { try NewJob(BatchStep(number: $0)) }
    let id = try await Queue(store: store).enqueue(
        NewBatch(
            "storm", steps, then: NewJob(BatchFollowUp(name: "then")), catch: NewJob(BatchFollowUp(name: "catch")),
            finally: NewJob(BatchFollowUp(name: "finally"))))
    print(id)
default:
    exit(64)
}
