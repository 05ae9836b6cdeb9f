import JobSchedule
import Testing
import WallTime

extension ScheduleStoreCheck {
    /// A definition in which nothing is left at its default.
    private static let full = EntryDefinition(
        name: "laporan “mingguan”", every: "weekdays hourly", timezone: "Asia/Jakarta",
        job: ScheduledJob(
            queue: "mail", kind: "SendReports", payload: #"{"to": "Budi \"Bo\" 😀"}"#, priority: -3,
            uniqueKey: "reports", delay: .milliseconds(1500)),
        missed: MissedSlots(.all, within: .minutes(30)), withoutOverlapping: true, environments: ["production", "a,b"])

    private static let plain = EntryDefinition(name: "sweep", cron: "* * * * *", job: ScheduledJob(kind: "NoOp"))

    static let storedEntries: [ScheduleStoreCheck] = [
        ScheduleStoreCheck("entries added at run time come back as they were, by name") { store in
            let isAdded = try await store.addEntry(plain, now: noon)
            #expect(isAdded)
            #expect(try await store.addEntry(full, now: noon))
            #expect(try await store.storedEntries() == [full, plain])
        },
        ScheduleStoreCheck("a name is taken once") { store in
            _ = try await store.addEntry(plain, now: noon)
            var other = full
            other.name = plain.name
            #expect(try await store.addEntry(other, now: noon) == false)
            #expect(try await store.storedEntries() == [plain])
        },
        ScheduleStoreCheck("an entry is replaced where there is one") { store in
            var other = full
            other.name = plain.name
            #expect(try await store.replaceEntry(other, now: noon) == false)
            #expect(try await store.storedEntries().isEmpty)
            _ = try await store.addEntry(plain, now: noon)
            #expect(try await store.replaceEntry(other, now: noon))
            #expect(try await store.storedEntries() == [other])
        },
        ScheduleStoreCheck("an entry is removed with its state; its fired slots stay and never fire again") { store in
            _ = try await store.addEntry(plain, now: noon)
            _ = try await store.begin([sweep], now: noon)
            _ = try await store.fire([firing("sweep", minute: 0)])
            #expect(try await store.removeEntry(named: "sweep"))
            #expect(try await store.removeEntry(named: "sweep") == false)
            #expect(try await store.storedEntries().isEmpty)
            #expect(try await store.state().entries.isEmpty)
            #expect(try await store.firedSlots(of: "sweep", limit: 5).count == 1)

            _ = try await store.addEntry(plain, now: minute(60))
            let state = try #require(try await store.begin([sweep], now: minute(60)).entries["sweep"])
            #expect(state.countsFrom == minute(60))
            #expect(state.cursor == nil)
            #expect(try await store.fire([firing("sweep", minute: 0)]) == [.duplicate])
        },
        ScheduleStoreCheck("an entry added under a name that was used before begins when it is added") { store in
            _ = try await store.begin([sweep], now: noon)
            _ = try await store.fire([firing("sweep", minute: 0)])
            _ = try await store.addEntry(plain, now: minute(60))
            #expect(try await store.begin([sweep], now: minute(61)).entries["sweep"]?.countsFrom == minute(60))
        },
    ]
}
