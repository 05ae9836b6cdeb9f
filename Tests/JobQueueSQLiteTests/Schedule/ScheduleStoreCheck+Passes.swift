import JobSchedule
import Testing
import WallTime

extension ScheduleStoreCheck {
    static let passes: [ScheduleStoreCheck] = [
        ScheduleStoreCheck("an entry counts from the pass that first sees it") { store in
            let state = try await store.begin([reports], now: noon)
            #expect(state == ScheduleState(entries: ["reports": EntryState(countsFrom: noon)]))
            #expect(try await store.state() == state)
        },
        ScheduleStoreCheck("a later pass finds the entry as the first one left it") { store in
            _ = try await store.begin([reports], now: noon)
            let state = try await store.begin([reports], now: minute(5))
            #expect(state.entries["reports"]?.countsFrom == noon)
        },
        ScheduleStoreCheck("an entry whose timing changes begins anew and keeps its history") { store in
            _ = try await store.begin([reports], now: noon)
            _ = try await store.fire([firing("reports", minute: 0, missed: 3)])
            let changed = EntryRegistration(name: "reports", fingerprint: "0 8 * * * UTC")
            let state = try #require(try await store.begin([changed], now: minute(2)).entries["reports"])
            #expect(state.countsFrom == minute(2))
            #expect(state.cursor == nil)
            #expect(state.missed == 3)
            #expect(state.lastFired?.slot.due == noon)
            // It was noted: with the same timing it does not begin anew again.
            #expect(try await store.begin([changed], now: minute(9)).entries["reports"]?.countsFrom == minute(2))
        },
        ScheduleStoreCheck("an entry that a pass does not name stays as it is") { store in
            _ = try await store.begin([reports, sweep], now: noon)
            let state = try await store.begin([sweep], now: minute(1))
            #expect(state.entries["reports"] == EntryState(countsFrom: noon))
        },
        ScheduleStoreCheck("the last note of a pass counts, even from a clock that is behind") { store in
            #expect(try await store.state().lastTick == nil)
            try await store.record(ScheduleTick(at: minute(5), scheduler: "a:1"))
            let tick = ScheduleTick(at: minute(1), scheduler: "b:2")
            try await store.record(tick)
            #expect(try await store.state().lastTick == tick)
            #expect(try await store.begin([], now: noon).lastTick == tick)
        },
    ]
}
