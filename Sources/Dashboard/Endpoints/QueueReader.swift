import Basics
import Gateways
import JobQueue
import WallTime

/// Reads queues as the contract shows them.
struct QueueReader {
    /// More jobs than that in a queue are an alert, as `queue-monitor` has it.
    private static let alertSize = 1000
    private static let minute: Int64 = 60_000

    let jobs: any JobAdministration

    /// The names of all queues that have jobs, failed jobs, a pause or a worker, or had jobs within an hour.
    func names(now: Timestamp) async throws -> Set<Name> {
        var names = Set(try await jobs.depths().map { Name($0.queue) })
        names.formUnion(try await jobs.failedCounts().keys)
        for worker in try await jobs.workers() { names.formUnion(worker.queues.map { Name($0) }) }
        let recent = Timestamp(milliseconds: now.milliseconds - 60 * Self.minute)
        names.formUnion(try await jobs.minutes(since: recent).map { Name($0.queue) })
        return names.isEmpty ? ["default"] : names
    }

    /// All queues, by name.
    func queues(now: Timestamp, withSeries: Bool) async throws -> [JSON] {
        let failed = try await jobs.failedCounts()
        let end = now.milliseconds / Self.minute * Self.minute
        let begin = end - 59 * Self.minute
        let minutes = try await jobs.minutes(since: Timestamp(milliseconds: begin))
        let byQueue = Dictionary(grouping: minutes) { Name($0.queue) }
        return try await jobs.depths(of: try await names(now: now).sorted().map(\.text)).map { depth in
            let rows = byQueue[Name(depth.queue)] ?? []
            let recent = QueueSum(
                rows.filter { $0.minute.milliseconds >= end - 5 * Self.minute && $0.minute.milliseconds < end })
            var json: JSON = [
                "connection": "sqlite", "queue": .string(depth.queue), "size": .int(depth.size),
                "pending": .int(depth.pending), "delayed": .int(depth.delayed), "reserved": .int(depth.reserved),
                "oldest_pending": .time(depth.oldestPending),
                "status": .string(depth.size > Self.alertSize ? "ALERT" : "OK"),
                "failed": .int(failed[Name(depth.queue)] ?? 0), "paused": .bool(depth.isPaused),
                "in_per_minute": .decimal(Double(recent.added) / 5),
                "done_per_minute": .decimal(Double(recent.done) / 5),
                "failed_per_minute": .decimal(Double(recent.failed) / 5), "wait_ms": .int(recent.meanWait),
                "run_ms": .int(recent.meanRun),
            ]
            if withSeries {
                let sums = Dictionary(grouping: rows) { $0.minute.milliseconds }
                let series = stride(from: begin, through: end, by: Int64.Stride(Self.minute)).map { at -> JSON in
                    let sum = QueueSum(sums[at] ?? [])
                    return [
                        "at": .integer(at), "added": .int(sum.added), "done": .int(sum.done),
                        "failed": .int(sum.failed),
                    ]
                }
                json = json.with("series", .array(series))
            }
            return json
        }
    }
}
