import Foundation
import GRDB
import Testing

/// Schedulers as real processes: they race, they are killed, stopped and told to end.
@Suite struct SchedulerProcessTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func start(_ arguments: String..., settings: String) throws -> RunningProcess {
        try RunningProcess(
            Binaries.path("denyut"), arguments + ["--config", folder.file("denyut.json", settings)],
            environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
    }

    /// What the file says of an entry, as whole seconds.
    private struct History {
        let fired: [Int64]
        let cursor: Int64
        let missed: Int64
        let jobs: Int
        /// Every second from the first slot to the cursor, by the step.
        func all(every step: Int64) -> [Int64] {
            Array(stride(from: fired.first ?? 0, through: cursor, by: Int64.Stride(step)))
        }
    }

    private func history(_ entry: String) async throws -> History {
        try await DatabaseQueue(path: folder.database).read { db in
            let state = try #require(
                try Row.fetchOne(db, sql: "SELECT * FROM schedule_states WHERE entry = ?", arguments: [entry]))
            return History(
                fired: try Int64.fetchAll(
                    db, sql: "SELECT due_at / 1000 FROM schedule_slots WHERE entry = ? ORDER BY due_at",
                    arguments: [entry]),
                cursor: (state["cursor"] as Int64? ?? 0) / 1000, missed: state["missed"],
                jobs: try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs WHERE kind = ?", arguments: [entry]) ?? 0)
        }
    }

    private func firedCount(_ entry: String) async throws -> Int {
        guard FileManager.default.fileExists(atPath: folder.database) else { return 0 }
        let fired = try? await DatabaseQueue(path: folder.database).read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM schedule_slots WHERE entry = ?", arguments: [entry])
        }
        return fired ?? 0
    }

    @Test("schedule-run, two at a time and killed at random, fires each slot once, by the policy")
    func racingAndKilled() async throws {
        let settings = """
            {"schedule": [{"name": "every", "cron": "* * * * * *", "kind": "every", "missed": "all"},
              {"name": "newest", "cron": "*/2 * * * * *", "kind": "newest"}]}
            """
        var random = SystemRandomNumberGenerator()
        // On a busy machine it takes longer until the first of them comes to a pass.
        for round in 0..<60 {
            if round >= 15, try await firedCount("every") >= 3 { break }
            let schedulers = try (0..<2).map { _ in try start("schedule-run", settings: settings) }
            // Long enough that some die before their first pass and some after several.
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...900 + 200 * round, using: &random)))
            for scheduler in schedulers { scheduler.send(SIGKILL) }
            for scheduler in schedulers { _ = await scheduler.end() }
        }
        let last = try await start("schedule-run", "--once", settings: settings).end()
        #expect(last.status == 0, "\(last.errors)")

        let every = try await history("every")
        #expect(every.fired.count > 1)
        #expect(every.fired == every.all(every: 1), "a slot was lost")
        #expect(every.missed == 0)
        #expect(every.jobs == every.fired.count, "a slot enqueued its job not exactly once")
        let newest = try await history("newest")
        #expect(newest.fired.count > 1)
        #expect(newest.fired.count + Int(newest.missed) >= newest.all(every: 2).count, "a slot was lost")
        #expect(newest.jobs == newest.fired.count)
        let integrity = try await DatabaseQueue(path: folder.database).read {
            try String.fetchOne($0, sql: "PRAGMA integrity_check")
        }
        #expect(integrity == "ok")
    }

    @Test(
        "schedule-work fires in time, sees what is added, and loses nothing to a stall",
        arguments: [SIGTERM, SIGINT, SIGQUIT])
    func daemon(_ signal: Int32) async throws {
        let settings = """
            {"schedule": [{"name": "every", "cron": "* * * * * *", "kind": "every", "missed": "all"}]}
            """
        let daemon = try start("schedule-work", settings: settings)
        defer { daemon.send(SIGKILL) }
        #expect(try await eventually { try await firedCount("every") >= 2 })
        let added = try await denyut(
            "schedule-add", "late", "--every", "everySecond", "--kind", "late", database: folder.database)
        #expect(added.status == 0, "\(added.errors)")
        #expect(try await eventually { try await firedCount("late") >= 1 })

        daemon.send(SIGSTOP)
        let stalledAt = try await history("every").cursor
        #expect(try await eventually { Int64(Date().timeIntervalSince1970) > stalledAt + 3 })
        daemon.send(SIGCONT)
        #expect(try await eventually { try await history("every").cursor > stalledAt + 3 })
        daemon.send(signal)
        #expect(await daemon.end().status == 0)
        let every = try await history("every")
        #expect(every.fired == every.all(every: 1), "a slot was lost")
        #expect(every.jobs == every.fired.count)
    }
}
