import Foundation
import Testing

/// Scheduler, worker and page as one tree of real processes.
@Suite struct UpTests {
    /// The parts that run, by the command they carry out.
    private static func children(of parent: pid_t) -> [String: pid_t] {
        Dictionary(ProcessTable.children(of: parent).map { ($1, $0) }) { first, _ in first }
    }

    private static let commands: Set<String> = ["schedule-work", "queue-work", "serve"]

    private static func start(_ folder: TemporaryFolder) throws -> RunningProcess {
        try RunningProcess(
            Binaries.path("denyut"), ["up", "--port", "0"], environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
    }

    @Test("the first start prints a link; a part that is killed comes back; SIGTERM ends all of it with 0")
    func tree() async throws {
        let folder = try TemporaryFolder()
        let up = try Self.start(folder)
        defer { up.send(SIGKILL) }
        #expect(try await eventually { up.standardOutput.contains("#token=") })
        #expect(try await eventually { Set(Self.children(of: up.pid).keys) == Self.commands })
        let before = Self.children(of: up.pid)
        kill(try #require(before["serve"]), SIGKILL)
        kill(try #require(before["queue-work"]), SIGKILL)
        #expect(
            try await eventually {
                let now = Self.children(of: up.pid)
                return Set(now.keys) == Self.commands && now["serve"] != before["serve"]
                    && now["queue-work"] != before["queue-work"]
            })
        #expect(Self.children(of: up.pid)["schedule-work"] == before["schedule-work"])
        #expect(try await eventually { up.standardOutput.split(separator: "#token=").count == 3 })
        let last = Self.children(of: up.pid)
        up.send(SIGTERM)
        #expect(await up.end().status == 0)
        for (command, pid) in last { #expect(kill(pid, 0) != 0, "\(command) still runs") }
    }

    @Test("the parts end by themselves when their owner is killed")
    func orphans() async throws {
        let folder = try TemporaryFolder()
        let up = try Self.start(folder)
        #expect(try await eventually { up.standardOutput.contains("#token=") })
        #expect(try await eventually { Set(Self.children(of: up.pid).keys) == Self.commands })
        let parts = Self.children(of: up.pid)
        up.send(SIGKILL)
        // They hold its pipes open: what is waited for is that they go.
        #expect(try await eventually { parts.values.allSatisfy { kill($0, 0) != 0 } })
    }

    @Test("where the page's port is taken, up ends with an error that names it, and leaves nothing running")
    func takenPort() async throws {
        let folder = try TemporaryFolder()
        let first = try Self.start(folder)
        defer { first.send(SIGKILL) }
        #expect(try await eventually { first.standardOutput.contains("#token=") })
        let line = try #require(first.standardOutput.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)/))
        let second = try RunningProcess(
            Binaries.path("denyut"), ["up", "--port", String(line.1)],
            environment: ["DATABASE_URL": "sqlite:\(folder.path)/second.sqlite"])
        let result = await second.end()
        #expect(result.status == 1)
        #expect(result.errors.contains("Cannot listen on 127.0.0.1:\(line.1): Address already in use."))
        #expect(result.errors.contains("Is another `denyut up` or `denyut serve` running?"), "\(result.errors)")
        #expect(Self.children(of: second.pid).isEmpty)
        first.send(SIGTERM)
        #expect(await first.end().status == 0)
    }
}
