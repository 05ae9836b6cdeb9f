import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("What was written under a clock that was ahead", .timeLimit(.minutes(1)))
struct TimesAheadTests {
    private let subject: StoreOnDisk

    init() throws {
        subject = try StoreOnDisk()
    }

    private static let registration = WorkerRegistration(
        id: "one", name: "one", host: "here", processID: 1, queues: ["default"], concurrency: 1, lease: .seconds(60))

    private var clock: ManualClock { subject.clock }
    private var now: Timestamp { subject.clock.now() }

    private func mend(_ extent: TimesAhead.Extent = .all) async throws -> Int {
        let now = now
        return try await subject.otherProgram().writeWithoutTransaction { db in
            try TimesAhead.mend(db, now: { now }, extent).count
        }
    }

    private func number(_ sql: String) async throws -> Int64? {
        try await subject.store.read { try Int64.fetchOne($0, sql: sql) }
    }

    /// Does something while the clock is that far ahead.
    private func ahead<T>(by leap: Duration, _ body: () async throws -> T) async throws -> T {
        clock.set(to: now + leap)
        let value = try await body()
        clock.set(to: now - leap)
        return value
    }

    private static let leaps: [Duration] = [.seconds(3), .hours(7), .days(365)]

    @Test("a job that nobody delayed is due at once; one that was delayed keeps its time", arguments: leaps)
    func waiting(leap: Duration) async throws {
        let delayed = now + leap + .hours(1)
        let ids = try await ahead(by: leap) {
            let plain = try await subject.enqueue()
            let other = try await subject.store.enqueue(
                [NewJob(kind: "Test", availableAt: delayed)], durability: .durable)
            return plain + other.map(\.id)
        }
        #expect(try await subject.claim(10) == [])
        #expect(try await subject.store.timesAhead() == TimesAhead.Count(waiting: 1))
        #expect(try await mend() > 0)
        #expect(try await subject.claim(10).map(\.id) == [ids[0]])
        #expect(try await number("SELECT available_at FROM jobs WHERE id = \(ids[1])") == delayed.milliseconds)
        #expect(try await subject.store.timesAhead().jobs == 0)
        #expect(try await mend() == 0)
    }

    @Test("a unique key is not held by a job of the wrong time", arguments: leaps)
    func unique(leap: Duration) async throws {
        let job = NewJob(kind: "Test", uniqueKey: "key")
        let id = try await ahead(by: leap) { try await subject.store.enqueue([job], durability: .durable)[0].id }
        let answer = try await subject.store.enqueue([job], durability: .durable)[0]
        #expect(answer.id == id && !answer.isNew)
        #expect(try await subject.claim().map(\.id) == [id])
    }

    @Test("a job that plain SQL put in, or many of them, are found without an index", arguments: [1, 1200])
    func plainSQL(count: Int) async throws {
        let time = (now + .hours(1)).milliseconds
        try await subject.otherProgram().write { db in
            for _ in 0..<count {
                try db.execute(
                    sql: "INSERT INTO jobs (queue, kind, available_at, created_at) VALUES ('default', 'Test', ?, ?)",
                    arguments: [time, time])
            }
        }
        #expect(try await mend(.indexed) == 0)
        #expect(try await mend() == count)
        #expect(try await subject.claim(2000).count == count)
    }

    @Test("counters in the future make a quick look a whole one, and are counted in this minute")
    func suspected() async throws {
        let ids = try await ahead(by: .hours(2)) { try await subject.enqueue(3) }
        #expect(try await mend(.indexed) > 0)
        #expect(try await subject.claim(10).map(\.id) == ids)
        let minute = now.milliseconds - now.milliseconds % 60_000
        #expect(try await number("SELECT max(minute) FROM queue_minutes") == minute)
        #expect(try await number("SELECT sum(enqueued) FROM queue_minutes") == 3)
    }

    @Test("the lease of a worker that has died since ends as long after now as it had left", arguments: leaps)
    func lease(leap: Duration) async throws {
        try await subject.enqueue()
        let id = try await ahead(by: leap) { try await subject.claim(worker: "dead")[0].id }
        #expect(try await subject.store.timesAhead().leases == 1)
        #expect(try await mend(.indexed) == 1)
        clock.advance(by: .milliseconds(59_999))
        #expect(try await subject.claim(worker: "two") == [])
        clock.advance(by: .milliseconds(1))
        #expect(try await subject.claim(worker: "two").map(\.id) == [id])
    }

    @Test("a lease that its worker has renewed since is left as it is", arguments: leaps)
    func renewed(leap: Duration) async throws {
        try await subject.enqueue()
        let attendance = try await subject.store.attend(Self.registration) { _ in }
        try await ahead(by: leap) { _ = try await subject.claim() }
        // Whether the thread of the attendance has seen of that or not.
        let expected = (now + .seconds(60)).milliseconds
        try await eventually {
            _ = try await mend()
            return try await number("SELECT lease_expires_at FROM jobs") == expected
        }
        for _ in 0..<3 { _ = try await mend() }
        #expect(try await number("SELECT lease_expires_at FROM jobs") == expected)
        #expect(try await number("SELECT leased_at FROM jobs") == now.milliseconds)
        await attendance.end()
    }

    @Test("a lease longer than the longest one is not believed, whoever wrote it")
    func longestLease() async throws {
        try await subject.enqueue()
        _ = try await subject.claim(worker: "dead")
        let far = (now + .days(400)).milliseconds
        try await subject.otherProgram().write {
            try $0.execute(sql: "UPDATE jobs SET lease_expires_at = ?", arguments: [far])
        }
        #expect(try await mend(.indexed) == 1)
        clock.advance(by: .minutes(1))
        #expect(try await subject.claim(worker: "two").count == 1)
    }

    @Test("a lease that is in order is left alone, the longest one too")
    func sound() async throws {
        try await subject.enqueue(2)
        let request = ClaimRequest(queues: ["default"], limit: 1, lease: .days(1))
        _ = try await subject.store.exchange(Exchange(worker: "long", claim: request))
        _ = try await subject.claim(worker: "short")
        #expect(try await mend() == 0)
        #expect(try await subject.store.timesAhead() == TimesAhead.Count())
    }

    @Test("the next attempt is as long after now as it was to be after the last", arguments: leaps)
    func retry(leap: Duration) async throws {
        let id = try await subject.enqueue()[0]
        try await ahead(by: leap) {
            let jobs = try await subject.claim()
            let failure = FailureReport(type: "Test", message: "on purpose")
            _ = try await subject.settle(jobs, .retry(after: .seconds(30), .failed, failure))
        }
        #expect(try await subject.store.timesAhead().jobs == 1)
        #expect(try await mend(.indexed) > 0)
        #expect(try await number("SELECT available_at FROM jobs WHERE id = \(id)") == (now + .seconds(30)).milliseconds)
        #expect(try await number("SELECT max(finished_at) FROM job_attempts") == now.milliseconds)
    }

    @Test(
        "a job that came back is due as long after now as it was to be after that, however it came back",
        arguments: leaps)
    func returned(leap: Duration) async throws {
        let failure = FailureReport(type: "Test", message: "on purpose")
        let verdicts: [(Settlement.Verdict, Duration)] = [
            (.retry(after: .zero, .failed, failure), .zero), (.release(after: .milliseconds(10)), .milliseconds(10)),
            (.release(after: .minutes(30)), .minutes(30)),
        ]
        for (verdict, delay) in verdicts {
            let id = try await subject.enqueue()[0]
            try await ahead(by: leap) { _ = try await subject.settle(try await subject.claim(), verdict) }
            #expect(try await subject.store.timesAhead().jobs == 1)
            #expect(try await mend(.indexed) > 0)
            let due = (now + delay).milliseconds
            #expect(try await number("SELECT available_at FROM jobs WHERE id = \(id)") == due)
            #expect(try await subject.store.timesAhead().jobs == 0)
            clock.advance(by: delay)
            #expect(try await subject.settle(try await subject.claim()) == [.settled])
        }
    }

    @Test("the unique key of a job that came back is held no longer than it was to wait")
    func uniqueReturned() async throws {
        let job = NewJob(kind: "Test", uniqueKey: "key")
        try await ahead(by: .hours(1)) {
            _ = try await subject.store.enqueue([job], durability: .durable)
            _ = try await subject.settle(try await subject.claim(), .release(after: .seconds(5)))
        }
        #expect(try await subject.store.enqueue([job], durability: .durable).map(\.isNew) == [false])
        clock.advance(by: .seconds(5))
        #expect(try await subject.claim().count == 1)
    }

    @Test("a request to start anew is forgotten, and sightings are taken for those of now")
    func signals() async throws {
        try await ahead(by: .hours(5)) {
            try await subject.store.restartWorkers()
            let time = now.milliseconds
            try await subject.otherProgram().write {
                try $0.execute(
                    sql: """
                        INSERT INTO workers (id, name, host, pid, queues, concurrency, state, started_at, seen_at)
                        VALUES ('w', 'w', 'h', 1, 'default', 1, 'running', ?1, ?1)
                        """, arguments: [time])
            }
        }
        #expect(try await subject.store.timesAhead() == TimesAhead.Count(workers: 1, restarts: 1))
        #expect(try await mend(.indexed) == 2)
        #expect(try await number("SELECT count(*) FROM queue_signals") == 0)
        #expect(try await number("SELECT seen_at FROM workers") == now.milliseconds)
    }

    @Test("the window of a rate ends no later than one that begins now")
    func rates() async throws {
        func use() async throws -> Timestamp? {
            try await subject.store.countUse(of: "key", limit: 1, window: .seconds(60))
        }
        #expect(try await ahead(by: .days(30)) { try await use() } == nil)
        #expect(try await subject.store.exhaustion(of: "key", limit: 1, window: .seconds(60)) == nil)
        #expect(try await use() == nil)
        #expect(try await use() == now + .seconds(60))
    }

    @Test("a worker sets it right when it starts, and when the clock is set back while it runs")
    func worker() async throws {
        try await ahead(by: .hours(1)) { _ = try await subject.enqueue() }
        let attendance = try await subject.store.attend(Self.registration) { _ in }
        try await eventually { try await subject.claim().count == 1 }
        clock.set(to: now + .hours(7))
        try await eventually { try await number("SELECT seen_at FROM workers") == now.milliseconds }
        try await subject.enqueue()
        clock.set(to: now - .hours(7))
        try await eventually { try await subject.claim().count == 1 }
        await attendance.end()
    }

    @Test("a lease that was taken after the clock was set back, by a worker that was seen before, is left alone")
    func takenSince() async throws {
        let attendance = try await ahead(by: .hours(1)) {
            try await subject.store.attend(Self.registration) { _ in }
        }
        try await subject.enqueue()
        _ = try await subject.claim()
        try await subject.otherProgram().write { [now] in
            try $0.execute(sql: "UPDATE workers SET seen_at = ?", arguments: [(now + .hours(1)).milliseconds])
        }
        _ = try await mend()
        #expect(try await number("SELECT lease_expires_at FROM jobs") == (now + .seconds(60)).milliseconds)
        await attendance.end()
    }

    @Test("a lease that was renewed under a clock that was ahead ends no later than it would if it were renewed now")
    func renewedAhead() async throws {
        try await subject.enqueue()
        _ = try await subject.claim()
        let far = (now + .hours(1)).milliseconds
        try await subject.otherProgram().write { [now] db in
            try db.execute(
                sql: """
                    INSERT INTO workers (id, name, host, pid, queues, concurrency, lease, state, started_at, seen_at)
                    VALUES ('one', 'one', 'here', 1, 'default', 1, 90000, 'running', ?, ?)
                    """, arguments: [now.milliseconds, far])
            try db.execute(sql: "UPDATE jobs SET lease_expires_at = ?", arguments: [far + 90_000])
        }
        #expect(try await mend(.indexed) > 0)
        #expect(try await number("SELECT lease_expires_at FROM jobs") == (now + .seconds(90)).milliseconds)
    }

    @Test("who mends stops where something more urgent is to be done, and says that it is not through")
    func interrupted() async throws {
        try await ahead(by: .hours(1)) { _ = try await subject.enqueue(1200) }
        let now = now
        let portions = Mutex(0)
        let first = try await subject.otherProgram().writeWithoutTransaction { db in
            try TimesAhead.mend(db, now: { now }, .all) {
                portions.withLock {
                    $0 += 1
                    return $0 <= 6
                }
            }
        }
        #expect(!first.isComplete && first.count > 0)
        #expect(try await subject.store.timesAhead().waiting > 0)
        #expect(try await mend() > 0)
        #expect(try await subject.store.timesAhead().waiting == 0)
    }

    @Test("a job is freed by a cancellation where its lease has ended, else when it ends")
    func cancellation() async throws {
        try await subject.enqueue(3)
        let ended = try await subject.claim(worker: "dead")[0].id
        clock.advance(by: .seconds(60))
        #expect(try await subject.store.cancel(ended) == .cancelled)
        let alive = try await subject.claim(worker: "two")[0].id
        #expect(try await subject.store.cancel(alive) == .requested(worker: "two"))
        let far = try await ahead(by: .days(400)) { try await subject.claim(worker: "three").last?.id }
        #expect(try await subject.store.cancel(try #require(far)) == .requested(worker: "three"))
        #expect(try await subject.store.failedJobs(limit: 10).map(\.reason) == ["cancelled"])
        clock.advance(by: .seconds(60))
        #expect(try await subject.claim(worker: "four") == [])
        #expect(try await subject.store.failedJobs(limit: 10).map(\.reason).allSatisfy { $0 == "cancelled" })
        #expect(try await number("SELECT count(*) FROM jobs WHERE id = \(try #require(far))") == 0)
    }
}
