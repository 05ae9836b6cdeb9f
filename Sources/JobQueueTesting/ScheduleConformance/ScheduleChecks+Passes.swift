import Basics
import JobSchedule
import WallTime

extension ScheduleStoreConformance {
    static let passChecks: [Check] = [
        Check("an entry counts from the pass that first sees it") { bench in
            let state = try await bench.store.begin([bench.reports], now: bench.noon)
            let expected = ScheduleState(entries: ["reports": EntryState(countsFrom: bench.noon)])
            try bench.expectEqual(state, expected, "The state that the pass begins with")
            try bench.expectEqual(await bench.store.state(), expected, "The state that others see")
        },
        Check("a later pass finds the entry as the first one left it") { bench in
            _ = try await bench.store.begin([bench.reports], now: bench.noon)
            let state = try await bench.store.begin([bench.reports], now: bench.minute(5))
            try bench.expectEqual(state.entries["reports"]?.countsFrom, bench.noon, "What it counts from")
        },
        Check("an entry whose timing changes begins anew and keeps its history") { bench in
            _ = try await bench.store.begin([bench.reports], now: bench.noon)
            _ = try await bench.store.fire([bench.firing("reports", minute: 0, missed: 3)])
            let changed = EntryRegistration(name: "reports", fingerprint: "0 8 * * * UTC")
            _ = try await bench.store.begin([changed], now: bench.minute(2))
            let state = try await bench.state(of: "reports")
            try bench.expectEqual(state.countsFrom, bench.minute(2), "What it counts from")
            try bench.expectEqual(state.cursor, nil, "Its cursor")
            try bench.expectEqual(state.missed, 3, "Its missed slots")
            try bench.expectEqual(state.lastFired?.slot.due, bench.noon, "Its last slot")
            // It was noted: with the same timing it does not begin anew again.
            let later = try await bench.store.begin([changed], now: bench.minute(9))
            try bench.expectEqual(later.entries["reports"]?.countsFrom, bench.minute(2), "What it counts from later")
        },
        Check("an entry that a pass does not name stays as it is") { bench in
            _ = try await bench.store.begin([bench.reports, bench.sweep], now: bench.noon)
            let state = try await bench.store.begin([bench.sweep], now: bench.minute(1))
            try bench.expectEqual(state.entries["reports"], EntryState(countsFrom: bench.noon), "The other entry")
        },
        Check("the last note of a pass counts, even from a clock that is behind") { bench in
            try bench.expectEqual(await bench.store.state().lastTick, nil, "The note before the first pass")
            try await bench.store.record(ScheduleTick(at: bench.minute(5), scheduler: "a:1"))
            let tick = ScheduleTick(at: bench.minute(1), scheduler: "b:2")
            try await bench.store.record(tick)
            try bench.expectEqual(await bench.store.state().lastTick, tick, "The last note")
            try bench.expectEqual(await bench.store.begin([], now: bench.noon).lastTick, tick, "The note for a pass")
        },
    ]
}
