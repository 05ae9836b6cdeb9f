import Basics
import JobQueue
import Testing
import WallTime

@testable import Dashboard
@testable import JobQueueSQLite

@Suite("Counters of jobs")
struct JobTotalsTests {
    private let now = Timestamp(milliseconds: 1_700_000_040_000)

    private func row(_ done: Int, minutesAgo: Int = 0, queue: String = "a", kind: String = "K") -> QueueMinute {
        QueueMinute(
            minute: Timestamp(milliseconds: (now.milliseconds / 60_000 - Int64(minutesAgo)) * 60_000), queue: queue,
            kind: kind, enqueued: done + 1, done: done, failed: 1, retried: 2, runTime: .seconds(done),
            waitTime: .milliseconds(done))
    }

    @Test("what was there before the first look is not counted")
    func first() {
        var totals = JobTotals()
        totals.add([row(7)], at: now)
        #expect(totals.sums == ["a": .init()])
    }

    @Test("a minute that grows is counted by what it has grown, an unchanged one not again")
    func growth() {
        var totals = JobTotals()
        totals.add([row(7)], at: now)
        for _ in 1...3 { totals.add([row(9), row(4, queue: "b"), row(1, kind: "L")], at: now + .seconds(15)) }
        #expect(totals.sums["a"]?.done == 3)
        #expect(totals.sums["a"]?.enqueued == 4)
        #expect(totals.sums["a"]?.failed == 1)
        #expect(totals.sums["a"]?.runTime == .seconds(3))
        #expect(totals.sums["b"]?.waitTime == .milliseconds(4))
    }

    @Test("minutes that are pruned take nothing away, and late ones are counted")
    func pruned() {
        var totals = JobTotals()
        totals.add([], at: now)
        totals.add([row(5)], at: now + .seconds(60))
        totals.add([row(2, minutesAgo: 3)], at: now + .seconds(120))
        totals.add([], at: now + .seconds(180))
        #expect(totals.sums["a"]?.done == 7)
    }

    @Test("a scrape after an hour of none reads back to the last one")
    func gap() {
        var totals = JobTotals()
        totals.add([row(5)], at: now)
        let later = now + .seconds(3600)
        #expect(totals.firstMinute(at: later) <= now - .seconds(600))
        totals.add([row(6)], at: later)
        #expect(totals.sums["a"]?.done == 1)
    }

    @Test("of two looks at once the older one may come last")
    func concurrent() {
        var totals = JobTotals()
        totals.add([], at: now)
        totals.add([row(9)], at: now + .seconds(1))
        totals.add([row(4)], at: now)
        totals.add([row(9)], at: now + .seconds(2))
        #expect(totals.sums["a"]?.done == 9)
    }

    @Test("a clock that is set back makes no counter fall, and none leap")
    func clockSetBack() {
        var totals = JobTotals()
        totals.add([], at: now)
        totals.add([row(9)], at: now + .seconds(1))
        let back = now - .seconds(86_400)
        totals.add([row(500, minutesAgo: 1440)], at: back)
        #expect(totals.sums["a"]?.done == 9)
        totals.add([row(501, minutesAgo: 1440)], at: back + .seconds(1))
        #expect(totals.sums["a"]?.done == 10)
    }
}
