import Foundation
import GRDB
import Testing

/// The commands of the queue, by their contracts: output, exit codes, errors.
@Suite struct QueueCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(_ arguments: String...) async throws -> ProcessResult {
        try await RunningProcess(
            Binaries.path("denyut"), arguments, environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
    }

    private func objects(_ json: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    }

    @Test("a job that is pushed is worked on and gone")
    func pushAndWork() async throws {
        #expect(try await run("queue-push", "NoOp", "--count", "3").output == "1\n2\n3\n")
        let worked = try await run("queue-work", "--stop-when-empty", "--json")
        #expect(worked.status == 0)
        #expect(worked.output.split(separator: "\n").count == 3)
        #expect(worked.output.contains("\"result\":\"done\""))
        let depth = try #require(try objects(await run("queue-monitor", "--json").output).first)
        #expect(depth["size"] as? Int == 0)
    }

    @Test("queue-monitor prints one row per queue and ends with 0, 2 or 3")
    func monitor() async throws {
        let missing = try await run("queue-monitor")
        #expect(missing.status == 3)
        #expect(missing.errors.contains("denyut migrate"))
        _ = try await run("queue-push", "NoOp", "--count", "3")
        let fine = try await run("queue-monitor", "default,other", "--json")
        #expect(fine.status == 0)
        let rows = try objects(fine.output)
        #expect(rows.map { $0["queue"] as? String } == ["default", "other"])
        #expect(
            Set(rows[0].keys) == [
                "connection", "queue", "size", "pending", "delayed", "reserved", "oldest_pending", "status",
            ])
        #expect(rows[0]["pending"] as? Int == 3)
        let alert = try await run("queue-monitor", "default", "--max=2", "--json")
        #expect(alert.status == 2)
        #expect(try objects(alert.output)[0]["status"] as? String == "ALERT")
    }

    @Test("a job that any program inserts with plain SQL is worked on")
    func plainInsert() async throws {
        _ = try await run("migrate")
        let database = try DatabaseQueue(path: folder.database)
        try await database.write {
            try $0.execute(sql: "INSERT INTO jobs (queue, kind, payload) VALUES ('default', 'NoOp', '{}')")
        }
        #expect(try await run("queue-work", "--once").status == 0)
        #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 0)
    }

    @Test("a waiting job is cancelled, shown among the failed ones, retried and forgotten")
    func failedJobs() async throws {
        _ = try await run("queue-push", "NoOp", "--unique-key", "k")
        #expect(try await run("queue-cancel", "1").status == 0)
        let failed = try objects(await run("queue-failed", "--json").output)
        #expect(failed.map { $0["reason"] as? String } == ["cancelled"])
        #expect(try await run("queue-show", "1").output.contains("state             failed"))
        #expect(try await run("queue-retry", "1").output == "Job 1 is back in its queue.\n")
        #expect(try await run("queue-show", "1").output.contains("state             pending"))
        #expect(try await run("queue-retry", "1").status == 1)
        _ = try await run("queue-cancel", "1")
        #expect(try await run("queue-forget", "1").status == 0)
        #expect(try await run("queue-forget", "1").status == 1)
    }

    @Test("a paused queue is left alone until it is resumed")
    func pause() async throws {
        _ = try await run("queue-push", "NoOp")
        _ = try await run("queue-pause", "default")
        _ = try await run("queue-work", "--stop-when-empty")
        #expect(try objects(await run("queue-monitor", "--json").output)[0]["size"] as? Int == 1)
        _ = try await run("queue-resume", "default")
        _ = try await run("queue-work", "--stop-when-empty")
        #expect(try objects(await run("queue-monitor", "--json").output)[0]["size"] as? Int == 0)
    }

    @Test("a running worker takes a job that is pushed, and ends cleanly when told to")
    func daemon() async throws {
        _ = try await run("migrate")
        let worker = try RunningProcess(
            Binaries.path("denyut"), ["queue-work"], environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
        let isUp = try await eventually { worker.standardError.contains("serves") }
        #expect(isUp)
        _ = try await run("queue-push", "NoOp")
        let isDone = try await eventually {
            try objects(await run("queue-monitor", "--json").output)[0]["size"] as? Int == 0
        }
        #expect(isDone)
        worker.send(SIGTERM)
        #expect(await worker.end().status == 0)
    }

    @Test(
        "wrong options are refused with a word on what is right",
        arguments: [
            (["queue-push", "NoOp", "--payload", "{"], "--payload is not valid JSON"),
            (["queue-work", "--concurrency", "0"], "--concurrency must be from 1 to 1000"),
            (["queue-work", "--backoff", "1,x"], "--backoff takes seconds"),
            (["queue-show", "abc"], "no job id"),
            (["queue-retry"], "Name ids, or all, or --queue"),
        ])
    func wrongOptions(arguments: [String], complaint: String) async throws {
        let result = try await RunningProcess(
            Binaries.path("denyut"), arguments, environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
        #expect(result.status != 0)
        #expect(result.errors.contains(complaint))
    }
}
