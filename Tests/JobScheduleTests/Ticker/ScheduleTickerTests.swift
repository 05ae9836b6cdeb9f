import Basics
import FoundationEssentials
import JobQueue
import JobQueueTesting
import JobSchedule
import Synchronization
import Testing
import WallTime

@Suite("One pass over the schedule")
struct ScheduleTickerTests {
    let clock = VirtualClock(Fixtures.noon)

    @Test("what is due is fired, once, and the report says what and when next")
    func firesWhatIsDue() async throws {
        let store = InMemoryScheduleStore()
        let ticker = try Fixtures.ticker(
            [Fixtures.entry("two", .everyTwoMinutes), Fixtures.entry("night", .dailyAt("3:00"))], store, clock)
        clock.set(Fixtures.noon + .milliseconds(300))
        let report = try await ticker.runOnce()
        #expect(report.fired.map(\.slot) == [Slot(entry: "two", due: Fixtures.noon)])
        #expect(report.fired.first?.lateness == .milliseconds(300))
        #expect(report.entries == 2)
        #expect(report.isSuccess)
        #expect(report.nextDue == Fixtures.noon + .minutes(2))
        #expect(store.dueOfJobs() == [0])
        for seconds in [1, 20, 59, 61, 119] {
            clock.set(Fixtures.noon + .seconds(seconds))
            #expect(try await ticker.runOnce().fired.isEmpty)
        }
        clock.set(Fixtures.noon + .seconds(121))
        #expect(try await ticker.runOnce().fired.count == 1)
        #expect(store.dueOfJobs() == [0, 120])
    }

    @Test("a pass with nothing due writes nothing but its tick, and that not every second")
    func quietPassesAreReadOnly() async throws {
        let store = InMemoryScheduleStore()
        let ticker = try Fixtures.ticker([Fixtures.entry("night", .dailyAt("3:00"))], store, clock)
        _ = try await ticker.runOnce()
        let before = store.changeCount
        for second in 1...4 {
            clock.set(Fixtures.noon + .seconds(second))
            _ = try await ticker.runOnce()
        }
        #expect(store.changeCount == before)
        clock.set(Fixtures.noon + .seconds(60))
        _ = try await ticker.runOnce()
        #expect(store.changeCount == before + 1)
        #expect(try await store.state().lastTick == ScheduleTick(at: Fixtures.noon + .seconds(60), scheduler: "a:1"))
    }

    @Test("several jobs for one slot are enqueued together")
    func fanOut() async throws {
        let store = InMemoryScheduleStore()
        let entry = try ScheduleEntry("sweep", .everyTwoMinutes, kind: "Check") { slot in
            (1...5).map {
                NewJob(
                    queue: "health", kind: "Check", payload: Data("{\"account\":\($0)}".utf8), uniqueKey: "check:\($0)")
            }
        }
        let ticker = try Fixtures.ticker([entry.withoutOverlapping()], store, clock)
        #expect(try await ticker.runOnce().fired.first?.enqueued == 5)
        // Two accounts are done, three jobs are still live.
        #expect(try await store.finishJobs(2, of: "health") == ["check:1", "check:2"])
        clock.set(Fixtures.noon + .minutes(2))
        let fired = try #require(try await ticker.runOnce().fired.first)
        #expect(fired.enqueued == 2)
        #expect(fired.alreadyLive == 3)
    }

    @Test("a fan-out that fails leaves its slot to the next pass, and does not disturb the others")
    func failingFanOut() async throws {
        struct Broken: Error {}
        let isBroken = Mutex(true)
        let store = InMemoryScheduleStore()
        let sweep = try ScheduleEntry("sweep", .everyTwoMinutes, kind: "Check") { _ in
            if isBroken.withLock({ $0 }) { throw Broken() }
            return [NewJob(kind: "Check")]
        }
        let ticker = try Fixtures.ticker([sweep, Fixtures.entry("plain", .everyTwoMinutes)], store, clock)
        let report = try await ticker.runOnce()
        #expect(report.failures.map(\.entry) == ["sweep"])
        #expect(!report.isSuccess)
        #expect(store.dueOfJobs("plain") == [0])
        isBroken.withLock { $0 = false }
        clock.set(Fixtures.noon + .seconds(61))
        #expect(try await ticker.runOnce().fired.map(\.slot.entry) == ["sweep"])
        #expect(store.dueOfJobs("sweep") == [0])
    }

    @Test("a fan-out without overlap whose jobs have no keys is an error that says so")
    func fanOutWithoutKeys() async throws {
        let entry = try ScheduleEntry("sweep", .everyMinute, kind: "Check") { _ in [NewJob(kind: "Check")] }
        let report = try await Fixtures.ticker([entry.withoutOverlapping()], InMemoryScheduleStore(), clock).runOnce()
        #expect(report.failures.first?.message.contains("give each one") == true)
    }

    @Test("without overlap a slot enqueues nothing while the last job is live, and the slot counts as fired")
    func withoutOverlapping() async throws {
        let store = InMemoryScheduleStore()
        let entry = try Fixtures.entry("long", .everyMinute).withoutOverlapping()
        let ticker = try Fixtures.ticker([entry], store, clock)
        _ = try await ticker.runOnce()
        clock.set(Fixtures.noon + .seconds(60))
        #expect(try await ticker.runOnce().fired.first?.alreadyLive == 1)
        #expect(try await store.finishJobs(1) == [entry.overlapKey])
        clock.set(Fixtures.noon + .seconds(120))
        #expect(try await ticker.runOnce().fired.first?.enqueued == 1)
        #expect(store.dueOfJobs() == [0, 120])
    }

    @Test("a condition that says no fires the slot without jobs, and it is not asked again")
    func conditions() async throws {
        let store = InMemoryScheduleStore()
        let mayRun = Mutex(false)
        let entry = try Fixtures.entry("cautious", .everyMinute)
            .when { _ in mayRun.withLock { $0 } }
            .skip { slot in slot.due == Fixtures.noon + .seconds(120) }
        let ticker = try Fixtures.ticker([entry], store, clock)
        #expect(try await ticker.runOnce().fired.first?.enqueued == 0)
        mayRun.withLock { $0 = true }
        clock.set(Fixtures.noon + .seconds(30))
        #expect(try await ticker.runOnce().fired.isEmpty)
        for minute in 1...3 {
            clock.set(Fixtures.noon + .minutes(minute))
            _ = try await ticker.runOnce()
        }
        #expect(store.dueOfJobs() == [60, 180])
    }

    @Test("an entry of another environment is left alone")
    func environments() async throws {
        let store = InMemoryScheduleStore()
        let entries = [
            try Fixtures.entry("everywhere", .everyMinute),
            try Fixtures.entry("live", .everyMinute.environments("production", "staging")),
        ]
        let report = try await Fixtures.ticker(entries, store, clock, environment: "local").runOnce()
        #expect(report.fired.map(\.slot.entry) == ["everywhere"])
        #expect(try await store.state().entries.keys.sorted() == ["everywhere"])
    }

    @Test("what was paused does not fire, and on being resumed has missed nothing", arguments: [nil, "two"])
    func pauseAndResume(target: String?) async throws {
        let store = InMemoryScheduleStore()
        let ticker = try Fixtures.ticker([Fixtures.entry("two", .everyTwoMinutes, missed: .all)], store, clock)
        _ = try await ticker.runOnce()
        #expect(try await store.pause(target, now: clock.now()))
        clock.set(Fixtures.noon + .minutes(11))
        let paused = try await ticker.runOnce()
        #expect(paused.fired.isEmpty)
        #expect(paused.paused == 1)
        #expect(paused.nextDue == nil)
        #expect(try await store.resume(target, now: clock.now()))
        clock.set(Fixtures.noon + .minutes(12))
        #expect(try await ticker.runOnce().fired.count == 1)
        #expect(store.dueOfJobs() == [0, 720])
        #expect(try await store.state().entries["two"]?.missed == 0)
    }

    @Test("an entry whose timing changes counts from the change: no slot of the past fires")
    func changedTiming() async throws {
        let store = InMemoryScheduleStore()
        _ = try await Fixtures.ticker([Fixtures.entry("report", .dailyAt("12:00"))], store, clock).runOnce()
        clock.set(Fixtures.noon + .minutes(90))
        let changed = try Fixtures.ticker([Fixtures.entry("report", .dailyAt("13:00"))], store, clock)
        #expect(try await changed.runOnce().fired.isEmpty)
        clock.set(Fixtures.noon + .days(1) + .hours(1))
        #expect(try await changed.runOnce().fired.count == 1)
    }

    @Test("entries of the database run beside the others; one that cannot be read is reported, not fatal")
    func storedEntries() async throws {
        let store = InMemoryScheduleStore()
        let job = NewJob(kind: "NoOp", payload: Data("{\"a\":1}".utf8))
        for definition in [
            EntryDefinition(name: "good", every: "twoMinutes", job: job),
            EntryDefinition(name: "bad", cron: "61 * * * *", job: job),
            EntryDefinition(name: "plain", every: "minute", job: job),
        ] {
            #expect(try await store.addEntry(definition, now: clock.now()))
        }
        let report = try await Fixtures.ticker([Fixtures.entry("plain", .everyMinute)], store, clock).runOnce()
        #expect(report.fired.map(\.slot.entry).sorted() == ["good", "plain"])
        #expect(report.failures.compactMap(\.entry).sorted() == ["bad", "plain"])
        #expect(report.failures.first { $0.entry == "bad" }?.message.contains("minute field, column 1") == true)
    }

    @Test("two entries of one name are refused at the start")
    func duplicateNames() throws {
        let entry = try Fixtures.entry("twice", .hourly)
        let error = #expect(throws: ScheduleError.self) { try Schedule([entry, entry]) }
        #expect(error?.code == .duplicateEntry)
    }

    @Test("if the store fails for one entry, the others are fired, and the next pass makes up for it")
    func storeFailsForOneEntry() async throws {
        let isBroken = Mutex(true)
        let store = FaultyScheduleStore(InMemoryScheduleStore()) { call, _ in
            guard isBroken.withLock({ $0 }), case .fire(let firings) = call else { return nil }
            return firings.contains { $0.entry == "b" } ? Unavailable() : nil
        }
        let entries = try ["a", "b", "c"].map { try Fixtures.entry($0, .everyMinute) }
        let ticker = try Fixtures.ticker(entries, store, clock)
        let report = try await ticker.runOnce()
        #expect(report.fired.map(\.slot.entry) == ["a", "c"])
        #expect(report.failures.map(\.entry) == ["b"])
        isBroken.withLock { $0 = false }
        clock.set(Fixtures.noon + .seconds(30))
        #expect(try await ticker.runOnce().fired.map(\.slot) == [Slot(entry: "b", due: Fixtures.noon)])
    }

    @Test("if the store fails for all, it is not asked for each of two hundred entries")
    func storeFailsForAll() async throws {
        let calls = Mutex(0)
        let store = FaultyScheduleStore(InMemoryScheduleStore()) { call, _ in
            guard case .fire = call else { return nil }
            calls.withLock { $0 += 1 }
            return Unavailable()
        }
        let entries = try (0..<200).map { try Fixtures.entry("e\($0)", .everyMinute) }
        let report = try await Fixtures.ticker(entries, store, clock).runOnce()
        #expect(report.failures.count == 200)
        #expect(calls.withLock { $0 } <= 4)
    }

    @Test("two schedulers that decide at the same moment fire a slot once")
    func twoSchedulers() async throws {
        let store = InMemoryScheduleStore()
        let entries = try (0..<20).map { try Fixtures.entry("e\($0)", .everyMinute) }
        for minute in 0..<20 {
            clock.set(Fixtures.noon + .minutes(minute))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in ["a:1", "b:2", "c:3"] {
                    let ticker = try Fixtures.ticker(entries, store, clock, name: name)
                    group.addTask { _ = try await ticker.runOnce() }
                }
                try await group.waitForAll()
            }
        }
        #expect(store.history.count == 400)
        #expect(Set(store.history.map(\.slot)).count == 400)
        #expect(try await store.jobs.depth(of: "default").pending == 400)
        #expect(try await store.state().entries.values.allSatisfy { $0.missed == 0 })
    }

    @Test("a stall and a clock that went back are said")
    func saysWhatTheClockDid() async throws {
        let store = InMemoryScheduleStore()
        let ticker = try Fixtures.ticker([Fixtures.entry("ten", .everyTenMinutes)], store, clock)
        _ = try await ticker.runOnce()
        clock.set(Fixtures.noon + .hours(2))
        let late = try await ticker.runOnce()
        #expect(late.stalledFor == .hours(2))
        #expect(late.missed == ["ten": 11])
        clock.set(Fixtures.noon + .hours(1))
        let back = try await ticker.runOnce()
        #expect(back.clockWentBackBy == .hours(1))
        #expect(back.fired.map(\.slot.due) == [Fixtures.noon + .hours(1)])
    }

    @Test(
        "a tick is stale after two minutes, or when it lies as far in the future",
        arguments: [(0, false), (120_000, false), (120_001, true), (-120_000, false), (-120_001, true)])
    func staleness(_ age: Int, _ isStale: Bool) {
        let tick = ScheduleTick(at: Fixtures.noon, scheduler: "a:1")
        #expect(tick.isStale(at: Fixtures.noon + .milliseconds(age)) == isStale)
    }
}
