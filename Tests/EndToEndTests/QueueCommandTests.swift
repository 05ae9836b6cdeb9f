import Foundation
import GRDB
import Testing

/// The commands of the queue, by their contracts: output, exit codes, errors.
@Suite struct QueueCommandTests {
    private let denyut: Installation

    init() throws {
        denyut = try Installation()
    }

    @Test("a job that is pushed is worked on and gone")
    func pushAndWork() async throws {
        #expect(try await denyut.run("queue-push", "NoOp", "--count", "3").output == "1\n2\n3\n")
        let worked = try await denyut.run("queue-work", "--stop-when-empty", "--json")
        #expect(worked.status == 0)
        #expect(worked.output.split(separator: "\n").count == 3)
        #expect(worked.output.contains("\"result\":\"done\""))
        let depth = try #require(try await denyut.run("queue-monitor", "--json").objects().first)
        #expect(depth["size"] as? Int == 0)
    }

    @Test("queue-monitor prints one row per queue and ends with 0, 2 or 3")
    func monitor() async throws {
        let missing = try await denyut.run("queue-monitor")
        #expect(missing.status == 3)
        #expect(missing.errors.contains("denyut migrate"))
        _ = try await denyut.run("queue-push", "NoOp", "--count", "3")
        let fine = try await denyut.run("queue-monitor", "default,whatsapp-health", "--json")
        #expect(fine.status == 0)
        let rows = try fine.objects()
        #expect(rows.map { $0["queue"] as? String } == ["default", "whatsapp-health"])
        #expect(
            Set(rows[0].keys) == [
                "connection", "queue", "size", "pending", "delayed", "reserved", "oldest_pending", "status",
            ])
        #expect(rows[0]["pending"] as? Int == 3)
        let alert = try await denyut.run("queue-monitor", "default", "--max=2", "--json")
        #expect(alert.status == 2)
        #expect(try alert.objects()[0]["status"] as? String == "ALERT")
    }

    @Test("a job that any program inserts with plain SQL is worked on")
    func plainInsert() async throws {
        _ = try await denyut.run("migrate")
        let database = try DatabaseQueue(path: denyut.database)
        try await database.write {
            try $0.execute(sql: "INSERT INTO jobs (queue, kind, payload) VALUES ('default', 'NoOp', '{}')")
        }
        #expect(try await denyut.run("queue-work", "--once").status == 0)
        #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 0)
    }

    @Test("a waiting job is cancelled, shown among the failed ones, retried and forgotten")
    func failedJobs() async throws {
        _ = try await denyut.run("queue-push", "NoOp", "--unique-key", "k")
        #expect(try await denyut.run("queue-cancel", "1").status == 0)
        let failed = try await denyut.run("queue-failed", "--json").objects()
        #expect(failed.map { $0["reason"] as? String } == ["cancelled"])
        #expect(try await denyut.run("queue-show", "1").output.contains("state             failed"))
        #expect(try await denyut.run("queue-retry", "1").output == "Job 1 is back in its queue.\n")
        #expect(try await denyut.run("queue-show", "1").output.contains("state             pending"))
        #expect(try await denyut.run("queue-retry", "1").status == 1)
        _ = try await denyut.run("queue-cancel", "1")
        #expect(try await denyut.run("queue-forget", "1").status == 0)
        #expect(try await denyut.run("queue-forget", "1").status == 1)
    }

    @Test("a paused queue is left alone until it is resumed")
    func pause() async throws {
        _ = try await denyut.run("queue-push", "NoOp")
        _ = try await denyut.run("queue-pause", "default")
        _ = try await denyut.run("queue-work", "--stop-when-empty")
        #expect(try await denyut.run("queue-monitor", "--json").objects()[0]["size"] as? Int == 1)
        _ = try await denyut.run("queue-resume", "default")
        _ = try await denyut.run("queue-work", "--stop-when-empty")
        #expect(try await denyut.run("queue-monitor", "--json").objects()[0]["size"] as? Int == 0)
    }

    @Test("a running worker takes a job that is pushed, and ends cleanly when told to")
    func daemon() async throws {
        _ = try await denyut.run("migrate")
        let worker = try denyut.start("queue-work")
        let isUp = try await eventually { worker.standardError.contains("serves") }
        #expect(isUp)
        _ = try await denyut.run("queue-push", "NoOp")
        let isDone = try await eventually {
            try await denyut.run("queue-monitor", "--json").objects()[0]["size"] as? Int == 0
        }
        #expect(isDone)
        worker.send(SIGTERM)
        #expect(await worker.end().status == 0)
    }

    @Test("a pause holds a queue of a running worker, and not the others")
    func pauseWhileRunning() async throws {
        _ = try await denyut.run("migrate")
        let worker = try denyut.start("queue-work", "--queue=default,whatsapp-health")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { worker.standardError.contains("serves") })
        #expect(try await denyut.run("queue-pause", "default").output == "Queue default is paused.\n")
        _ = try await denyut.run("queue-push", "NoOp")
        _ = try await denyut.run("queue-push", "NoOp", "--queue", "whatsapp-health")
        func size(_ queue: String) async throws -> Int? {
            try await denyut.run("queue-monitor", queue, "--json").objects()[0]["size"] as? Int
        }
        #expect(try await eventually { try await size("whatsapp-health") == 0 })
        #expect(try await size("default") == 1)
        #expect(try await denyut.run("queue-resume", "default").output == "Queue default is resumed.\n")
        #expect(try await eventually { try await size("default") == 0 })
    }

    @Test("the live table fits 80 columns, is plain lines where nobody looks, and ends cleanly")
    func watch() async throws {
        let long = String(repeating: "a-long-name-", count: 10)
        _ = try await denyut.run("queue-push", "NoOp", "--queue", long, "--count", "1000")
        let worker = try denyut.start("queue-work", "--name", "ours")
        defer { worker.send(SIGKILL) }
        let watch = try denyut.start("queue-monitor", "--watch")
        defer { watch.send(SIGKILL) }
        #expect(try await eventually { watch.standardOutput.contains("\nours@") })
        watch.send(SIGTERM)
        let result = await watch.end()
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(!result.output.contains("\u{1B}"))
        #expect(result.output.contains("1 worker, 0 jobs in hand"))
        let row = try #require(lines.first { $0.hasPrefix("a-long-name-") })
        #expect(row.split(whereSeparator: \.isWhitespace).dropFirst().prefix(3) == ["1000", "0", "0"])
    }

    @Test(
        "a queue that is not known is an error that names the nearest one",
        arguments: [
            ["queue-pause"], ["queue-resume"], ["queue-clear"], ["queue-failed", "--queue"],
            ["queue-retry", "--queue"],
            ["queue-flush", "--queue"], ["queue-stats", "--queue"],
        ])
    func unknownQueue(arguments: [String]) async throws {
        _ = try await denyut.run("queue-push", "NoOp")
        let result = try await denyut.run(arguments + ["defualt"])
        #expect(result.status == 1)
        #expect(result.errors.contains("Did you mean \"default\"?"))
    }

    @Test("finished jobs of kinds that ask for it are kept, shown, and pruned by PruneHistory when their time is over")
    func pruning() async throws {
        _ = try await denyut.run("migrate")
        let database = try DatabaseQueue(path: denyut.database)
        try await database.write { db in
            let keep = """
                INSERT INTO finished_jobs
                  (id, queue, kind, payload, attempts, created_at, finished_at, duration, keep_until)
                VALUES (?, 'default', 'Kept', '{}', 0, 0, 0, 5, ?)
                """
            try db.execute(sql: keep, arguments: [1000, 1])
            try db.execute(sql: keep, arguments: [1001, Int64.max])
            try db.execute(sql: "INSERT INTO queue_minutes (minute, queue, kind) VALUES (0, 'default', 'NoOp')")
        }
        #expect(try await denyut.run("queue-show", "1000").output.contains("state             finished"))
        #expect(try await denyut.run("schedule-list").output.contains("prune-history"))
        _ = try await denyut.run("queue-push", "PruneHistory")
        #expect(try await denyut.run("queue-work", "--stop-when-empty").status == 0)
        #expect(try await denyut.run("queue-show", "1000").status == 1)
        #expect(try await denyut.run("queue-show", "1001").status == 0)
        let oldest = try await database.read { try Int64.fetchOne($0, sql: "SELECT min(minute) FROM queue_minutes") }
        #expect(try #require(oldest) > 0)
    }

    @Test(
        "wrong options are refused with a word on what is right",
        arguments: [
            (["queue-push", "NoOp", "--payload", "{"], "--payload is not valid JSON"),
            (["queue-work", "--concurrency", "0"], "--concurrency must be from 1 to 1000"),
            (["queue-work", "--backoff", "1,x"], "--backoff takes times"),
            (["queue-show", "abc"], "no job id"),
            (["queue-retry"], "Name ids, or all, or --queue"),
            (["queue-cancel"], "Name ids of jobs, or --batch"),
            (["queue-work", "--queue", ","], "--queue needs at least one name"),
            (["queue-stats", "--since", "soon"], "--since takes a time"),
            (["completion", "tcsh"], "take bash, zsh or fish"),
        ])
    func wrongOptions(arguments: [String], complaint: String) async throws {
        let result = try await denyut.run(arguments)
        #expect(result.status != 0)
        #expect(result.errors.contains(complaint))
    }
}
