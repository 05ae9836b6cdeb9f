import Foundation
import GRDB
import Testing

/// `queue-work --processes`: a supervisor with real worker processes, which are killed, stopped and told to end.
@Suite struct SupervisorTests {
    private let folder: TemporaryFolder
    private let database: DatabaseQueue

    init() async throws {
        folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        database = try DatabaseQueue(path: folder.database)
    }

    private func start(_ arguments: String...) throws -> RunningProcess {
        try RunningProcess(
            Binaries.path("denyut"), ["queue-work"] + arguments,
            environment: ["DATABASE_URL": "sqlite:\(folder.database)", "FOLDER": folder.path])
    }

    private func workers() async throws -> Set<pid_t> {
        try await database.read { Set(try Int32.fetchAll($0, sql: "SELECT pid FROM workers WHERE seen_at > 0")) }
    }

    private func push(_ script: String) async throws {
        let payload: [String: Any] = ["command": ["sh", "-c", script], "inherit": ["FOLDER"]]
        let json = String(decoding: try JSONSerialization.data(withJSONObject: payload), as: UTF8.self)
        #expect(try await denyut("queue-push", "RunCommand", "--payload", json, database: folder.database).status == 0)
    }

    private func count(_ sql: String) async throws -> Int {
        try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(sql)") ?? 0 }
    }

    @Test("a worker that is killed is started anew, its job is run again as a crash, and SIGTERM ends all with 0")
    func killedChild() async throws {
        // Waits in its first run, ends in its second.
        try await push("[ -e \"$FOLDER/seen\" ] || { : > \"$FOLDER/seen\"; sleep 600; }")
        let supervisor = try start("--processes", "2", "--lease=1", "--allow-commands")
        defer { supervisor.send(SIGKILL) }
        #expect(try await eventually(within: 60) { FileManager.default.fileExists(atPath: folder.path + "/seen") })
        let holder = try await database.read {
            try Int32.fetchOne($0, sql: "SELECT pid FROM workers JOIN jobs ON jobs.worker = workers.id")
        }
        let victim = try #require(holder)
        #expect(ProcessTable.children(of: supervisor.pid).keys.contains(victim))
        kill(victim, SIGKILL)
        #expect(try await eventually(within: 60) { try await count("jobs") == 0 })
        #expect(try await count("failed_jobs") == 0)
        #expect(
            try await database.read { try String.fetchAll($0, sql: "SELECT outcome FROM job_attempts") } == ["crashed"])
        #expect(
            try await eventually(within: 60) {
                let children = Set(ProcessTable.children(of: supervisor.pid).keys)
                let known = try await workers()
                return children.count == 2 && !children.contains(victim) && known.isSuperset(of: children)
            })
        let last = ProcessTable.children(of: supervisor.pid).keys
        supervisor.send(SIGTERM)
        #expect(await supervisor.end().status == 0)
        #expect(last.allSatisfy { !ProcessTable.isRunning($0) })
    }

    @Test("workers end by themselves when their supervisor is killed, and finish what they have")
    func killedSupervisor() async throws {
        try await push(": > \"$FOLDER/seen\"; sleep 2; : > \"$FOLDER/finished\"")
        let supervisor = try start("--processes=2", "--allow-commands")
        #expect(try await eventually(within: 60) { FileManager.default.fileExists(atPath: folder.path + "/seen") })
        let children = ProcessTable.children(of: supervisor.pid).keys
        supervisor.send(SIGKILL)
        #expect(try await eventually(within: 60) { children.allSatisfy { !ProcessTable.isRunning($0) } })
        #expect(FileManager.default.fileExists(atPath: folder.path + "/finished"))
        #expect(try await count("jobs") == 0)
    }

    @Test("SIGTERM ends all with 0 in whatever moment of their start it comes", arguments: [0, 20, 60])
    func earlySignal(milliseconds: Int) async throws {
        let supervisor = try start("--processes=4")
        defer { supervisor.send(SIGKILL) }
        #expect(try await eventually(within: 60) { supervisor.standardError.contains("started") })
        try await Task.sleep(for: .milliseconds(milliseconds))
        supervisor.send(SIGTERM)
        #expect(await supervisor.end().status == 0)
    }

    @Test("SIGUSR2 pauses all workers of a supervisor, SIGCONT resumes them")
    func pause() async throws {
        // They write what they do with each renewal.
        let supervisor = try start("--processes=2", "--lease=0.6")
        defer { supervisor.send(SIGKILL) }
        #expect(try await eventually(within: 60) { try await count("workers WHERE state = 'running'") == 2 })
        supervisor.send(SIGUSR2)
        #expect(try await eventually(within: 60) { try await count("workers WHERE state = 'paused'") == 2 })
        _ = try await denyut("queue-push", "NoOp", "--count=5", database: folder.database)
        #expect(try await count("jobs") == 5)
        supervisor.send(SIGCONT)
        #expect(try await eventually(within: 60) { try await count("jobs") == 0 })
        supervisor.send(SIGTERM)
        #expect(await supervisor.end().status == 0)
    }

    @Test("a worker over its memory limit ends cleanly with 12, and its supervisor starts another")
    func memory() async throws {
        let alone = try await denyut("queue-work", "--memory=1", database: folder.database)
        #expect(alone.status == 12)
        #expect(alone.errors.contains("over its limit of 1 MB"))
        let supervisor = try start("--processes=2", "--memory=1")
        defer { supervisor.send(SIGKILL) }
        // No loop that eats a processor: each time it is over the limit at once, the pause is longer.
        #expect(
            try await eventually(within: 60) {
                ["starting another in 0 s", "starting another in 1 s", "starting another in 2 s"]
                    .allSatisfy(supervisor.standardError.contains)
            })
        supervisor.send(SIGTERM)
        #expect([0, 12].contains(await supervisor.end().status))
    }

    @Test("a supervisor whose workers have done all there was ends with 0")
    func finished() async throws {
        _ = try await denyut("queue-push", "NoOp", "--count=50", database: folder.database)
        let result = await (try start("--processes=3", "--stop-when-empty")).end()
        #expect(result.status == 0)
        #expect(try await count("jobs") == 0)
    }
}
