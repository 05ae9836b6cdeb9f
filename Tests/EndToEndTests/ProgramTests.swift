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
        let payload: [String: Any] = ["command": ["sh", "-c", script], "timeout": timeout]
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
            decoding: try JSONSerialization.data(withJSONObject: ["command": ["sh", "-c", script]]), as: UTF8.self)
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
}
