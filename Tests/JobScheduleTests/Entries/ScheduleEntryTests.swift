import FoundationEssentials
import JobQueue
import JobSchedule
import Testing
import WallTime

@Suite("Entries")
struct ScheduleEntryTests {
    static let job = NewJob(queue: "reports", kind: "SendReports", payload: Data("{\"to\":\"all\"}".utf8), priority: -1)

    @Test("a definition in words or as an expression makes an entry")
    func makesEntries() throws {
        let words = try ScheduleEntry(
            EntryDefinition(name: "a", every: "dailyAt:13:00 weekdays", timezone: "Asia/Jakarta", job: Self.job),
            origin: .file)
        #expect(words.timetable.expression.source == "0 13 * * 1,2,3,4,5")
        #expect(words.timetable.zone.identifier == "Asia/Jakarta")
        #expect(words.writtenFrequency == "dailyAt:13:00 weekdays")
        let cron = try ScheduleEntry(
            EntryDefinition(name: "b", cron: "*/5 * * * *", job: Self.job), origin: .database,
            defaultZone: ScheduleZone("Asia/Makassar"))
        #expect(cron.timetable.zone.identifier == "Asia/Makassar")
        #expect(cron.writtenFrequency == "*/5 * * * *")
        #expect(cron.origin == .database)
    }

    @Test(
        "a definition that cannot be is refused, with its name and the cure",
        arguments: [
            (EntryDefinition(name: "", every: "hourly", job: job), "is empty"),
            (EntryDefinition(name: String(repeating: "x", count: 201), every: "hourly", job: job), "200 are allowed"),
            (EntryDefinition(name: "cafe\u{301}", every: "hourly", job: job), "NFC"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(queue: "a,b", kind: "k")), "comma"),
            (EntryDefinition(name: "a\u{7}b", every: "hourly", job: job), "control character"),
            (EntryDefinition(name: "x", job: job), "does not say when"),
            (EntryDefinition(name: "x", cron: "* * * * *", every: "hourly", job: job), "keep one"),
            (EntryDefinition(name: "x", cron: "* * * *", job: job), "4 fields"),
            (EntryDefinition(name: "x", every: "hourlyy", job: job), "did you mean hourly?"),
            (EntryDefinition(name: "x", every: "hourly", timezone: "Mars", job: job), "IANA"),
            (
                EntryDefinition(name: "x", every: "hourly timezone:Asia/Jakarta", timezone: "UTC", job: job),
                "two time zones"
            ),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(queue: "", kind: "k")), "queue"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "")), "kind"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", payload: Data("{".utf8))), "no JSON"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", payload: Data())), "no JSON"),
            (
                EntryDefinition(
                    name: "x", every: "hourly",
                    job: NewJob(kind: "k", payload: Data(repeating: UInt8(ascii: "["), count: 100_000))), "no JSON"
            ),
            (
                EntryDefinition(
                    name: "x", every: "hourly",
                    job: NewJob(kind: "k", payload: Data("\"\(String(repeating: "a", count: 1 << 20))\"".utf8))),
                "more than 1048576"
            ),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", uniqueKey: "")), "unique key"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", delay: .seconds(-1))), "delay"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", startWithin: .seconds(-1))), "within"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", maxAttempts: 0)), "attempts is 0"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", payloadVersion: 0)), "version"),
            (EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", chain: [NewJob(kind: "")])), "kind"),
            (
                EntryDefinition(name: "x", every: "hourly", job: NewJob(kind: "k", deadline: Timestamp(seconds: 9))),
                "startWithin"
            ),
            (
                EntryDefinition(name: "x", every: "hourly", job: job, missed: MissedSlots(.all, within: .seconds(-5))),
                "window"
            ),
            (EntryDefinition(name: "x", every: "hourly", job: job, environments: [""]), "environments"),
        ])
    func refuses(definition: EntryDefinition, cure: String) {
        let error = #expect(throws: ScheduleError.self) { try ScheduleEntry(definition, origin: .database) }
        #expect(error?.message.contains(cure) == true, "\(error?.message ?? "")")
        if definition.name == "x" {
            #expect(error?.message.hasPrefix("entry \"x\": ") == true, "\(error?.message ?? "")")
        }
        #expect((error?.message.utf8.count ?? .max) < 600)
    }

    @Test("the typed names throw what is wrong with them when the entry is made")
    func typedErrors() {
        #expect(throws: ScheduleError.self) { try ScheduleEntry("x", .dailyAt("25:00"), job: Self.job) }
        #expect(throws: ScheduleError.self) { try ScheduleEntry("x", .hourly.timezone("Mars/Phobos"), job: Self.job) }
        #expect(throws: ScheduleError.self) { try ScheduleEntry("x", .cron("@never"), job: Self.job) }
        #expect(throws: ScheduleError.self) { try ScheduleEntry("", .hourly, job: Self.job) }
    }

    @Test("the fingerprint changes with what the slots depend on, and with nothing else")
    func fingerprints() throws {
        func fingerprint(_ frequency: Frequency, missed: MissedSlots = .once) throws -> String {
            try ScheduleEntry("x", frequency, job: Self.job, missed: missed).registration.fingerprint
        }
        let base = try fingerprint(.hourly)
        #expect(try fingerprint(.hourly, missed: .all) == base)
        #expect(try fingerprint(.hourly.environments("production")) == base)
        let others = try [
            fingerprint(.hourlyAt(1)), fingerprint(.hourly.timezone("Asia/Jakarta")),
            fingerprint(.hourly.between("1:00", "2:00")),
            fingerprint(.hourly.unlessBetween("1:00", "2:00")), fingerprint(.hourly.mondays()),
        ]
        #expect(Set(others + [base]).count == 6)
    }

    @Test("skip has a grace of two minutes unless it is given a window")
    func missedSlots() {
        #expect(MissedSlots.skip.window == .minutes(2))
        #expect(MissedSlots(.skip, within: .seconds(5)).window == .seconds(5))
        #expect(MissedSlots.once.window == nil)
        #expect(MissedSlots.all.window == nil)
    }
}
