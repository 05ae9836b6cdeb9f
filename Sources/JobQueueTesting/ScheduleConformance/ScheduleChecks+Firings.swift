import Basics
import JobQueue
import JobSchedule
import WallTime

extension ScheduleStoreConformance {
    private static let oneJob = FiringOutcome.fired(enqueued: 1, alreadyLive: 0)
    private static let noJob = FiringOutcome.fired(enqueued: 0, alreadyLive: 0)

    static let firingChecks: [Check] = [
        Check("a slot fires, enqueues its jobs and moves the entry on") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            let jobs = [NewJob(kind: "A"), NewJob(kind: "B")]
            let outcomes = try await bench.store.fire([bench.firing("sweep", minute: 1, missed: 2, jobs: jobs)])
            try bench.expectEqual(outcomes, [.fired(enqueued: 2, alreadyLive: 0)], "What became of it")
            let state = try await bench.state(of: "sweep")
            try bench.expectEqual(state.cursor, bench.minute(1), "The cursor")
            try bench.expectEqual(state.missed, 2, "The missed slots")
            let fired = FiredSlot(
                slot: Slot(entry: "sweep", due: bench.minute(1)), firedAt: bench.minute(1) + .seconds(1), enqueued: 2,
                missed: 2)
            try bench.expectEqual(state.lastFired, fired, "The last slot")
        },
        Check("a slot that enqueues nothing is fired all the same") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            let outcomes = try await bench.store.fire([bench.firing("sweep", minute: 0, jobs: [])])
            try bench.expectEqual(outcomes, [noJob], "What became of it")
            let slots = try await bench.store.firedSlots(of: "sweep", limit: 5)
            try bench.expectEqual(slots.map(\.slot.due), [bench.noon], "The fired slots")
        },
        Check("a step decided from another cursor does nothing") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            _ = try await bench.store.fire([bench.firing("sweep", minute: 0)])
            let before = try await bench.store.state()
            let late = [
                bench.firing("sweep", minute: 1, missed: 4), bench.firing("sweep", minute: 2, after: 1, missed: 4),
            ]
            try bench.expectEqual(await bench.store.fire(late), [.superseded, .superseded], "What became of them")
            try bench.expectEqual(await bench.store.state(), before, "The state")
        },
        Check("a step of an entry that no pass has seen does nothing") { bench in
            let outcomes = try await bench.store.fire([bench.firing("nobody", minute: 0)])
            try bench.expectEqual(outcomes, [.superseded], "What became of it")
            try bench.expectEqual(await bench.store.state(), ScheduleState(), "The state")
        },
        Check("a slot fires once, whatever the cursor says") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            _ = try await bench.store.fire([bench.firing("sweep", minute: 1)])
            var again = bench.firing("sweep", minute: 1, after: 1, missed: 1)
            again.cursor = bench.minute(3)
            try bench.expectEqual(await bench.store.fire([again]), [.duplicate], "What became of it")
            let state = try await bench.state(of: "sweep")
            try bench.expectEqual(state.cursor, bench.minute(3), "The cursor")
            try bench.expectEqual(state.missed, 1, "The missed slots")
            try bench.expectEqual(state.lastFired?.missed, 0, "The missed slots of the last one fired")
            try bench.expectEqual(await bench.store.firedSlots(of: nil, limit: 5).count, 1, "Fired slots")
        },
        Check("of the slots of an entry the newest is the last, in whatever order they fire") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            var older = bench.firing("sweep", minute: 2, after: 5)
            older.cursor = bench.minute(5)
            _ = try await bench.store.fire([bench.firing("sweep", minute: 5), older])
            let state = try await bench.state(of: "sweep")
            try bench.expectEqual(state.lastFired?.slot.due, bench.minute(5), "The last slot")
            try bench.expectEqual(await bench.store.firedSlots(of: nil, limit: 5).count, 2, "Fired slots")
        },
        Check("missed slots are counted without firing one") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            let step = SlotFiring(
                entry: "sweep", due: nil, firedAt: bench.minute(9), jobs: [], missed: 7, expectedCursor: nil,
                cursor: bench.minute(8))
            try bench.expectEqual(await bench.store.fire([step]), [noJob], "What became of it")
            try bench.expectEqual(
                await bench.state(of: "sweep"),
                EntryState(countsFrom: bench.noon, cursor: bench.minute(8), missed: 7), "The state")
            try bench.expectEqual(await bench.store.firedSlots(of: nil, limit: 5), [], "Fired slots")
        },
        Check("steps of one call stand on each other, and each succeeds on its own") { bench in
            _ = try await bench.store.begin([bench.reports, bench.sweep], now: bench.noon)
            let steps = [
                bench.firing("sweep", minute: 0), bench.firing("sweep", minute: 1, after: 0),
                bench.firing("reports", minute: 0, after: 7), bench.firing("sweep", minute: 2, after: 1),
            ]
            try bench.expectEqual(
                await bench.store.fire(steps), [oneJob, oneJob, .superseded, oneJob], "What became of them")
            try bench.expectEqual(await bench.state(of: "sweep").cursor, bench.minute(2), "The cursor")
        },
        Check("jobs whose key a live job has are left out") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            let jobs = [1, 2, 2].map { NewJob(kind: "Check", uniqueKey: "account-\($0)") }
            try bench.expectEqual(
                await bench.store.fire([bench.firing("sweep", minute: 0, jobs: jobs)]),
                [.fired(enqueued: 2, alreadyLive: 1)], "Two keys, one of them twice")
            let more = jobs + [NewJob(kind: "Check", uniqueKey: "account-3")]
            try bench.expectEqual(
                await bench.store.fire([bench.firing("sweep", minute: 1, after: 0, jobs: more)]),
                [.fired(enqueued: 1, alreadyLive: 3)], "The same and a new key")
            let slots = try await bench.store.firedSlots(of: "sweep", limit: 1)
            try bench.expectEqual(slots.first?.alreadyLive, 3, "What the slot says")
        },
        Check("where one job is refused nothing of the call happens") { bench in
            let before = try await bench.store.begin([bench.reports, bench.sweep], now: bench.noon)
            let steps = [
                bench.firing("reports", minute: 0),
                bench.firing("sweep", minute: 0, jobs: [NewJob(kind: "")]),
            ]
            try await bench.expectRefusal(.invalidJob, of: "A job without a kind") {
                _ = try await bench.store.fire(steps)
            }
            try bench.expectEqual(await bench.store.state(), before, "The state")
            try bench.expectEqual(await bench.store.firedSlots(of: nil, limit: 5), [], "Fired slots")
        },
        Check("no steps are no work") { bench in
            try bench.expectEqual(await bench.store.fire([]), [], "What became of nothing")
        },
        Check("of many that fire one slot at once, one succeeds") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            let outcomes = try await withThrowingTaskGroup(of: [FiringOutcome].self) { group in
                for _ in 0..<20 {
                    group.addTask { try await bench.store.fire([bench.firing("sweep", minute: 0)]) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try bench.expectEqual(outcomes.count { $0 == oneJob }, 1, "Those that succeed")
            try bench.expectEqual(outcomes.count { $0 == .superseded }, 19, "Those that come too late")
        },
    ]
}
