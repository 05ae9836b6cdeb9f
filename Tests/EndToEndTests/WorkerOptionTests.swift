import Foundation
import GRDB
import Testing

/// Options of `queue-work` whose effect can be seen from outside.
@Suite struct WorkerOptionTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(_ arguments: String...) async throws -> ProcessResult {
        try await RunningProcess(
            Binaries.path("denyut"), arguments, environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
    }

    private func pushFailing() async throws {
        _ = try await run("queue-push", "RunCommand", "--payload", #"{"command": ["false"]}"#)
    }

    private func read<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws -> T {
        try await DatabaseQueue(path: folder.database).read(body)
    }

    @Test("--tries and --backoff: so many attempts, each recorded, with the delays of the list between them")
    func retries() async throws {
        try await pushFailing()
        let work = ["queue-work", "--allow-commands", "--stop-when-empty", "--json", "--tries=3", "--backoff=0,4000"]
        let result = try await RunningProcess(
            Binaries.path("denyut"), work, environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
        #expect(result.status == 0)
        let lines = try result.output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.map { $0["result"] as? String } == ["retried", "retried"])
        #expect(lines.map { $0["attempt"] as? Int } == [1, 2])
        for line in lines {
            #expect(
                Set(line.keys) == ["id", "queue", "kind", "attempt", "result", "duration_ms", "error", "retry_at"])
        }
        let jobs = try await read { db in
            try Row.fetchAll(db, sql: "SELECT attempts, crashes, available_at FROM jobs").map { row -> [Int64] in
                [row[0], row[1], row[2]]
            }
        }
        let job = try #require(jobs.first)
        #expect(job[0...1] == [2, 0])
        let wait = Double(job[2]) / 1000 - Date().timeIntervalSince1970
        // With jitter of a tenth, and whatever this machine took meanwhile.
        #expect((3000...4400).contains(wait))
        let last = try await run("queue-work", "--allow-commands", "--stop-when-empty", "--tries=1")
        #expect(last.status == 0)
        #expect(try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 1, "it is not due yet")
    }

    @Test("--tries of one fails a job for good at its first failure")
    func oneTry() async throws {
        try await pushFailing()
        let result = try await run("queue-work", "--allow-commands", "--stop-when-empty", "--tries=1", "--json")
        #expect(result.output.contains(#""result":"failed""#))
        #expect(try await read { try String.fetchAll($0, sql: "SELECT reason FROM failed_jobs") } == ["attempts"])
    }

    @Test("--force works on paused queues, and nothing else does")
    func force() async throws {
        _ = try await run("queue-push", "NoOp")
        _ = try await run("queue-pause", "default")
        _ = try await run("queue-work", "--stop-when-empty")
        #expect(try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 1)
        _ = try await run("queue-work", "--stop-when-empty", "--force")
        #expect(try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 0)
    }

    @Test("--name is what people see of a worker, and with each failure")
    func name() async throws {
        try await pushFailing()
        _ = try await run("queue-work", "--allow-commands", "--stop-when-empty", "--tries=1", "--name=night-shift")
        let worker = try await read { try String.fetchOne($0, sql: "SELECT worker FROM failed_jobs") }
        #expect(worker?.hasPrefix("night-shift@") == true)
    }

    @Test("--max-jobs and --max-time end a worker cleanly, with jobs left and none of them held")
    func limits() async throws {
        _ = try await run("queue-push", "NoOp", "--count=20")
        let work = try await run("queue-work", "--max-jobs=5", "--json")
        #expect(work.status == 0)
        #expect(work.output.split(separator: "\n").count == 5)
        #expect(
            try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs WHERE lease_token IS NULL") } == 15)
        #expect(try await run("queue-work", "--max-time=0.5").status == 0)
    }
}
