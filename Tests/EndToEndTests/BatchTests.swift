import Foundation
import GRDB
import Testing

/// Batches with real processes, and the commands that show and steer them.
@Suite struct BatchTests {
    private let denyut: Installation

    init() async throws {
        denyut = try Installation()
        // The worker of the tests is a program that uses the queue alone, and makes none of the sessions' tables.
        _ = try await denyut.run("migrate")
    }

    private func storm(_ role: String, _ number: Int) throws -> RunningProcess {
        try RunningProcess(Binaries.path("storm-worker"), [role, denyut.database, String(number)])
    }

    @Test("a batch of 10,000 jobs with two workers, one of them killed: each job once, and `then` once")
    func killedWorker() async throws {
        #expect(try await storm("batch", 10_000).end().status == 0)
        let database = try DatabaseQueue(path: denyut.database)
        try await database.write {
            try $0.execute(sql: "CREATE TABLE batch_effects (name TEXT NOT NULL, job_id INTEGER NOT NULL) STRICT")
        }
        func count(_ sql: String) async throws -> Int {
            try await database.read { try Int.fetchOne($0, sql: sql) ?? 0 }
        }
        let workers = try [storm("work", 600), storm("work", 600)]
        #expect(try await eventually { try await count("SELECT count(*) FROM batch_effects") > 200 })
        workers[0].send(SIGKILL)
        _ = await workers[0].end()
        #expect(try await eventually(within: 300) { try await count("SELECT count(*) FROM jobs") == 0 })
        workers[1].send(SIGTERM)
        #expect(await workers[1].end().status == 0)

        #expect(try await count("SELECT count(*) FROM batch_effects WHERE name = 'step'") == 10_000)
        #expect(try await count("SELECT count(DISTINCT job_id) FROM batch_effects WHERE name = 'step'") == 10_000)
        let followUps = try await database.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM batch_effects WHERE name <> 'step' ORDER BY job_id")
        }
        #expect(followUps == ["then", "finally"])
        let shown = try await denyut.run("queue-batches")
        #expect(shown.output.contains("done"))
        #expect(shown.output.contains("100 %"))
    }

    @Test("a batch is listed, shown, cancelled and retried")
    func commands() async throws {
        #expect(try await storm("batch", 3).end().output == "1\n")
        let listed = try await denyut.run("queue-batches", "--json").json()
        let batch = try #require((listed as? [[String: Any]])?.first)
        #expect(batch["state"] as? String == "running")
        #expect(batch["pending"] as? Int == 3)
        #expect(batch["progress"] as? Double == 0)
        let shown = try await denyut.run("queue-batches", "1")
        #expect(shown.output.contains("3: 3 pending, 0 done, 0 failed"))
        #expect(shown.output.contains("BatchStep"))

        let cancelled = try await denyut.run("queue-cancel", "--batch", "1")
        #expect(cancelled.output == "Batch 1 is cancelled: 3 waiting jobs.\n")
        #expect(try await denyut.run("queue-cancel", "--batch", "1").status == 1)
        let details = try #require(try await denyut.run("queue-batches", "1", "--json").json() as? [String: Any])
        #expect(details["state"] as? String == "cancelled")
        #expect((details["failed_jobs"] as? [Any])?.count == 3)
        let failed = try await denyut.run("queue-failed", "--batch", "1", "--json").json()
        #expect((failed as? [Any])?.count == 3)

        #expect(try await denyut.run("queue-retry", "--batch", "1").output.split(separator: "\n").count == 3)
        let again = try #require(try await denyut.run("queue-batches", "1", "--json").json() as? [String: Any])
        #expect(again["state"] as? String == "running")
        // What follows a batch comes once, so the job for its end is there already.
        #expect((again["live_jobs"] as? [[String: Any]])?.first?["waiting"] as? Int == 3)
    }

    @Test(
        "an id that no batch has is an error with a word on where to look",
        arguments: [
            ["queue-batches", "7"], ["queue-cancel", "--batch", "7"], ["queue-retry", "--batch", "7"],
            ["queue-batches", "x"],
        ])
    func unknownBatch(arguments: [String]) async throws {
        _ = try await denyut.run("migrate")
        let result = try await denyut.run(arguments)
        #expect(result.status != 0)
        #expect(result.errors.contains("queue-batches"))
    }
}
