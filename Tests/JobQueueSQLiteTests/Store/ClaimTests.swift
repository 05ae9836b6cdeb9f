import Basics
import GRDB
import GRDBSQLite
import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("A claim on SQLite")
struct ClaimTests {
    /// How many steps of SQLite's virtual machine a claim takes, in tens.
    private func cost(of request: ClaimRequest, in subject: StoreOnDisk) async throws -> (steps: Int, claimed: [JobID])
    {
        try await subject.store.write { transaction in
            let steps = StepCount()
            let connection = transaction.database.sqliteConnection
            let context = Unmanaged.passUnretained(steps).toOpaque()
            sqlite3_progress_handler(
                connection, 10,
                { context in
                    if let context { Unmanaged<StepCount>.fromOpaque(context).takeUnretainedValue().count += 1 }
                    return 0
                }, context)
            defer { sqlite3_progress_handler(connection, 0, nil, nil) }
            var result = ExchangeResult()
            let reclaim = SQLiteTransaction.Reclaim(worker: "one", keepsOwn: false, patience: .zero)
            try transaction.claim(request, reclaim, into: &result)
            return (steps.count, result.claimed.map(\.id))
        }
    }

    private final class StepCount {
        var count = 0
    }

    @Test("costs no more where ten thousand jobs of a kind that nobody knows wait in front")
    func unknownKinds() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue(10, kind: "Unknown")
        let known = try await subject.enqueue(40, kind: "Known")
        let request = ClaimRequest(queues: ["default"], kinds: ["Known", "Other"], limit: 10)
        let few = try await cost(of: request, in: subject)
        #expect(few.claimed == Array(known[..<10]))
        try await subject.store.write { transaction in
            try transaction.database.execute(
                sql: """
                    INSERT INTO jobs (queue, kind, available_at)
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                    SELECT 'default', 'Unknown', 0 FROM n
                    """)
        }
        let many = try await cost(of: request, in: subject)
        #expect(many.claimed == Array(known[10..<20]))
        #expect(many.steps <= few.steps + few.steps / 5, "\(few.steps) tens of steps, then \(many.steps)")
    }

    @Test("takes jobs of several kinds by priority, due time and id, as if they were one")
    func order() async throws {
        let subject = try StoreOnDisk()
        let now = subject.clock.now()
        var expected: [(priority: Int, due: Int, id: JobID)] = []
        for number in 0..<60 {
            let (priority, due) = (number * 7 % 3 - 1, number * 11 % 13)
            let kind = ["A", "B", "Ü", "unknown"][number % 4]
            let job = NewJob(kind: kind, priority: priority, availableAt: now - .seconds(due))
            let id = try await subject.store.enqueue([job], durability: .fast)[0].id
            if kind != "unknown" { expected.append((priority, -due, id)) }
        }
        let order = expected.sorted { $0 < $1 }.map(\.id)
        var claimed: [JobID] = []
        while true {
            let jobs = try await subject.claim(7, kinds: ["Ü", "B", "A", "Z", "0"])
            if jobs.isEmpty { break }
            claimed += jobs.map(\.id)
        }
        #expect(claimed == order)
        #expect(try await subject.claim(100).count == 15, "A worker that takes all kinds takes the rest.")
    }

    @Test("tells when the next job of a known kind is due, and not those of others")
    func nextDue() async throws {
        let subject = try StoreOnDisk()
        let now = subject.clock.now()
        _ = try await subject.store.enqueue(
            [
                NewJob(kind: "Unknown", availableAt: now + .seconds(1)),
                NewJob(kind: "Known", priority: 5, availableAt: now + .seconds(3)),
                NewJob(kind: "Known", availableAt: now + .seconds(7)),
            ], durability: .fast)
        let request = ClaimRequest(queues: ["default"], kinds: ["Known"], limit: 10)
        let result = try await subject.store.exchange(Exchange(worker: "one", claim: request))
        #expect(result.claimed == [])
        #expect(result.nextDue == now + .seconds(3))
    }

    @Test("survives whatever numbers plain SQL wrote into a row")
    func extremes() async throws {
        let subject = try StoreOnDisk()
        try await subject.otherProgram().write { db in
            for value in [Int64.min, .max] {
                try db.execute(
                    sql: """
                        INSERT INTO jobs (queue, kind, priority, attempts, crashes, max_attempts, available_at, created_at)
                        VALUES ('default', 'Test', ?1, ?1, ?1, ?1, -5, ?1)
                        """, arguments: [value])
            }
        }
        let report = FailureReport(type: "Test", message: "on purpose")
        for _ in 0..<2 {
            let jobs = try await subject.claim(10)
            #expect(jobs.count == 2)
            let results = try await subject.settle(jobs, .retry(after: .zero, .failed, report))
            #expect(results == [.settled, .settled])
        }
        // Their worker dies.
        #expect(try await subject.claim(10).count == 2)
        subject.clock.advance(by: .minutes(2))
        let again = try await subject.claim(10)
        _ = try await subject.settle(again, .fail(.attempts, report))
        #expect(try await subject.count("failed_jobs") == 2)
    }
}
