import GRDB
import JobQueue
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("A settlement on SQLite")
struct SettleTests {
    @Test("that a trigger of the application refuses harms no other one of its exchange")
    func refusedByTrigger() async throws {
        let subject = try StoreOnDisk()
        let ids = try await subject.enqueue(3)
        try await subject.otherProgram().write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER no_second AFTER INSERT ON failed_jobs WHEN NEW.id = \(ids[1])
                    BEGIN SELECT RAISE(ABORT, 'not this one'); END
                    """)
        }
        let report = FailureReport(type: "Test", message: "on purpose")
        let results = try await subject.settle(try await subject.claim(3), .fail(.discarded, report))
        #expect(results[0] == .settled)
        #expect(results[2] == .settled)
        guard case .effectFailed(let refusal) = results[1] else {
            Issue.record("It was \(results[1]).")
            return
        }
        #expect(refusal.message.contains("not this one"))
        #expect(try await subject.store.failedJobs().map(\.id) == [ids[2], ids[0]])
        #expect(try await subject.store.depths()[0].reserved == 1)
    }
}
