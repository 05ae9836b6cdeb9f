import Basics
import JobSchedule
import WallTime

extension ScheduleStoreConformance {
    static let lookingChecks: [Check] = [
        Check("fired slots come newest due time first, of one entry or of all, no more than asked for") { bench in
            _ = try await bench.store.begin([bench.reports, bench.sweep], now: bench.noon)
            _ = try await bench.store.fire([
                bench.firing("sweep", minute: 0), bench.firing("sweep", minute: 1, after: 0),
                bench.firing("reports", minute: 2), bench.firing("sweep", minute: 3, after: 1),
            ])
            let all = try await bench.store.firedSlots(of: nil, limit: 10)
            try bench.expectEqual(all.map(\.slot.entry), ["sweep", "reports", "sweep", "sweep"], "All, by name")
            try bench.expectEqual(all.map(\.slot.due), [3, 2, 1, 0].map(bench.minute), "All, by due time")
            try bench.expectEqual(await bench.store.firedSlots(of: nil, limit: 2), Array(all.prefix(2)), "Two of all")
            let sweeps = try await bench.store.firedSlots(of: "sweep", limit: 2)
            try bench.expectEqual(sweeps.map(\.slot.due), [3, 1].map(bench.minute), "Two of one entry")
            try bench.expectEqual(await bench.store.firedSlots(of: "nobody", limit: 2), [], "Those of nobody")
            try bench.expectEqual(await bench.store.firedSlots(of: nil, limit: 0), [], "None of all")
        },
        Check("an empty store has an empty state") { bench in
            try bench.expectEqual(await bench.store.state(), ScheduleState(), "The state")
            try bench.expectEqual(await bench.store.storedEntries(), [], "The entries")
        },
    ]

    static let pauseChecks: [Check] = [
        Check("an entry is paused once, and resumed from then on") { bench in
            let both = [bench.reports, bench.sweep]
            _ = try await bench.store.begin(both, now: bench.noon)
            try bench.expectEqual(await bench.store.pause("reports", now: bench.minute(1)), true, "A first pause")
            try bench.expectEqual(await bench.store.pause("reports", now: bench.minute(2)), false, "A second pause")
            let paused = try await bench.store.begin(both, now: bench.minute(3))
            try bench.expectEqual(paused.entries["reports"]?.pausedSince, bench.minute(1), "Paused since")
            try bench.expect(paused.isPaused("reports"), "The entry is not paused.")
            try bench.expect(!paused.isPaused("sweep"), "Another entry is paused, too.")
            try bench.expectEqual(await bench.store.resume("reports", now: bench.minute(9)), true, "A first resume")
            try bench.expectEqual(await bench.store.resume("reports", now: bench.minute(10)), false, "A second resume")
            let resumed = try await bench.store.state().entries
            try bench.expectEqual(resumed["reports"], EntryState(countsFrom: bench.minute(9)), "The entry")
            try bench.expectEqual(resumed["sweep"], EntryState(countsFrom: bench.noon), "The other entry")
        },
        Check("the whole schedule is paused and resumed; entries paused by name stay so") { bench in
            _ = try await bench.store.begin([bench.reports, bench.sweep], now: bench.noon)
            _ = try await bench.store.pause("reports", now: bench.minute(1))
            try bench.expectEqual(await bench.store.pause(nil, now: bench.minute(2)), true, "A first pause")
            try bench.expectEqual(await bench.store.pause(nil, now: bench.minute(3)), false, "A second pause")
            let paused = try await bench.store.state()
            try bench.expectEqual(paused.pausedSince, bench.minute(2), "Paused since")
            try bench.expect(paused.isPaused("sweep"), "An entry is not paused with the schedule.")
            try bench.expectEqual(await bench.store.resume(nil, now: bench.minute(9)), true, "A first resume")
            try bench.expectEqual(await bench.store.resume(nil, now: bench.minute(10)), false, "A second resume")
            let resumed = try await bench.store.state()
            try bench.expectEqual(resumed.pausedSince, nil, "Paused since")
            try bench.expectEqual(resumed.entries["sweep"]?.countsFrom, bench.minute(9), "What an entry counts from")
            try bench.expect(resumed.isPaused("reports"), "An entry that was paused by name was resumed.")
        },
        Check("resuming keeps the cursor and the history") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            _ = try await bench.store.fire([bench.firing("sweep", minute: 0, missed: 1)])
            _ = try await bench.store.pause("sweep", now: bench.minute(1))
            _ = try await bench.store.resume("sweep", now: bench.minute(5))
            let state = try await bench.state(of: "sweep")
            try bench.expectEqual(state.cursor, bench.minute(0), "The cursor")
            try bench.expectEqual(state.countsFrom, bench.minute(5), "What it counts from")
            try bench.expectEqual(state.missed, 1, "The missed slots")
        },
        Check("an entry can be paused before a pass has seen it") { bench in
            try bench.expectEqual(await bench.store.pause("sweep", now: bench.noon), true, "The pause")
            let state = try await bench.store.begin([bench.sweep], now: bench.minute(1))
            try bench.expectEqual(
                state.entries["sweep"], EntryState(countsFrom: bench.minute(1), pausedSince: bench.noon), "The state")
            try bench.expectEqual(await bench.store.resume("nobody", now: bench.noon), false, "Resuming nobody")
        },
    ]
}
