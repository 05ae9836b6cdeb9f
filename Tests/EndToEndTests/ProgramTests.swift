import Foundation
import Testing

/// Programs as jobs, with real processes that do not want to end.
@Suite struct ProgramTests {
    private let denyut: Installation

    init() throws {
        denyut = try Installation()
    }

    private var folder: TemporaryFolder { denyut.folder }

    private func push(_ script: String, timeout: Int = 600) async throws {
        let payload: [String: Any] = [
            "command": ["sh", "-c", script], "timeout": timeout, "inherit": ["FOLDER"],
        ]
        let json = String(decoding: try JSONSerialization.data(withJSONObject: payload), as: UTF8.self)
        #expect(try await denyut.run("queue-push", "RunCommand", "--payload", json).status == 0)
    }

    /// Ignores SIGTERM, as do the child it starts and another one that has a process group of its own; all write down who they
    /// are.
    private static let stubborn = """
        trap '' TERM
        echo working
        sh -c 'trap "" TERM; echo $$ > "$FOLDER/grandchild"; while :; do sleep 1; done' &
        bash -c 'set -m; bash -c "trap : TERM; echo \\$\\$ > \\"\\$FOLDER/other\\"; while :; do sleep 1; done" & wait' &
        echo $$ > "$FOLDER/child"
        while :; do sleep 1; done
        """

    /// Whether any of the processes of the stubborn program are running; `nil`: they have not begun.
    private func areRunning() throws -> Bool? {
        let pids = ["child", "grandchild", "other"].compactMap { name in
            try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        }
        guard pids.count == 3, pids.allSatisfy({ $0.hasSuffix("\n") }) else { return nil }
        return try pids.contains(where: isRunning)
    }

    private func isRunning(_ pid: String) throws -> Bool {
        let number = try #require(Int(pid.trimmingCharacters(in: .whitespacesAndNewlines)))
        // A zombie has ended; only its parent has not looked yet.
        guard let stat = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8) else { return false }
        return !stat.split(separator: ")").dropFirst().joined().hasPrefix(" Z")
    }

    private func failure(of job: Int = 1) async throws -> [String: Any] {
        try #require(try await denyut.run("queue-show", String(job), "--json").json() as? [String: Any])
    }

    @Test("a program that hangs is gone after its time-out, with a grandchild that ignores SIGTERM")
    func timeout() async throws {
        var job = 0
        // All of it must have begun, which takes a busy machine longer.
        for timeout in [2, 10, 60] {
            guard try areRunning() == nil else { break }
            job += 1
            _ = try await denyut.run("queue-clear", "default", "--force")
            try await push(Self.stubborn, timeout: timeout)
            #expect(try await denyut.run("queue-work", "--allow-commands", "--once", "--tries", "2").status == 0)
        }
        #expect(try await eventually { try areRunning() == false })
        let attempt = try #require((try await failure(of: job)["errors"] as? [[String: Any]])?.first)
        #expect((attempt["error_message"] as? String)?.contains("ran longer than") == true)
        #expect(attempt["outcome"] as? String == "timed_out")
        #expect(attempt["output"] as? String == "working\n")
    }

    @Test("a program that is cancelled is gone, with a grandchild that ignores SIGTERM")
    func cancellation() async throws {
        try await push(Self.stubborn)
        let worker = try denyut.start("queue-work", "--allow-commands")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { try areRunning() == true })
        #expect(try await denyut.run("queue-cancel", "1").output.hasPrefix("Job 1 runs; "))
        #expect(try await eventually { try areRunning() == false })
        #expect(try await eventually { try await failure()["reason"] as? String == "cancelled" })
        worker.send(SIGTERM)
        #expect(await worker.end().status == 0)
    }

    @Test("the exit code decides, and the tail of the output is kept with the attempt")
    func exitCode() async throws {
        try await push("echo to the output; echo to the errors >&2; exit 3")
        _ = try await denyut.run("queue-work", "--allow-commands", "--stop-when-empty", "--tries", "1")
        let failure = try await failure()
        #expect(failure["error_message"] as? String == "sh ended with exit code 3.")
        let output = try #require((failure["errors"] as? [[String: Any]])?.first?["output"] as? String)
        #expect(output.contains("to the output\n"))
        #expect(output.contains("to the errors\n"))
    }

    @Test("the trace of a job reaches its program, and through queue-push the jobs of that")
    func trace() async throws {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let script = "\(Binaries.path("denyut")) queue-push Followed"
        let payload = String(
            decoding: try JSONSerialization.data(
                withJSONObject: ["command": ["sh", "-c", script], "inherit": ["DATABASE_URL"]]), as: UTF8.self)
        let pushed = try await denyut.run(
            "queue-push", "RunCommand", "--payload", payload, environment: ["TRACEPARENT": trace])
        #expect(pushed.status == 0)
        #expect(try await denyut.run("queue-work", "--allow-commands", "--once").status == 0)
        #expect(try await denyut.run("queue-show", "2").output.contains(trace))
    }

    @Test("a program that closes its output and hangs is gone after its time-out too")
    func closedOutput() async throws {
        try await push("echo $$ > $FOLDER/child; exec >&- 2>&-; sleep 1000", timeout: 1)
        #expect(try await denyut.run("queue-work", "--allow-commands", "--once", "--tries", "1").status == 0)
        #expect((try await failure()["error_message"] as? String)?.contains("ran longer than") == true)
    }

    @Test("a program has ended when it exits, and what it left behind is killed")
    func leftovers() async throws {
        try await push("sleep 1000 & echo $! > $FOLDER/child; echo done; exit 0")
        #expect(try await denyut.run("queue-work", "--allow-commands", "--once").status == 0)
        #expect(try await denyut.run("queue-show", "1").status == 1)
        let child = try String(contentsOfFile: "\(folder.path)/child", encoding: .utf8)
        #expect(try await eventually { try !isRunning(child) })
    }

    @Test("a worker that may run no programs leaves the job in place and says so")
    func refusal() async throws {
        try await push("exit 0")
        let worker = try await denyut.run("queue-work", "--stop-when-empty")
        #expect(worker.status == 0)
        #expect(worker.errors.contains("--allow-commands"))
        #expect(try await denyut.run("queue-show", "1").output.contains("state             pending"))
    }

    /// Pushes a job without a time-out of its own, and says what its payload holds besides the command.
    private func push(_ command: [String], _ others: [String: Any] = [:]) async throws {
        let payload = others.merging(["command": command]) { $1 }
        let json = String(decoding: try JSONSerialization.data(withJSONObject: payload), as: UTF8.self)
        #expect(try await denyut.run("queue-push", "RunCommand", "--payload", json).status == 0)
    }

    @Test("the programs of a worker die with it, with what they started, also by kill -9")
    func killedWorker() async throws {
        try await push(Self.stubborn)
        let worker = try denyut.start("queue-work", "--allow-commands")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { try areRunning() == true })
        worker.send(SIGKILL)
        #expect(try await eventually { try areRunning() == false })
    }

    @Test("a second SIGTERM ends a worker at once, and its programs with it")
    func secondSignal() async throws {
        try await push(Self.stubborn)
        let worker = try denyut.start("queue-work", "--allow-commands")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { try areRunning() == true })
        worker.send(SIGTERM)
        // It finishes what it has, and hears the second one.
        try await Task.sleep(for: .milliseconds(500))
        #expect(worker.isRunning)
        worker.send(SIGTERM)
        #expect(await worker.end().status == 1)
        #expect(try await eventually { try areRunning() == false })
    }

    @Test("programs that have ended are none of the guard's: what follows them lives on when the worker dies")
    func endedPrograms() async throws {
        for _ in 0..<20 { try await push(["true"]) }
        try await push("echo $$ > $FOLDER/child; sleep 1000")
        let worker = try denyut.start("queue-work", "--allow-commands", "--concurrency=4")
        defer { worker.send(SIGKILL) }
        let file = folder.path + "/child"
        #expect(try await eventually { (try? String(contentsOfFile: file, encoding: .utf8))?.hasSuffix("\n") == true })
        let child = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try await eventually { try await denyut.run("queue-monitor", "--json").output.contains(#""size":1"#) })
        #expect(try isRunning(child))
        worker.send(SIGKILL)
        #expect(try await eventually { try !isRunning(child) })
    }

    @Test("a program gets no secret of the worker's environment, only what the job names")
    func environment() async throws {
        try await push(["sh", "-c", "env; exit 1"], ["env": ["GIVEN": "given"], "inherit": ["WANTED", "ABSENT"]])
        let variables = [
            "WAHA_KEY": "secret-1", "BOT_TOKEN": "secret-2", "WANTED": "wanted", "LC_ALL": "C", "TZ": "UTC",
        ]
        let worker = try denyut.start("queue-work", "--allow-commands", "--once", "--tries=1", environment: variables)
        #expect(await worker.end().status == 0)
        let output = try #require((try await failure()["errors"] as? [[String: Any]])?.first?["output"] as? String)
        #expect(!output.contains("secret"))
        let names = Set(output.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) })
        #expect(
            names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == ["PATH", "HOME", "GIVEN", "WANTED", "LC_ALL", "TZ"])
    }

    @Test("the worker's --timeout holds for programs that name none, and not for those that do")
    func workerTimeout() async throws {
        try await push(["sleep", "600"])
        try await push(["sh", "-c", "sleep 2; exit 7"], ["timeout": 300])
        let worker = try denyut.start(
            "queue-work", "--allow-commands", "--stop-when-empty", "--tries=1", "--timeout=1")
        #expect(await worker.end().status == 0)
        #expect((try await failure(of: 1)["error_message"] as? String)?.contains("ran longer than") == true)
        #expect((try await failure(of: 2)["error_message"] as? String)?.contains("exit code 7") == true)
    }

    @Test(
        "a NUL, or a name that is none, is refused at once and for good",
        arguments: [
            #"{"command": ["echo", "a\u0000b"]}"#, #"{"command": ["echo"], "env": {"A": "b\u0000c"}}"#,
            #"{"command": ["echo"], "env": {"A\u0000": "b"}}"#, #"{"command": ["echo"], "env": {"": "b"}}"#,
            #"{"command": ["echo"], "env": {"A=B": "c"}}"#, #"{"command": []}"#,
        ])
    func refused(payload: String) async throws {
        #expect(try await denyut.run("queue-push", "RunCommand", "--payload", payload).status == 0)
        #expect(try await denyut.run("queue-work", "--allow-commands", "--once").status == 0)
        #expect(try await failure()["reason"] as? String == "payload")
    }

    @Test("where no descriptors are left jobs wait, none fails and no worker dies", arguments: [48, 64])
    func fewDescriptors(limit: Int) async throws {
        _ = try await denyut.run("queue-push", "RunCommand", "--count=20", "--payload", #"{"command":["sleep","0.3"]}"#)
        let worker = try RunningProcess(
            "/bin/sh",
            [
                "-c", "ulimit -n \(limit) && exec \"$0\" queue-work --allow-commands --concurrency=50",
                Binaries.path("denyut"),
            ], environment: denyut.environment)
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { try await denyut.run("queue-monitor", "--json").output.contains(#""size":0"#) })
        #expect(worker.standardError.contains("--concurrency=50 may need"))
        #expect(try await denyut.run("queue-failed", "--json").output.contains("id") == false)
        worker.send(SIGTERM)
        #expect(await worker.end().status == 0)
    }
}
