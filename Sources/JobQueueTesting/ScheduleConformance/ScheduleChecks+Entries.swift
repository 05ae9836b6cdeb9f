import Basics
import FoundationEssentials
import JobQueue
import JobSchedule
import WallTime

extension ScheduleStoreConformance {
    /// A definition in which nothing is left at its default.
    private static let full = EntryDefinition(
        name: "laporan “mingguan”", every: "weekdays hourly", timezone: "Asia/Jakarta",
        job: NewJob(
            queue: "mail", kind: "SendReports", payload: Data(#"{"to": "Budi \"Bo\" 😀"}"#.utf8), priority: -3,
            delay: .milliseconds(1500), uniqueKey: "reports"),
        missed: MissedSlots(.all, within: .minutes(30)), withoutOverlapping: true, environments: ["production", "a,b"])

    private static let plain = EntryDefinition(name: "sweep", cron: "* * * * *", job: NewJob(kind: "NoOp"))

    static let entryChecks: [Check] = [
        Check("entries added at run time come back as they were, by name") { bench in
            try bench.expectEqual(await bench.store.addEntry(plain, now: bench.noon), true, "Adding one")
            try bench.expectEqual(await bench.store.addEntry(full, now: bench.noon), true, "Adding another")
            try bench.expectEqual(await bench.store.storedEntries(), [full, plain], "The entries")
        },
        Check("a name is taken once") { bench in
            _ = try await bench.store.addEntry(plain, now: bench.noon)
            var other = full
            other.name = plain.name
            try bench.expectEqual(await bench.store.addEntry(other, now: bench.noon), false, "Adding it again")
            try bench.expectEqual(await bench.store.storedEntries(), [plain], "The entries")
        },
        Check("an entry is replaced where there is one") { bench in
            var other = full
            other.name = plain.name
            try bench.expectEqual(await bench.store.replaceEntry(other, now: bench.noon), false, "Replacing none")
            try bench.expectEqual(await bench.store.storedEntries(), [], "The entries")
            _ = try await bench.store.addEntry(plain, now: bench.noon)
            try bench.expectEqual(await bench.store.replaceEntry(other, now: bench.noon), true, "Replacing one")
            try bench.expectEqual(await bench.store.storedEntries(), [other], "The entries then")
        },
        Check("an entry is removed with its state; its fired slots stay and never fire again") { bench in
            _ = try await bench.store.addEntry(plain, now: bench.noon)
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            _ = try await bench.store.fire([bench.firing("sweep", minute: 0)])
            try bench.expectEqual(await bench.store.removeEntry(named: "sweep"), true, "Removing it")
            try bench.expectEqual(await bench.store.removeEntry(named: "sweep"), false, "Removing it again")
            try bench.expectEqual(await bench.store.storedEntries(), [], "The entries")
            try bench.expectEqual(await bench.store.state().entries, [:], "The states")
            try bench.expectEqual(await bench.store.firedSlots(of: "sweep", limit: 5).count, 1, "Its slots")

            _ = try await bench.store.addEntry(plain, now: bench.minute(60))
            _ = try await bench.store.begin([bench.sweep], now: bench.minute(60))
            let state = try await bench.state(of: "sweep")
            try bench.expectEqual(state.countsFrom, bench.minute(60), "What it counts from")
            try bench.expectEqual(state.cursor, nil, "Its cursor")
            try bench.expectEqual(
                await bench.store.fire([bench.firing("sweep", minute: 0)]), [.duplicate], "What becomes of an old slot")
        },
        Check("an entry added under a name that was used before begins when it is added") { bench in
            _ = try await bench.store.begin([bench.sweep], now: bench.noon)
            _ = try await bench.store.fire([bench.firing("sweep", minute: 0)])
            _ = try await bench.store.addEntry(plain, now: bench.minute(60))
            let state = try await bench.store.begin([bench.sweep], now: bench.minute(61))
            try bench.expectEqual(state.entries["sweep"]?.countsFrom, bench.minute(60), "What it counts from")
        },
    ]
}
