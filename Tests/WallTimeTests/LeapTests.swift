import JobQueueTesting
import Testing
import WallTime

@Suite("A clock that leaps")
struct LeapTests {
    private let clock = ManualClock()

    @Test(
        "is noticed, as far as it leapt, and once; time that passes is no leap",
        arguments: [
            (Duration.seconds(1), true), (.seconds(-1), true), (.hours(1), true), (.days(-365), true),
            (.milliseconds(100), false), (.zero, false),
        ])
    func noticed(leap: Duration, isLeap: Bool) {
        var detector = LeapDetector(clock.reading())
        clock.advance(by: .hours(3))
        #expect(detector.look(clock.reading()) == nil)
        clock.set(to: clock.now() + leap)
        #expect(detector.look(clock.reading()) == (isLeap ? leap : nil))
        clock.advance(by: .seconds(1))
        #expect(detector.look(clock.reading()) == nil)
    }

    @Test("does not move a steady one", arguments: [Duration.hours(-1), .days(365)])
    func steady(leap: Duration) {
        let steady = SteadyClock(clock)
        let start = clock.now()
        #expect(steady.now() == start)
        clock.advance(by: .seconds(10))
        clock.set(to: clock.now() + leap)
        clock.advance(by: .seconds(5))
        #expect(steady.now() == start + .seconds(15))
        #expect(steady.time(of: clock.now() + .seconds(7)) == start + .seconds(22))
        #expect(steady.time(of: .distantFuture) == .distantFuture)
        #expect(steady.time(atUptime: clock.uptime() + .seconds(3)) == start + .seconds(18))
    }

    @Test("does not change how long somebody sleeps who sleeps for a while", .timeLimit(.minutes(1)))
    func sleep() async throws {
        let (clock, steady) = (clock, SteadyClock(clock))
        let start = clock.now()
        async let first: Void = clock.sleep(for: .seconds(60))
        async let second: Void = steady.sleep(until: start + .seconds(60))
        await clock.waitForSleepers(2)
        clock.set(to: start + .days(365))
        #expect(clock.deadlines == Array(repeating: start + .days(365) + .seconds(60), count: 2))
        clock.set(to: start - .hours(1))
        clock.advance(by: .seconds(59))
        #expect(clock.deadlines.count == 2)
        clock.advance(by: .seconds(1))
        try await first
        try await second
    }

    @Test("wakes who waits for a time of day as soon as it shows that", .timeLimit(.minutes(1)))
    func wallTime() async throws {
        let clock = clock
        let start = clock.now()
        async let slept: Void = clock.sleep(until: start + .hours(1))
        await clock.waitForSleepers(1)
        clock.set(to: start + .hours(1))
        try await slept
    }

    @Test("the system's uptime goes on, and no two clocks of a process differ in it")
    func uptime() {
        let first = SystemClock().uptime()
        let second = SystemClock.uptime()
        #expect(first <= second && second - first < .seconds(30))
    }
}
