import Basics
import Gateways
import HTTPTypes
import JobQueue
import WallTime

/// Queues: depth, rates, pausing.
struct QueueEndpoints {
    private let parts: API.Parts
    private let reader: QueueReader

    init(_ parts: API.Parts) {
        self.parts = parts
        reader = QueueReader(jobs: parts.services.jobs)
    }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/queues", .viewer) { call in
                .ok(["at": .time(call.now), "items": .array(try await reader.queues(now: call.now, withSeries: true))])
            },
            Endpoint(.get, "/queues/{queue}/stats", .viewer) { try await stats($0) },
            Endpoint(.post, "/queues/{queue}/pause", .operator) { call in
                let queue = try call.name("queue")
                try await checkName(queue, now: call.now)
                let reason = try call.reason()
                let isNew = try await parts.services.jobs.pause(queue: queue)
                try await parts.audit(call, "pause", "queue \(queue)", reason: reason)
                return .accepted(
                    isNew
                        ? "The queue is paused: jobs in hand are finished, no others are begun."
                        : "The queue was paused already.")
            },
            Endpoint(.post, "/queues/{queue}/resume", .operator) { call in
                let queue = try call.name("queue")
                let reason = try call.reason()
                let wasPaused = try await parts.services.jobs.resume(queue: queue)
                try await parts.audit(call, "resume", "queue \(queue)", reason: reason)
                return .accepted(wasPaused ? "The queue goes on." : "The queue was not paused by its own name.")
            },
        ]
    }

    /// Refuses to make a pause under a name that no queue of ours may have, unless another program uses it.
    private func checkName(_ queue: String, now: Timestamp) async throws {
        guard Name(queue) != QueuePause.all, let problem = NameRule.queue.problem(with: queue),
            try await !reader.names(now: now).contains(Name(queue))
        else { return }
        throw APIError(.badRequest, "The name of the queue \(problem).", field: "queue")
    }

    private func stats(_ call: APICall) async throws -> APIAnswer {
        let queue = try call.name("queue")
        let since = try call.choice("since", ["1h", "24h", "7d"], default: "1h")
        let (length, step): (Int64, Int64) =
            switch since {
            case "24h": (86_400_000, 600_000)
            case "7d": (7 * 86_400_000, 3_600_000)
            default: (3_600_000, 60_000)
            }
        let known = try await reader.names(now: call.now)
        guard known.contains(Name(queue)) else { throw APIError.missing("queue of that name") }
        let until = call.now.milliseconds / step * step + step
        let from = until - length
        let minutes = try await parts.services.jobs.minutes(since: Timestamp(milliseconds: from), queue: queue)
        let sums = Dictionary(grouping: minutes) { $0.minute.milliseconds / step * step }
        let points = stride(from: from, to: until, by: Int64.Stride(step)).map { at -> JSON in
            let sum = QueueSum(sums[at] ?? [])
            return [
                "at": .integer(at), "added": .int(sum.added), "done": .int(sum.done), "failed": .int(sum.failed),
                "retried": .int(sum.retried), "run_ms": .int(sum.meanRun), "wait_ms": .int(sum.meanWait),
            ]
        }
        let kinds = Dictionary(grouping: minutes) { Name($0.kind) }.sorted { $0.key < $1.key }.prefix(100).map {
            kind, rows in
            let sum = QueueSum(rows)
            return [
                "kind": .string(kind.text), "done": .int(sum.done), "failed": .int(sum.failed),
                "retried": .int(sum.retried), "run_ms": .int(sum.meanRun),
            ] as JSON
        }
        return .ok([
            "at": .time(call.now), "queue": .string(queue), "from_at": .integer(from), "until_at": .integer(until),
            "step_ms": .integer(step), "points": .array(points), "kinds": .array(kinds),
        ])
    }
}
