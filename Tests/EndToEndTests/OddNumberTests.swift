import Foundation
import GRDB
import Testing

/// Numbers at the edge, in options and in rows that another program wrote: taken or refused with a message, never the end of the process.
@Suite struct OddNumberTests {
    @Test(
        "an option that is no number to work with is refused",
        arguments: [
            ["queue-monitor", "--max-age=inf"], ["queue-monitor", "--max-age=nan"],
            ["queue-monitor", "--max-age=1e300"],
            ["queue-monitor", "--max-age=-1"], ["queue-work", "--backoff="], ["queue-work", "--backoff=,"],
            ["queue-work", "--backoff=nan"], ["queue-work", "--sleep=inf"], ["queue-push", "NoOp", "--delay=inf"],
            ["queue-flush", "--hours=nan"], ["queue-flush", "--hours=1e300"], ["queue-stats", "--since=1e300d"],
            ["queue-stats", "--since=nand"], ["queue-prune-failed", "--hours=inf"],
        ])
    func options(arguments: [String]) async throws {
        let folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        let result = try await RunningProcess(
            Binaries.path("denyut"), arguments, environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
        #expect((1...64).contains(result.status), "\(result.status)")
        #expect(result.errors.contains("Error:"), "\(result.errors)")
    }

    @Test("an argument that is no UTF-8 is refused, and not stored with other characters in its place")
    func unreadable() async throws {
        let folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        let result = try await RunningProcess(
            "/bin/bash", ["-c", "exec \"$0\" queue-push NoOp --payload $'\"a\\xff\"'", Binaries.path("denyut")],
            environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
        #expect(result.status == 64)
        #expect(result.errors.contains("is not valid UTF-8"), "\(result.errors)")
        let jobs = try await DatabaseQueue(path: folder.database).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs")
        }
        #expect(jobs == 0)
    }

    @Test("rows at the edge are shown, counted and worked on")
    func rows() async throws {
        let folder = try TemporaryFolder()
        #expect(try await denyut("queue-push", "NoOp", database: folder.database).status == 0)
        let (low, high) = (Int64.min, Int64.max)
        let minute = Int64(Date().timeIntervalSince1970) / 60 * 60_000
        try await DatabaseQueue(path: folder.database).write { db in
            for value in [low, high] {
                try db.execute(
                    sql: """
                        INSERT INTO jobs (queue, kind, priority, attempts, crashes, available_at, created_at, deadline_at)
                        VALUES ('odd', 'Unknown', ?1, ?1, ?1, ?1, ?1, 9223372036854775807)
                        """, arguments: [value])
                try db.execute(
                    sql: """
                        INSERT INTO failed_jobs (queue, kind, payload, attempts, crashes, created_at, failed_at, reason, error_type,
                          error_message) VALUES ('odd', 'Unknown', '{}', ?1, ?1, ?1, ?1, 'attempts', 'E', 'm')
                        """, arguments: [value])
                try db.execute(
                    sql: """
                        INSERT INTO queue_minutes (minute, queue, kind, enqueued, done, failed, retried, run_time, wait_time)
                        VALUES (?2, 'odd', ?3, ?1, ?1, ?1, ?1, ?1, ?1), (?1, 'odd', 'x', ?1, ?1, ?1, ?1, ?1, ?1)
                        """, arguments: [value, minute, "k\(value)"])
                try db.execute(
                    sql:
                        "INSERT INTO job_batches (name, total, pending, failed, created_at) VALUES ('odd', ?1, ?2, ?1, ?1)",
                    arguments: [value, value == low ? high : low])
                try db.execute(
                    sql: """
                        INSERT INTO workers (id, name, host, pid, queues, concurrency, state, started_at, seen_at, jobs_done)
                        VALUES (?2, 'odd', 'h', ?1, 'odd', ?1, 'running', ?1, ?1, ?1)
                        """, arguments: [value, "w\(value)"])
            }
        }
        let ids = try await DatabaseQueue(path: folder.database).read {
            try Int64.fetchAll($0, sql: "SELECT id FROM jobs")
        }
        for id in ids {
            #expect(try await denyut("queue-show", "\(id)", database: folder.database).status == 0)
        }
        for command in [
            ["queue-monitor", "--max-age=10"], ["queue-monitor", "--json"], ["queue-stats", "--since=3650d"],
            ["queue-stats", "--json"], ["queue-batches"], ["queue-batches", "1"], ["queue-failed"], ["doctor"],
            ["queue-retry", "all"], ["queue-cancel", "--batch", "1"], ["queue-flush"],
        ] {
            let result = try await RunningProcess(
                Binaries.path("denyut"), command, environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
            ).end()
            #expect(result.status < 128, "\(command): \(result.status) \(result.errors)")
        }
        // The counters of this minute are spoilt; what is settled in it is counted all the same.
        let worked = try await denyut("queue-work", "--stop-when-empty", database: folder.database)
        #expect(worked.status == 0, "\(worked.errors)")
        let page = try RunningProcess(
            Binaries.path("denyut"), ["serve", "--port=0"], environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
        defer { page.send(SIGKILL) }
        _ = try await page.line(after: "Denyut is at ")
        page.send(SIGTERM)
        #expect(await page.end().status == 0)
    }

    @Test("a counter that another program has spoilt stops no settlement of its minute")
    func spoiltCounter() async throws {
        let folder = try TemporaryFolder()
        #expect(try await denyut("queue-push", "NoOp", "--count=5", database: folder.database).status == 0)
        try await DatabaseQueue(path: folder.database).write { db in
            let now = Int64(Date().timeIntervalSince1970) / 60
            for minute in now...now + 5 {
                try db.execute(
                    sql: """
                        INSERT OR REPLACE INTO queue_minutes (minute, queue, kind, enqueued, done, failed, retried, run_time, wait_time)
                        VALUES (?1, 'default', 'NoOp', ?2, ?2, ?2, ?2, ?2, ?2)
                        """, arguments: [minute * 60_000, Int64.max])
            }
        }
        #expect(try await denyut("queue-work", "--stop-when-empty", database: folder.database).status == 0)
        let rest = try await DatabaseQueue(path: folder.database).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs")
        }
        #expect(rest == 0)
    }
}
