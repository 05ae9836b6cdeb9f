import JobQueue
import JobQueueSQLite
import Logging

// A job is a value. What is stored of it is its JSON.
struct SendReport: Job {
    static let kind = "SendReport"
    var customer: Int
}

let store = try SQLiteJobStore(path: "jobs.sqlite")

// Where jobs are handed in. When this returns, the job is on the disk.
let queue = Queue(store: store)
try await queue.enqueue(SendReport(customer: 7))
try await queue.enqueue(SendReport(customer: 8), .unique("report-8"))
let again = try await queue.enqueue(SendReport(customer: 8), .unique("report-8"))
print("Enqueued once more: \(again.isNew)")

// Where they are worked on: here, or in any number of other processes.
var registry = JobRegistry()
try registry.register(SendReport.self) { report, context in
    if report.customer == 8, context.attempt == 1 { return .fail(reason: "the printer is out of paper") }
    print("A report for customer \(report.customer), in attempt \(context.attempt)")
    return .done
}

var options = WorkerOptions(name: "reports")
options.retryPolicy = RetryPolicy(maxAttempts: 3, backoff: Backoff([.zero]))  // again at once
options.stopWhenEmpty = true  // a real worker runs until it is asked to stop
var logger = Logger(label: "reports")
logger.logLevel = .error
let worker = Worker(store: store, registry: registry, options: options, logger: logger)
_ = try await worker.run()
