import JobSchedule
import Testing
import WallTime

extension ScheduleStoreCheck {
    static let looking: [ScheduleStoreCheck] = [
        ScheduleStoreCheck("fired slots come newest due time first, of one entry or of all, no more than asked for") {
            store in
            _ = try await store.begin([reports, sweep], now: noon)
            _ = try await store.fire([
                firing("sweep", minute: 0), firing("sweep", minute: 1, after: 0), firing("reports", minute: 2),
                firing("sweep", minute: 3, after: 1),
            ])
            let all = try await store.firedSlots(of: nil, limit: 10)
            #expect(all.map(\.slot.entry) == ["sweep", "reports", "sweep", "sweep"])
            #expect(all.map(\.slot.due) == [minute(3), minute(2), minute(1), minute(0)])
            #expect(try await store.firedSlots(of: nil, limit: 2) == Array(all.prefix(2)))
            #expect(try await store.firedSlots(of: "sweep", limit: 2).map(\.slot.due) == [minute(3), minute(1)])
            #expect(try await store.firedSlots(of: "nobody", limit: 2).isEmpty)
            #expect(try await store.firedSlots(of: nil, limit: 0).isEmpty)
        },
        ScheduleStoreCheck("an empty store has an empty state") { store in
            let state = try await store.state()
            #expect(state == ScheduleState())
            #expect(try await store.storedEntries().isEmpty)
        },
    ]

    static let pauses: [ScheduleStoreCheck] = [
        ScheduleStoreCheck("an entry is paused once, and resumed from then on") { store in
            _ = try await store.begin([reports, sweep], now: noon)
            #expect(try await store.pause("reports", now: minute(1)))
            #expect(try await store.pause("reports", now: minute(2)) == false)
            let paused = try await store.begin([reports, sweep], now: minute(3))
            #expect(paused.entries["reports"]?.pausedSince == minute(1))
            #expect(paused.isPaused("reports"))
            #expect(!paused.isPaused("sweep"))
            #expect(try await store.resume("reports", now: minute(9)))
            #expect(try await store.resume("reports", now: minute(10)) == false)
            let resumed = try await store.state()
            #expect(resumed.entries["reports"] == EntryState(countsFrom: minute(9)))
            #expect(resumed.entries["sweep"] == EntryState(countsFrom: noon))
        },
        ScheduleStoreCheck("the whole schedule is paused and resumed; entries paused by name stay so") { store in
            _ = try await store.begin([reports, sweep], now: noon)
            _ = try await store.pause("reports", now: minute(1))
            #expect(try await store.pause(nil, now: minute(2)))
            #expect(try await store.pause(nil, now: minute(3)) == false)
            let paused = try await store.state()
            #expect(paused.pausedSince == minute(2))
            #expect(paused.isPaused("sweep"))
            #expect(try await store.resume(nil, now: minute(9)))
            #expect(try await store.resume(nil, now: minute(10)) == false)
            let resumed = try await store.state()
            #expect(resumed.pausedSince == nil)
            #expect(resumed.entries["sweep"]?.countsFrom == minute(9))
            #expect(resumed.isPaused("reports"))
        },
        ScheduleStoreCheck("resuming keeps the cursor and the history") { store in
            _ = try await store.begin([sweep], now: noon)
            _ = try await store.fire([firing("sweep", minute: 0, missed: 1)])
            _ = try await store.pause("sweep", now: minute(1))
            _ = try await store.resume("sweep", now: minute(5))
            let state = try #require(try await store.state().entries["sweep"])
            #expect(state.cursor == minute(0))
            #expect(state.countsFrom == minute(5))
            #expect(state.missed == 1)
        },
        ScheduleStoreCheck("an entry can be paused before a pass has seen it") { store in
            #expect(try await store.pause("sweep", now: noon))
            let state = try await store.begin([sweep], now: minute(1))
            #expect(state.entries["sweep"] == EntryState(countsFrom: minute(1), pausedSince: noon))
            #expect(try await store.resume("nobody", now: noon) == false)
        },
    ]
}
