import JobQueueTesting
import JobSchedule
import Synchronization
import Testing
import WallTime

@Suite("A minute, and a daemon")
struct LongRunsTests {
    @Test("one run goes on with sub-minute entries until its minute ends")
    func runMinute() async throws {
        let clock = VirtualClock(Fixtures.noon + .milliseconds(400))
        let store = InMemoryScheduleStore()
        let entries = [
            try Fixtures.entry("fast", .everyTenSeconds), try Fixtures.entry("slow", .everyMinute),
        ]
        let reports = try await Fixtures.ticker(entries, store, clock).runMinute()
        #expect(store.dueOfJobs("fast") == [0, 10, 20, 30, 40, 50])
        #expect(store.dueOfJobs("slow") == [0])
        #expect(reports.count == 6)
        #expect(clock.now() < Fixtures.noon + .seconds(60))
    }

    @Test("without sub-minute entries a run ends at once")
    func runMinuteEndsAtOnce() async throws {
        let clock = VirtualClock(Fixtures.noon)
        let reports = try await Fixtures.ticker([Fixtures.entry("slow", .everyMinute)], InMemoryScheduleStore(), clock)
            .runMinute()
        #expect(reports.count == 1)
        #expect(clock.now() == Fixtures.noon)
    }

    @Test("runs from minute to minute fire each sub-minute slot once, even two at a time")
    func minuteByMinute() async throws {
        let store = InMemoryScheduleStore()
        for minute in 0..<3 {
            for host in ["a:1", "b:2"] {
                let clock = VirtualClock(Fixtures.noon + .minutes(minute) + .seconds(1))
                _ = try await Fixtures.ticker([Fixtures.entry("fast", .everySecond)], store, clock, name: host)
                    .runMinute()
            }
        }
        #expect(Set(store.dueOfJobs()).count == store.dueOfJobs().count)
        // Each run begins a second late: the slot before that is stood for by the next one.
        #expect(store.dueOfJobs().count == 3 * 59)
    }

    @Test("a daemon wakes at each due time and at least once a minute, and not otherwise")
    func daemon() async throws {
        let end = Fixtures.noon + .minutes(5)
        let clock = VirtualClock(Fixtures.noon, end: end)
        let store = InMemoryScheduleStore()
        let entries = [
            try Fixtures.entry("half", .cron("30 */2 * * * *")), try Fixtures.entry("night", .dailyAt("3:00")),
        ]
        let reports = await Daemon.run(try Fixtures.ticker(entries, store, clock), clock)
        #expect(store.dueOfJobs() == [30, 150, 270])
        let seconds = reports.map { $0.at.seconds - Fixtures.noon.seconds }
        #expect(seconds == [0, 30, 90, 150, 210, 270])
        #expect(reports.flatMap(\.fired).allSatisfy { $0.lateness == .zero })
    }

    @Test("a daemon whose store fails waits and tries again, and loses no slot")
    func daemonSurvivesTheStore() async throws {
        let failures = Mutex(0)
        let end = Fixtures.noon + .minutes(10)
        let clock = VirtualClock(Fixtures.noon, end: end)
        let base = InMemoryScheduleStore()
        let store = FaultyScheduleStore(base) { call, moment in
            guard call == .begin, moment == .before else { return nil }
            let isBroken = failures.withLock {
                $0 += 1
                return $0 <= 5
            }
            return isBroken ? Unavailable() : nil
        }
        let ticker = try Fixtures.ticker([Fixtures.entry("minute", .everyMinute, missed: .all)], store, clock)
        _ = await Daemon.run(ticker, clock)
        #expect(base.dueOfJobs() == (0...10).map { $0 * 60 })
    }

    @Test("a run whose clock is set back while it sleeps ends, and does not sleep for as long")
    func runMinuteWithClockSetBack() async throws {
        // Nobody ever sees this clock reach the next second.
        let clock = VirtualClock(Fixtures.noon + .milliseconds(300), end: Fixtures.noon)
        let ticker = try Fixtures.ticker([Fixtures.entry("fast", .everySecond)], InMemoryScheduleStore(), clock)
        let other = SteppingClock { clock.set(Fixtures.noon - .hours(1)) }
        let reports = try await ticker.runMinute(otherClock: other)
        #expect(reports.map(\.at) == [Fixtures.noon + .milliseconds(300), Fixtures.noon - .hours(1)])
    }

    @Test("one run catches up with more slots than one pass fires")
    func runMinuteCatchesUp() async throws {
        let store = InMemoryScheduleStore()
        let entry = try Fixtures.entry("all", .everyMinute, missed: .all)
        _ = try await Fixtures.ticker([entry], store, VirtualClock(Fixtures.noon)).runOnce()
        let clock = VirtualClock(Fixtures.noon + .minutes(1200))
        let reports = try await Fixtures.ticker([entry], store, clock).runMinute()
        #expect(reports.map(\.fired.count) == [500, 500, 200])
    }

    @Test("a daemon whose store takes no jobs does not come round again at once")
    func daemonWithoutProgress() async throws {
        let end = Fixtures.noon + .minutes(1210)
        let store = FaultyScheduleStore(InMemoryScheduleStore()) { call, _ in
            if case .fire = call { Unavailable() } else { nil }
        }
        let entry = try Fixtures.entry("all", .everyMinute, missed: .all)
        _ = try await Fixtures.ticker([entry], store, VirtualClock(Fixtures.noon)).runOnce()
        let clock = VirtualClock(end - .minutes(10), end: end)
        let reports = await Daemon.run(try Fixtures.ticker([entry], store, clock), clock)
        #expect(reports.count == 11)
        #expect(reports.allSatisfy { !$0.isSuccess && $0.fired.isEmpty })
    }

    @Test("a daemon that falls far behind comes round at once until it has caught up")
    func daemonCatchesUp() async throws {
        let start = Fixtures.noon
        let store = InMemoryScheduleStore()
        let entry = try Fixtures.entry("all", .everyMinute, missed: .all)
        _ = try await Fixtures.ticker([entry], store, VirtualClock(start)).runOnce()
        let end = start + .minutes(2000)
        let clock = VirtualClock(end, end: end)
        let reports = await Daemon.run(try Fixtures.ticker([entry], store, clock), clock)
        #expect(reports.map(\.fired.count) == [500, 500, 500, 500])
        #expect(store.dueOfJobs() == (0...2000).map { $0 * 60 })
    }
}
