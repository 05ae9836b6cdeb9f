import GRDB
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("A unique job", .timeLimit(.minutes(1)))
struct UniqueJobTests {
    @Test("is kept unique by the database itself, whoever writes: plain SQL of another program is refused, too")
    func index() async throws {
        let subject = try StoreOnDisk()
        let job = NewJob(kind: "Test", uniqueKey: "key")
        #expect(try await subject.store.enqueue([job], durability: .durable)[0].isNew)
        let error = await #expect(throws: DatabaseError.self) {
            try await subject.otherProgram().write {
                try $0.execute(sql: "INSERT INTO jobs (queue, kind, unique_key) VALUES ('other', 'Test', 'key')")
            }
        }
        #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE)
        #expect(try await subject.count("jobs") == 1)
    }

    @Test("is one, whatever state it is in: waiting, delayed, leased, tried again")
    func states() async throws {
        let subject = try StoreOnDisk()
        let job = NewJob(kind: "Test", uniqueKey: "key")
        let first = try await subject.store.enqueue([job], durability: .durable)[0]
        func expectLive() async throws {
            let answer = try await subject.store.enqueue([job], durability: .durable)
            #expect(answer.map(\.isNew) == [false])
            #expect(answer.map(\.id) == [first.id])
        }
        let claimed = try await subject.claim()
        try await expectLive()
        let retry = Settlement.Verdict.retry(
            after: .hours(1), .failed, FailureReport(type: "Wrong", message: "on purpose"))
        #expect(try await subject.settle(claimed, retry) == [.settled])
        try await expectLive()
        subject.clock.advance(by: .hours(1))
        let again = try await subject.claim()
        try await expectLive()
        _ = try await subject.settle(again)
        #expect(try await subject.store.enqueue([job], durability: .durable)[0].isNew)
    }

    @Test("is new for one of many that enqueue it at the same time through connections of their own")
    func race() async throws {
        let subject = try StoreOnDisk()
        let stores = try (0..<4).map { _ in try SQLiteJobStore(path: subject.path, clock: subject.clock) }
        for round in 0..<20 {
            let job = NewJob(kind: "Test", uniqueKey: "key \(round)")
            let answers = try await withThrowingTaskGroup { group in
                for store in stores + stores {
                    group.addTask { try await store.enqueue([job], durability: .fast)[0] }
                }
                return try await group.reduce(into: [EnqueuedJob]()) { $0.append($1) }
            }
            #expect(answers.count { $0.isNew } == 1)
            #expect(Set(answers.map(\.id)).count == 1)
        }
        #expect(try await subject.count("jobs") == 20)
    }
}
