import Basics
import Gateways
import HTTPTypes
import JobQueue
import WallTime

/// Workers and what they hold.
struct WorkerEndpoints {
    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/workers", .viewer) { call in
                let reader = WorkerReader(jobs: parts.services.jobs, memory: parts.services.memory)
                return .ok(["at": .time(call.now), "items": .array(try await reader.workers(now: call.now))])
            }
        ]
    }
}

/// Reads workers as the contract shows them.
struct WorkerReader {
    let jobs: any JobAdministration
    var memory: @Sendable (WorkerRecord) -> Int64? = { _ in nil }

    func workers(now: Timestamp) async throws -> [JSON] {
        let held = try await jobs.heldJobs()
        return try await jobs.workers().map { worker in
            let running = held[Name(worker.id)] ?? []
            return [
                "id": .string(worker.id), "name": .string(worker.name), "host": .string(worker.host),
                "pid": .int(worker.processID),
                "state": .string(Self.state(worker, now)), "queues": .array(worker.queues.map { .string($0) }),
                "concurrency": .int(worker.concurrency), "running": .int(worker.held), "jobs_done": .int(worker.done),
                "jobs_failed": .int(worker.failed),
                "memory_bytes": memory(worker).map { .integer($0) } ?? .null,
                "started_at": .time(worker.startedAt), "seen_at": .time(worker.seenAt),
                "jobs": .array(
                    running.map { job in
                        [
                            "id": .integer(job.id.rawValue), "kind": .string(job.kind), "queue": .string(job.queue),
                            "leased_at": .time(job.leasedAt), "lease_expires_at": .time(job.leaseExpiresAt),
                        ]
                    }),
            ]
        }
    }

    /// How many workers there are, by state, and how many jobs they hold.
    func counts(now: Timestamp) async throws -> JSON {
        let workers = try await jobs.workers()
        let states = workers.map { Self.state($0, now) }
        return [
            "running": .int(states.count { $0 == "running" }), "paused": .int(states.count { $0 == "paused" }),
            "lost": .int(states.count { $0 == "lost" }), "jobs": .int(workers.reduce(0) { $0 + $1.held }),
        ]
    }

    static func state(_ worker: WorkerRecord, _ now: Timestamp) -> String {
        if worker.isLost(at: now) { return "lost" }
        return ["running", "paused", "stopping"].contains(worker.state) ? worker.state : "running"
    }
}
