import Foundation
import GRDB
import Testing

/// The commands with which people tidy queues up: what they change, what they print, what they refuse.
@Suite struct QueueAdministrationTests {
    private let denyut: Installation

    init() throws {
        denyut = try Installation()
    }

    private func rows(_ arguments: String...) async throws -> [[String: Any]] {
        try await denyut.run(arguments + ["--json"]).objects()
    }

    /// Jobs on `default` that failed: the first one three days ago, the second one now.
    private func failTwo() async throws {
        _ = try await denyut.run("queue-push", "NoOp", "--count", "2")
        _ = try await denyut.run("queue-cancel", "1", "2")
        let database = try DatabaseQueue(path: denyut.database)
        try await database.write {
            try $0.execute(sql: "UPDATE failed_jobs SET failed_at = failed_at - 3 * 86400000 WHERE id = 1")
        }
    }

    @Test("queue-clear deletes waiting jobs of one queue, and only when it is forced to")
    func clear() async throws {
        _ = try await denyut.run("queue-push", "NoOp", "--count", "3")
        _ = try await denyut.run("queue-push", "NoOp", "--queue", "other")
        let refused = try await denyut.run("queue-clear", "default")
        #expect(refused.status != 0)
        #expect(refused.errors.contains("3 waiting jobs of default would be deleted for good"))
        #expect(try await denyut.run("queue-clear", "default", "--force").output == "3 jobs deleted from default.\n")
        let sizes = try await rows("queue-monitor", "default,other").map { $0["size"] as? Int }
        #expect(sizes == [0, 1])
    }

    @Test(
        "failed jobs are deleted by their age, or all of them",
        arguments: [
            (["queue-flush", "--hours", "48"], 1), (["queue-prune-failed", "--hours", "48"], 1),
            (["queue-prune-failed"], 1), (["queue-flush"], 2), (["queue-flush", "--queue", "default"], 2),
        ] as [([String], Int)])
    func flush(arguments: [String], deleted: Int) async throws {
        try await failTwo()
        let result = try await denyut.run(arguments)
        #expect(result.output == "\(deleted) failed job\(deleted == 1 ? "" : "s") deleted.\n")
        let left = try await rows("queue-failed").map { $0["id"] as? Int }
        #expect(left == (deleted == 1 ? [2] : []))
    }

    @Test("failed jobs are put back one by one, by queue, or all together")
    func retry() async throws {
        try await failTwo()
        #expect(try await denyut.run("queue-retry", "1").output == "Job 1 is back in its queue.\n")
        #expect(try await denyut.run("queue-retry", "--queue", "default").output == "Job 2 is back in its queue.\n")
        _ = try await denyut.run("queue-cancel", "1", "2")
        #expect(
            try await denyut.run("queue-retry", "all", "--json").output
                == "{\"retried\":[1,2],\"blocked\":[],\"unknown\":[]}\n")
        #expect(try await denyut.run("queue-retry", "all").output == "No failed jobs.\n")
    }

    @Test("queue-restart ends running workers cleanly")
    func restart() async throws {
        _ = try await denyut.run("migrate")
        let worker = try denyut.start("queue-work")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { worker.standardError.contains("serves") })
        #expect(try await denyut.run("queue-restart").output == "All workers were asked to restart.\n")
        #expect(await worker.end().status == 0)
        #expect(worker.standardError.contains("ends: restart"))
    }

    @Test("queue-stats counts what went through, by queue and kind")
    func statistics() async throws {
        _ = try await denyut.run("queue-push", "NoOp", "--count", "3")
        _ = try await denyut.run("queue-work", "--stop-when-empty", "--max-jobs", "2")
        let row = try #require(try await rows("queue-stats", "--since", "1h").first)
        #expect(row["queue"] as? String == "default")
        #expect(row["kind"] as? String == "NoOp")
        #expect(row["enqueued"] as? Int == 3)
        #expect(row["done"] as? Int == 2)
        #expect(row["failed"] as? Int == 0)
        #expect(try await denyut.run("queue-stats").output.contains("█"))
    }

    @Test("the live table prints one array a line with --json")
    func watchJSON() async throws {
        _ = try await denyut.run("queue-push", "NoOp")
        let watch = try denyut.start("queue-monitor", "--watch", "--json")
        defer { watch.send(SIGKILL) }
        #expect(try await eventually { watch.standardOutput.contains("\n") })
        watch.send(SIGTERM)
        let line = try #require(await watch.end().output.split(separator: "\n").first)
        let rows = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [[String: Any]]
        #expect(rows?.first?["size"] as? Int == 1)
    }
}
