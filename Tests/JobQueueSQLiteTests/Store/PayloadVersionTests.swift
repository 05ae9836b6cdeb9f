import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The version of a payload")
struct PayloadVersionTests {
    private static let failure = Settlement.Verdict.fail(.payload, FailureReport(type: "Wrong", message: "on purpose"))

    @Test("goes with the job: through a claim, a failure for good, and a retry by hand")
    func kept() async throws {
        let subject = try StoreOnDisk()
        let id = try await subject.store.enqueue(
            [NewJob(kind: "Test", payload: Data(#"{"a":1}"#.utf8), payloadVersion: 7)], durability: .durable)[0].id
        for _ in 0..<2 {
            let jobs = try await subject.claim()
            #expect(jobs.map(\.payloadVersion) == [7])
            #expect(jobs.map(\.payload) == [Data(#"{"a":1}"#.utf8)])
            #expect(try await subject.settle(jobs, Self.failure) == [.settled])
            #expect(try await subject.store.retryFailed(.ids([id])).retried == [id])
        }
    }

    @Test("goes with each step of a chain")
    func chain() async throws {
        let subject = try StoreOnDisk()
        let next = NewJob(kind: "Next", payload: Data("{}".utf8), payloadVersion: 3)
        _ = try await subject.store.enqueue([NewJob(kind: "Test", chain: [next])], durability: .durable)
        _ = try await subject.settle(subject.claim())
        #expect(try await subject.claim().map(\.payloadVersion) == [3])
    }

    @Test("is 1 where plain SQL says nothing")
    func plain() async throws {
        let subject = try StoreOnDisk()
        try await subject.otherProgram().write {
            try $0.execute(sql: "INSERT INTO jobs (queue, kind) VALUES ('default', 'Test')")
        }
        subject.clock.set(to: SystemClock().now())
        #expect(try await subject.claim().map(\.payloadVersion) == [1])
    }
}
