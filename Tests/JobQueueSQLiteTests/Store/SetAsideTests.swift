import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("A row that refuses to be changed", .timeLimit(.minutes(1)))
struct SetAsideTests {
    private let subject: StoreOnDisk

    init() throws {
        subject = try StoreOnDisk()
    }

    private func refuse(_ trigger: String) async throws {
        try await subject.otherProgram().write { try $0.execute(sql: "CREATE TRIGGER refusal \(trigger) END") }
    }

    private func exchange(_ limit: Int = 100, worker: String = "one") async throws -> ExchangeResult {
        try await subject.store.exchange(
            Exchange(worker: worker, claim: ClaimRequest(queues: ["default"], limit: limit)))
    }

    /// Claims all that is sound, and sees that the odd one is named and then left alone.
    private func expectOthersClaimed(odd: JobID, others: [JobID]) async throws {
        let first = try await exchange()
        #expect(first.claimed.map(\.id) == others)
        #expect(first.setAside.map(\.id) == [odd])
        #expect(first.setAside.first?.failure.message.contains("not today") == true)
        // Again only after a while: no loop, no line a millisecond.
        let second = try await exchange()
        #expect(second.claimed == [] && second.setAside == [])
        let next = try #require(second.nextDue)
        #expect(next > subject.clock.now() && next <= subject.clock.now() + SetAside.pause)
        subject.clock.advance(by: SetAside.pause)
        #expect(try await exchange().setAside.map(\.id).contains(odd))
    }

    @Test("at its deadline stops no claim of others")
    func overdue() async throws {
        let deadline = subject.clock.now() + .seconds(1)
        let odd = try await subject.store.enqueue([NewJob(kind: "Odd", deadline: deadline)], durability: .durable)[0].id
        let others = try await subject.enqueue(5)
        try await refuse(
            "AFTER INSERT ON failed_jobs WHEN NEW.kind = 'Odd' BEGIN SELECT RAISE(ABORT, 'not today');")
        subject.clock.advance(by: .seconds(2))
        try await expectOthersClaimed(odd: odd, others: others)
    }

    @Test("whose worker died stops no claim of others")
    func expired() async throws {
        let odd = try await subject.enqueue(1, kind: "Odd")[0]
        _ = try await subject.claim(worker: "dead")
        let others = try await subject.enqueue(5)
        try await refuse(
            "BEFORE UPDATE OF crashes ON jobs WHEN NEW.kind = 'Odd' BEGIN SELECT RAISE(ABORT, 'not today');")
        subject.clock.advance(by: .seconds(60))
        try await expectOthersClaimed(odd: odd, others: others)
    }

    @Test("that was cancelled and came back stops no claim of others")
    func cancelled() async throws {
        let odd = try await subject.enqueue(1, kind: "Odd")[0]
        let job = try await subject.claim()
        _ = try await subject.store.cancel(odd)
        #expect(try await subject.settle(job, .release(after: nil)) == [.settled])
        let others = try await subject.enqueue(5)
        try await refuse(
            "AFTER INSERT ON failed_jobs WHEN NEW.kind = 'Odd' BEGIN SELECT RAISE(ABORT, 'not today');")
        try await expectOthersClaimed(odd: odd, others: others)
    }

    @Test("to be leased is left out, whatever its place, and all others are taken", arguments: ["Odd", "Test"])
    func lease(kind: String) async throws {
        let odd = try await subject.enqueue(1, kind: kind)[0]
        let others = try await subject.enqueue(5)
        try await refuse(
            "BEFORE UPDATE OF lease_token ON jobs WHEN NEW.id = \(odd.rawValue) BEGIN SELECT RAISE(ABORT, 'not today');"
        )
        let first = try await exchange(3)
        #expect(first.claimed.map(\.id) == Array(others.prefix(2)))
        #expect(first.setAside.map(\.id) == [odd])
        // It takes no place of another's.
        #expect(try await exchange(3).claimed.map(\.id) == Array(others.suffix(3)))
    }

    @Test("where its job is done harms no other settlement of the exchange")
    func settlement() async throws {
        let odd = try await subject.enqueue(1, kind: "Odd")[0]
        try await subject.enqueue(2)
        let jobs = try await subject.claim(3)
        try await refuse("BEFORE DELETE ON jobs WHEN OLD.kind = 'Odd' BEGIN SELECT RAISE(ABORT, 'not today');")
        let results = try await subject.settle(jobs)
        #expect(results.count { $0 == .settled } == 2)
        guard case .effectFailed(let report) = results[jobs.firstIndex { $0.id == odd } ?? 0] else {
            Issue.record("\(results)")
            return
        }
        #expect(report.message.contains("not today"))
    }

    @Test("more of them than are looked at once hide no sound one")
    func many() async throws {
        let deadline = subject.clock.now() + .seconds(1)
        let odd = (0..<1100).map { _ in NewJob(kind: "Odd", deadline: deadline) }
        _ = try await subject.store.enqueue(odd, durability: .durable)
        let last = try await subject.store.enqueue(
            [NewJob(kind: "Test", deadline: deadline + .milliseconds(1))], durability: .durable)[0].id
        try await refuse(
            "AFTER INSERT ON failed_jobs WHEN NEW.kind = 'Odd' BEGIN SELECT RAISE(ABORT, 'not today');")
        subject.clock.advance(by: .seconds(2))
        for _ in 0..<3 { _ = try await exchange(1) }
        #expect(try await subject.store.failedJobs(limit: 10).map(\.id) == [last])
    }

    @Test("is remembered for a minute, by no more than so many, and not longer where the clock is set back")
    func memory() {
        var aside = SetAside()
        let now = Timestamp(seconds: 1_000_000)
        for id in 1...Int64(SetAside.capacity + 5) { aside.add(id, now: now + .milliseconds(id)) }
        #expect(aside.count == SetAside.capacity)
        #expect(!aside.contains(5) && aside.contains(6))
        aside.forget(now: now + SetAside.pause + .milliseconds(10))
        #expect(!aside.contains(10) && aside.contains(11))
        aside.forget(now: now - .hours(1))
        #expect(aside.isEmpty && aside.next == nil)
    }
}
