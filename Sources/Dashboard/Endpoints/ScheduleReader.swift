import Basics
import Gateways
import JobQueue
import JobSchedule
import WallTime

/// Reads the schedule as the contract shows it.
struct ScheduleReader {
    private static let fires = 20

    let services: DashboardServices

    func scheduler(_ state: ScheduleState, _ entries: [ScheduleEntry], now: Timestamp) -> JSON {
        let word: String
        if state.pausedSince != nil {
            word = "paused"
        } else if let tick = state.lastTick {
            word = tick.isStale(at: now) ? "stalled" : "ok"
        } else {
            word = "never"
        }
        let next = entries.filter { !state.isPaused($0.name) }.compactMap { $0.timetable.next(after: now) }.min()
        return [
            "state": .string(word), "last_tick_at": .time(state.lastTick?.at), "host": .text(state.lastTick?.scheduler),
            "next_due_at": .time(next),
        ]
    }

    func scheduler(now: Timestamp) async throws -> JSON {
        scheduler(try await services.schedule.state(), try await services.entries(), now: now)
    }

    func entry(_ entry: ScheduleEntry, _ state: ScheduleState, now: Timestamp) async throws -> JSON {
        var next: [JSON] = []
        var at = now
        while next.count < 5, let due = entry.timetable.next(after: at) {
            next.append(.time(due))
            at = due
        }
        let fired = try await services.schedule.firedSlots(of: entry.name, limit: Self.fires)
        let fires = fired.map(Self.fire)
        let owner = try await entry.holders(in: services.jobs, now: now).first
        let definition = entry.definition
        return [
            "name": .string(entry.name), "expression": .string(entry.writtenFrequency),
            "words": [
                "en": .string(entry.timetable.describe(.english)), "id": .string(entry.timetable.describe(.indonesian)),
            ],
            "timezone": .string(entry.timetable.zone.identifier), "kind": .string(definition.job.kind),
            "queue": .string(definition.job.queue), "missed": .string(definition.missed.policy.rawValue),
            "source": .string(Self.source(entry.origin)),
            "paused": .bool(state.entries[Name(entry.name)]?.pausedSince != nil), "next": .array(next),
            "last": fires.first ?? .null, "fires": .array(fires), "overlap_owner": .text(owner.map { "\($0.id)" }),
        ]
    }

    static func fire(_ slot: FiredSlot) -> JSON {
        let outcome =
            slot.enqueued == 0 && slot.alreadyLive > 0 ? "skipped" : slot.lateness > .seconds(60) ? "late" : "fired"
        let message: String? =
            slot.missed > 0
            ? "\(slot.missed) slots before it were missed."
            : slot.alreadyLive > 0 ? "\(slot.alreadyLive) jobs of an earlier slot were still live." : nil
        return [
            "due_at": .time(slot.slot.due), "fired_at": .time(slot.firedAt), "outcome": .string(outcome),
            "message": .text(message),
        ]
    }

    private static func source(_ origin: EntryOrigin) -> String {
        switch origin {
        case .code: "code"
        case .file: "settings"
        case .database: "database"
        }
    }
}
