import JobSchedule
import Testing
import WallTime

extension ScheduleStoreCheck {
    static let firings: [ScheduleStoreCheck] = [
        ScheduleStoreCheck("a slot fires, enqueues its jobs and moves the entry on") { store in
            _ = try await store.begin([sweep], now: noon)
            let jobs = [ScheduledJob(kind: "A"), ScheduledJob(kind: "B")]
            let outcomes = try await store.fire([firing("sweep", minute: 1, missed: 2, jobs: jobs)])
            #expect(outcomes == [.fired(enqueued: 2, alreadyLive: 0)])
            let state = try #require(try await store.state().entries["sweep"])
            #expect(state.cursor == minute(1))
            #expect(state.missed == 2)
            #expect(
                state.lastFired
                    == FiredSlot(
                        slot: Slot(entry: "sweep", due: minute(1)), firedAt: minute(1) + .seconds(1), enqueued: 2,
                        missed: 2))
        },
        ScheduleStoreCheck("a slot that enqueues nothing is fired all the same") { store in
            _ = try await store.begin([sweep], now: noon)
            #expect(
                try await store.fire([firing("sweep", minute: 0, jobs: [])]) == [.fired(enqueued: 0, alreadyLive: 0)])
            #expect(try await store.firedSlots(of: "sweep", limit: 5).map(\.slot.due) == [noon])
        },
        ScheduleStoreCheck("a step decided from another cursor does nothing") { store in
            _ = try await store.begin([sweep], now: noon)
            _ = try await store.fire([firing("sweep", minute: 0)])
            let before = try await store.state()
            let late = [firing("sweep", minute: 1, missed: 4), firing("sweep", minute: 2, after: 1, missed: 4)]
            #expect(try await store.fire(late) == [.superseded, .superseded])
            #expect(try await store.state() == before)
        },
        ScheduleStoreCheck("a step of an entry that no pass has seen does nothing") { store in
            let outcomes = try await store.fire([firing("nobody", minute: 0)])
            #expect(outcomes == [.superseded])
            #expect(try await store.state() == ScheduleState())
        },
        ScheduleStoreCheck("a slot fires once, whatever the cursor says") { store in
            _ = try await store.begin([sweep], now: noon)
            _ = try await store.fire([firing("sweep", minute: 1)])
            var again = firing("sweep", minute: 1, after: 1, missed: 1)
            again.cursor = minute(3)
            #expect(try await store.fire([again]) == [.duplicate])
            let state = try #require(try await store.state().entries["sweep"])
            #expect(state.cursor == minute(3))
            #expect(state.missed == 1)
            #expect(state.lastFired?.missed == 0)
            #expect(try await store.firedSlots(of: nil, limit: 5).count == 1)
        },
        ScheduleStoreCheck("missed slots are counted without firing one") { store in
            _ = try await store.begin([sweep], now: noon)
            let step = SlotFiring(
                entry: "sweep", due: nil, firedAt: minute(9), jobs: [], missed: 7, expectedCursor: nil,
                cursor: minute(8))
            #expect(try await store.fire([step]) == [.fired(enqueued: 0, alreadyLive: 0)])
            let state = try #require(try await store.state().entries["sweep"])
            #expect(state == EntryState(countsFrom: noon, cursor: minute(8), missed: 7))
            #expect(try await store.firedSlots(of: nil, limit: 5).isEmpty)
        },
        ScheduleStoreCheck("steps of one call stand on each other, and each succeeds on its own") { store in
            _ = try await store.begin([reports, sweep], now: noon)
            let steps = [
                firing("sweep", minute: 0), firing("sweep", minute: 1, after: 0),
                firing("reports", minute: 0, after: 7),
                firing("sweep", minute: 2, after: 1),
            ]
            let fired = FiringOutcome.fired(enqueued: 1, alreadyLive: 0)
            #expect(try await store.fire(steps) == [fired, fired, .superseded, fired])
            #expect(try await store.state().entries["sweep"]?.cursor == minute(2))
        },
        ScheduleStoreCheck("jobs whose key a live job has are left out") { store in
            _ = try await store.begin([sweep], now: noon)
            let jobs = [1, 2, 2].map { ScheduledJob(kind: "Check", uniqueKey: "account-\($0)") }
            #expect(
                try await store.fire([firing("sweep", minute: 0, jobs: jobs)]) == [.fired(enqueued: 2, alreadyLive: 1)])
            let more = jobs + [ScheduledJob(kind: "Check", uniqueKey: "account-3")]
            #expect(
                try await store.fire([firing("sweep", minute: 1, after: 0, jobs: more)])
                    == [.fired(enqueued: 1, alreadyLive: 3)])
            #expect(try await store.firedSlots(of: "sweep", limit: 1).first?.alreadyLive == 3)
        },
        ScheduleStoreCheck("where one job is refused nothing of the call happens") { store in
            let before = try await store.begin([reports, sweep], now: noon)
            let steps = [firing("reports", minute: 0), firing("sweep", minute: 0, jobs: [ScheduledJob(kind: "")])]
            await #expect(throws: (any Error).self) { try await store.fire(steps) }
            #expect(try await store.state() == before)
            #expect(try await store.firedSlots(of: nil, limit: 5).isEmpty)
        },
        ScheduleStoreCheck("no steps are no work") { store in
            let outcomes = try await store.fire([])
            #expect(outcomes == [])
        },
        ScheduleStoreCheck("of many that fire one slot at once, one succeeds") { store in
            _ = try await store.begin([sweep], now: noon)
            let outcomes = try await withThrowingTaskGroup(of: FiringOutcome?.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await store.fire([firing("sweep", minute: 0)]).first }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .fired(enqueued: 1, alreadyLive: 0) } == 1)
            #expect(outcomes.count { $0 == .superseded } == 19)
        },
    ]
}
