import Foundation
import GRDB
import Testing

/// What becomes of work when nobody reads what is written about it, and what SIGHUP does: real processes.
@Suite struct LogTests {
    private let denyut: Installation

    init() async throws {
        denyut = try Installation()
        #expect(try await denyut.run("migrate").status == 0)
    }

    private var folder: TemporaryFolder { denyut.folder }

    /// Runs a shell that has `$DENYUT`, to its end.
    private func shell(_ script: String, _ variables: [String: String] = [:]) throws -> RunningProcess {
        var environment = denyut.environment.merging(variables) { $1 }
        environment["DENYUT"] = Binaries.path("denyut")
        return try RunningProcess("/bin/bash", ["-c", script], environment: environment, folder: folder.path)
    }

    private func count(_ rows: String) async throws -> Int {
        try await DatabaseQueue(path: denyut.database).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM \(rows)") ?? -1
        }
    }

    private func log(_ name: String) -> String {
        (try? String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)) ?? ""
    }

    // MARK: Readers that go, or do not read

    @Test(
        "a worker works on whatever becomes of its log and its output",
        arguments: [
            // The reader goes; a disk is full; the descriptors are closed.
            "exec 3> >(head -c 1 > /dev/null); \"$DENYUT\" queue-work --stop-when-empty --verbose --json >&3 2>&3",
            "\"$DENYUT\" queue-work --stop-when-empty --verbose --json > /dev/full 2>&1",
            "\"$DENYUT\" queue-work --stop-when-empty --verbose --json >&- 2>&-",
            "\"$DENYUT\" queue-work --stop-when-empty --verbose --json < /dev/null > /dev/null/no 2>&1 || "
                + "\"$DENYUT\" queue-work --stop-when-empty --json <&- >&- 2>&-",
        ])
    func lostReader(script: String) async throws {
        #expect(try await denyut.run("queue-push", "NoOp", "--count=300").status == 0)
        #expect(try await shell(script).end().status == 0)
        #expect(try await count("jobs") == 0)
    }

    @Test("nobody reads standard error or output: work goes on, and SIGTERM is obeyed")
    func unread() async throws {
        let script = """
            mkfifo pipe; sleep 600 < pipe & reader=$!
            "$DENYUT" queue-work --log-level=trace --json > pipe 2>&1 & worker=$!
            echo $worker > pid; wait $worker; code=$?; kill -9 $reader; exit $code
            """
        let run = try shell(script)
        defer { run.send(SIGKILL) }
        // More lines than a pipe holds.
        #expect(try await denyut.run("queue-push", "NoOp", "--count=5000").status == 0)
        #expect(try await eventually { try await count("jobs") == 0 })
        let pid = try #require(pid_t(log("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(pid, SIGTERM)
        #expect(await run.end().status == 0)
    }

    @Test("lines that were lost while nobody read are counted once somebody does")
    func lostLines() async throws {
        let script = """
            mkfifo pipe; exec 3<> pipe
            LOG_LEVEL=debug "$DENYUT" queue-work > /dev/null 2> pipe & worker=$!
            echo $worker > pid; while ! [ -e go ]; do sleep 0.05; done
            cat <&3 > log & reader=$!
            wait $worker; code=$?; sleep 0.2; kill -9 $reader; exit $code
            """
        let run = try shell(script)
        defer { run.send(SIGKILL) }
        #expect(try await denyut.run("queue-push", "NoOp", "--count=20000").status == 0)
        #expect(try await eventually { try await count("jobs") == 0 })
        _ = try folder.file("go")
        #expect(try await eventually { log("log").contains("lines of the log were lost") })
        // Each line is whole.
        for line in log("log").split(separator: "\n").dropLast() {
            #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
        }
        kill(try #require(pid_t(log("pid").trimmingCharacters(in: .whitespacesAndNewlines))), SIGTERM)
        #expect(await run.end().status == 0)
    }

    @Test("the page answers and stops although nobody reads its log")
    func unreadPage() async throws {
        let script = """
            mkfifo pipe; sleep 600 < pipe & reader=$!
            LOG_LEVEL=trace "$DENYUT" serve --port 0 > address 2> pipe & page=$!
            echo $page > pid; wait $page; code=$?; kill -9 $reader; exit $code
            """
        let run = try shell(script)
        defer { run.send(SIGKILL) }
        #expect(try await eventually { log("address").contains("Denyut is at http") })
        let line = try #require(log("address").split(separator: "\n").first { $0.hasPrefix("Denyut is at ") })
        let address = String(line.dropFirst("Denyut is at ".count))
        let requests = try shell(
            "for i in $(seq 800); do echo url = \"\(address)/api/nothing\"; done > urls; curl -s --max-time 60 -K urls -o /dev/null -w '%{http_code}\\n'"
        )
        let answers = await requests.end().output.split(separator: "\n")
        #expect(answers.count == 800 && !answers.contains("000"))
        kill(try #require(pid_t(log("pid").trimmingCharacters(in: .whitespacesAndNewlines))), SIGTERM)
        #expect(await run.end().status == 0)
    }

    @Test("a command whose output nobody reads ends quietly, as others do")
    func closedPipe() async throws {
        let result = try await shell("\"$DENYUT\" queue-monitor --watch --json | head -1; echo ${PIPESTATUS[0]}").end()
        #expect(result.output.hasSuffix("\n141\n"))
        #expect(result.errors == "")
    }

    // MARK: SIGHUP

    private static let daemons: [[String]] = [
        ["queue-work"], ["queue-work", "--processes=2"], ["schedule-work"], ["serve", "--port", "0"],
        ["up", "--port", "0"],
    ]

    /// Starts a daemon with a log file and waits for its first line.
    private func start(_ arguments: [String], _ variables: [String: String] = [:]) async throws -> RunningProcess {
        let environment = denyut.environment.merging(variables) { $1 }
        let process = try RunningProcess(
            Binaries.path("denyut"), arguments, environment: environment, folder: folder.path)
        return process
    }

    @Test("SIGHUP opens the log file of each daemon anew, and ends none", arguments: daemons)
    func reopen(arguments: [String]) async throws {
        let daemon = try await start(arguments, ["LOG_FILE": folder.path + "/log", "LOG_LEVEL": "debug"])
        defer { daemon.send(SIGKILL) }
        #expect(try await eventually { log("log").contains("\n") })
        try await Task.sleep(for: .milliseconds(500))
        try FileManager.default.moveItem(atPath: folder.path + "/log", toPath: folder.path + "/log.old")
        daemon.send(SIGHUP)
        #expect(try await eventually { log("log").contains("SIGHUP: the log file is opened anew") })
        #expect(daemon.isRunning)
        daemon.send(SIGTERM)
        #expect(await daemon.end().status == 0)
    }

    @Test("SIGHUP without a log file stops a daemon as SIGTERM does", arguments: daemons)
    func stops(arguments: [String]) async throws {
        let daemon = try await start(arguments)
        defer { daemon.send(SIGKILL) }
        #expect(try await eventually { !daemon.standardError.isEmpty || !daemon.standardOutput.isEmpty })
        try await Task.sleep(for: .milliseconds(500))
        daemon.send(SIGHUP)
        #expect(await daemon.end().status == 0)
    }

    @Test("a worker that was started with nohup lives on")
    func nohup() async throws {
        let run = try shell("nohup \"$DENYUT\" queue-work & echo $! > pid; wait")
        defer { run.send(SIGKILL) }
        #expect(try await eventually { try await count("workers") == 1 })
        let pid = try #require(pid_t(log("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(pid, SIGHUP)
        #expect(try await denyut.run("queue-push", "NoOp").status == 0)
        #expect(try await eventually { try await count("jobs") == 0 })
        kill(pid, SIGTERM)
        #expect(await run.end().status == 0)
    }

    @Test("a worker whose terminal is gone stops cleanly, whatever log file it has")
    func terminal() async throws {
        try #require(FileManager.default.fileExists(atPath: "/usr/bin/script"), "script(1) makes the terminal")
        _ = try await denyut.run("queue-push", "RunCommand", "--payload", #"{"command": ["sleep", "1"]}"#)
        let run = try shell(
            "script -qec 'exec \"$DENYUT\" queue-work --allow-commands' /dev/null < /dev/null",
            ["LOG_FILE": folder.path + "/log"])
        defer { run.send(SIGKILL) }
        #expect(try await eventually { try await count("jobs WHERE lease_token IS NOT NULL") == 1 })
        // The terminal goes with the one that made it.
        let made = ProcessTable.children(of: run.pid).keys.first ?? run.pid
        kill(made, SIGKILL)
        #expect(try await eventually { log("log").contains(" ends: requested") })
        #expect(try await count("jobs") == 0)
        #expect(try await count("job_attempts") == 0)
    }

    // MARK: Rotation

    @Test("a log file with a largest size is turned over, by one of all that write it, and no line is torn or lost")
    func rotation() async throws {
        let variables = [
            "LOG_FILE": folder.path + "/log", "LOG_LEVEL": "debug", "LOG_FORMAT": "json", "LOG_MAX_SIZE": "64KB",
            "LOG_KEEP": "100",
        ]
        #expect(try await denyut.run("queue-push", "NoOp", "--count=4000").status == 0)
        let workers = try (0..<3).map { _ in
            try denyut.start("queue-work", "--stop-when-empty", environment: variables)
        }
        for worker in workers { #expect(await worker.end().status == 0) }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("log") }
        #expect(names.count > 3)
        var done = 0
        for name in names {
            let text = log(name)
            #expect(text.utf8.count <= 65_536)
            for line in text.split(separator: "\n") {
                let object = try #require(
                    try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
                if (object["message"] as? String)?.contains("is done after") == true { done += 1 }
            }
        }
        #expect(done == 4000)
    }

    @Test("no more than so many old files are kept")
    func keep() async throws {
        let variables = [
            "LOG_FILE": folder.path + "/log", "LOG_LEVEL": "debug", "LOG_MAX_SIZE": "64KB", "LOG_KEEP": "2",
        ]
        #expect(try await denyut.run("queue-push", "NoOp", "--count=4000").status == 0)
        #expect(try await denyut.start("queue-work", "--stop-when-empty", environment: variables).end().status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("log") }
        #expect(Set(names) == ["log", "log.1", "log.2"])
    }

    @Test(
        "what is no size is refused, with what would be one",
        arguments: [
            ["LOG_MAX_SIZE": "10"], ["LOG_MAX_SIZE": "many"], ["LOG_MAX_SIZE": "-1MB"],
            ["LOG_MAX_SIZE": "99999999999999GB"],
            ["LOG_KEEP": "0"], ["LOG_KEEP": "x"],
        ])
    func refused(variables: [String: String]) async throws {
        let result = try await denyut.start("config-check", environment: variables).end()
        #expect(result.status != 0)
        #expect((result.output + result.errors).contains("such as"))
    }
}
