import Basics
import Gateways
import HTTPTypes
import JobQueue
import JobSchedule
import WallTime

/// The schedule: looking, running by hand, pausing.
struct ScheduleEndpoints {
    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    private var services: DashboardServices { parts.services }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/schedule", .viewer) { call in
                let state = try await services.schedule.state()
                let entries = try await services.entries()
                let reader = ScheduleReader(services: services)
                var items: [JSON] = []
                for entry in entries { items.append(try await reader.entry(entry, state, now: call.now)) }
                return .ok([
                    "at": .time(call.now), "scheduler": reader.scheduler(state, entries, now: call.now),
                    "items": .array(items),
                ])
            },
            Endpoint(.post, "/schedule/{name}/run", .operator) { try await run($0) },
            Endpoint(.post, "/schedule/{name}/pause", .operator) { call in
                let entry = try await entry(call)
                let reason = try call.reason()
                _ = try await services.schedule.pause(entry.name, now: call.now)
                try await parts.audit(call, "pause", "schedule \(entry.name)", reason: reason)
                return .accepted("The entry is paused: its slots do not fire until it is resumed.")
            },
            Endpoint(.post, "/schedule/{name}/resume", .operator) { call in
                let entry = try await entry(call)
                let reason = try call.reason()
                _ = try await services.schedule.resume(entry.name, now: call.now)
                try await parts.audit(call, "resume", "schedule \(entry.name)", reason: reason)
                return .accepted("The entry goes on with its next slot.")
            },
            Endpoint(.post, "/scheduler/pause", .operator) { call in
                let reason = try call.reason()
                _ = try await services.schedule.pause(nil, now: call.now)
                try await parts.audit(call, "pause", "scheduler", reason: reason)
                return .accepted("The schedule is paused: no slot fires until it is resumed.")
            },
            Endpoint(.post, "/scheduler/resume", .operator) { call in
                let reason = try call.reason()
                _ = try await services.schedule.resume(nil, now: call.now)
                try await parts.audit(call, "resume", "scheduler", reason: reason)
                return .accepted("The schedule goes on; entries that are paused by name stay so.")
            },
        ]
    }

    private func entry(_ call: APICall) async throws -> ScheduleEntry {
        let name = try call.name("name")
        guard let entry = try await services.entries().first(where: { $0.name.hasSameBytes(as: name) }) else {
            throw APIError.missing("entry of that name in the schedule")
        }
        return entry
    }

    /// Enqueues the entry's jobs beside its slots: a slot that was fired by hand still fires when it is due.
    private func run(_ call: APICall) async throws -> APIAnswer {
        let entry = try await entry(call)
        let reason = try call.reason()
        let jobs = try await entry.jobs(for: Slot(entry: entry.name, due: call.now))
        let answers = try await services.jobs.enqueue(jobs, durability: .durable)
        try await parts.audit(call, "run", "schedule \(entry.name)", reason: reason)
        let fresh = answers.filter(\.isNew)
        if fresh.isEmpty, !answers.isEmpty {
            throw APIError(
                .conflict, "Jobs of an earlier run are still live; nothing was added. Wait until they are done.")
        }
        return .accepted("\(fresh.count) jobs were added.", job: fresh.count == 1 ? fresh[0].id.rawValue : nil)
    }
}
