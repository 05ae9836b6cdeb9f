import Foundation
import FoundationNetworking
import GRDB
import Testing

/// Real programs whose files may not grow any more, which is as near to a full disk as a test can come: every write beyond the limit
/// fails, and SIGXFSZ comes with it.
@Suite struct FileLimitTests {
    private let folder: TemporaryFolder
    /// Keeps the WAL as long as it is: the last process to end would write it back and delete it.
    private let keeper: DatabaseQueue

    init() async throws {
        folder = try TemporaryFolder()
        #expect(try await denyut("migrate", database: folder.database).status == 0)
        keeper = try DatabaseQueue(path: folder.database)
        _ = try await keeper.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") }
        for number in 0..<30 {
            // A row that is the same as before would write nothing.
            try await keeper.write {
                try $0.execute(
                    sql: "INSERT INTO queue_signals (name, sent_at) VALUES (?, 1)", arguments: ["test\(number)"])
            }
        }
        #expect(try await denyut("queue-push", "NoOp", "--count=3", database: folder.database).status == 0)
    }

    private func count(_ rows: String) async throws -> Int {
        try await DatabaseQueue(path: folder.database).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM \(rows)") ?? 0
        }
    }

    /// Runs denyut with files of no more than 50 KiB, which the WAL has passed already, and the index of it has not.
    private func limited(_ arguments: [String]) async throws -> ProcessResult {
        try await RunningProcess(
            "/bin/sh", ["-c", "ulimit -f 100 && exec \"$0\" \"$@\"", Binaries.path("denyut")] + arguments,
            environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
    }

    /// Says how large the files of a running program may become. The soft limit only: it can be taken back.
    private func limit(_ process: RunningProcess, _ bytes: String) async throws {
        let change = try RunningProcess("/usr/bin/prlimit", ["--pid", String(process.pid), "--fsize=\(bytes):"])
        try #require(await change.end().status == 0)
    }

    @Test(
        "a command that has to write says that it could not, and has changed nothing",
        arguments: [
            ["queue-push", "NoOp", "--count=5000"], ["queue-pause", "default"], ["queue-clear", "default", "--force"],
            ["schedule-run"], ["queue-cancel", "1"],
        ])
    func commands(arguments: [String]) async throws {
        let result = try await limited(arguments)
        #expect(result.status == 1)
        #expect(result.errors.contains("could not be read or written") || result.errors.contains("is full"))
        #expect(try await count("jobs") == 3)
        #expect(try await count("queue_pauses") == 0)
        #expect(try await count("schedule_slots") == 0)
        let check = try await DatabaseQueue(path: folder.database).read {
            try String.fetchAll($0, sql: "PRAGMA integrity_check")
        }
        #expect(check == ["ok"])
        #expect(
            try await denyut("queue-work", "--stop-when-empty", database: folder.database).status == 0)
        #expect(try await count("jobs") == 0)
    }

    @Test("a login is let in although it cannot be written down, and the log has it instead")
    func login() async throws {
        let users = #"[{"name": "ani", "role": "operator", "passwordHash": "\#(Site.passwordHash)"}]"#
        let settings = try folder.file("denyut.json", #"{"dashboard": {"users": \#(users)}}"#)
        let server = try RunningProcess(
            Binaries.path("denyut"), ["serve", "--port", "0"],
            environment: ["DATABASE_URL": "sqlite:\(folder.database)", "DENYUT_CONFIG": settings])
        defer { server.send(SIGKILL) }
        let url = try #require(URL(string: try await server.line(after: "Denyut is at ") + "/api/v1/session"))
        try await limit(server, "4096")
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(#"{"user": "ani", "password": "\#(Site.password)"}"#.utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == 200)
        let stands = try await eventually { server.standardError.contains("A login could not be written to the audit") }
        #expect(stands, "\(server.standardError)")
        #expect(try await count("audit") == 0)
    }

    @Test("what only reads goes on")
    func reading() async throws {
        #expect(try await limited(["queue-monitor"]).status == 0)
        #expect(try await limited(["doctor"]).output.contains("quick_check found nothing"))
    }

    @Test("a worker waits and goes on by itself, and loses no job")
    func worker() async throws {
        let worker = try RunningProcess(
            Binaries.path("denyut"), ["queue-work"], environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
        defer { worker.send(SIGKILL) }
        #expect(try await eventually(within: 60) { try await count("jobs") == 0 })
        try await limit(worker, "4096")
        #expect(
            try await denyut("queue-push", "NoOp", "--count=200", database: folder.database).status == 0)
        #expect(
            try await eventually(within: 60) {
                worker.standardError.contains("The store does not answer; trying again")
            })
        #expect(try await count("jobs") == 200)
        try await limit(worker, "unlimited")
        #expect(try await eventually(within: 60) { try await count("jobs") == 0 })
        #expect(try await count("failed_jobs") == 0)
        worker.send(SIGTERM)
        #expect(await worker.end().status == 0)
    }
}
