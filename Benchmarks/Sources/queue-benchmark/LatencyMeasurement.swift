import Foundation
import JobQueue
import JobQueueSQLite

/// How soon a worker that waits in another process begins a job, and what the waiting costs.
struct LatencyMeasurement {
    let workspace: Workspace

    private static let jobs = 1_000
    private static let idleSeconds = 20

    func run() async throws -> [Figure] {
        let limit = try limitDelays()
        let path = try workspace.make("turn", backlog: 0)
        let queue = Queue(store: try SQLiteJobStore(path: path))
        let worker = try Child("queue-benchmark", ["idle", path, String(Self.jobs)])
        _ = worker.line()
        try await Task.sleep(for: .seconds(2))

        let before = worker.facts.processorTime
        try await Task.sleep(for: .seconds(Self.idleSeconds))
        let idle = Double(worker.facts.processorTime - before) / Double(Self.idleSeconds) / 1e7
        let memory = Double(worker.facts.residentMemory) / 1e6

        for number in 0..<Self.jobs {
            try await Task.sleep(for: .microseconds(2_000 + (number * 7_919) % 10_000))
            try await queue.enqueue(PickUpJob(sent: Monotonic.now()), .on(queue: BenchJob.queue))
        }
        let delays = try worker.finish().split(separator: "\n").compactMap { Double($0) }.map { $0 / 1e6 }
        let detail = ["jobs": String(delays.count), "synchronous": "FULL"]
        return [
            Figure(
                name: "pick-up by an idle worker, p50", unit: "ms", values: [Figure.percentile(delays, 0.5)],
                limit: [Figure.percentile(limit, 0.5)], detail: detail),
            Figure(
                name: "pick-up by an idle worker, p99", unit: "ms", values: [Figure.percentile(delays, 0.99)],
                limit: [Figure.percentile(limit, 0.99)], detail: detail),
            Figure(name: "idle worker", unit: "% of a core", values: [idle]),
            Figure(name: "idle worker, resident", unit: "MB", values: [memory]),
        ]
    }

    /// The same with a doorbell in C.
    private func limitDelays() throws -> [Double] {
        let path = try workspace.make("turn", backlog: 0)
        let socket = "/tmp/denyut-benchmark-\(getpid()).sock"
        let waiting = try Child("sqlite-limit", ["wait", path, socket, String(Self.jobs)])
        while !FileManager.default.fileExists(atPath: socket) { usleep(10_000) }
        _ = try Child("sqlite-limit", ["ring", path, socket, String(Self.jobs)]).finish()
        return try waiting.finish().split(separator: "\n").compactMap { Double($0) }.map { $0 / 1e6 }
    }
}
