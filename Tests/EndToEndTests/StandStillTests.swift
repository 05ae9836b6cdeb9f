import Foundation
import GRDB
import Testing

/// Workers that stand still for longer than their leases, and live on: as a machine that sleeps, or a container that is paused.
@Suite struct StandStillTests {
    private let denyut: Installation
    private let database: DatabaseQueue

    init() async throws {
        denyut = try Installation()
        #expect(try await denyut.run("migrate").status == 0)
        database = try DatabaseQueue(path: denyut.database)
    }

    private func number(_ sql: String) async throws -> Int {
        try await database.read { try Int.fetchOne($0, sql: sql) ?? -1 }
    }

    private func starts() -> Int {
        let text = (try? String(contentsOfFile: denyut.folder.path + "/starts", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").count
    }

    @Test("three times cost a long job nothing: it goes on, and is started once", arguments: [1, 2])
    func threeTimes(count: Int) async throws {
        let script = "echo start >> $FOLDER/starts; while ! [ -e $FOLDER/go ]; do sleep 0.05; done"
        let payload: [String: Any] = ["command": ["sh", "-c", script], "inherit": ["FOLDER"]]
        let json = String(decoding: try JSONSerialization.data(withJSONObject: payload), as: UTF8.self)
        #expect(try await denyut.run("queue-push", "RunCommand", "--payload", json).status == 0)
        let workers = try (0..<count).map { _ in try denyut.start("queue-work", "--allow-commands", "--lease=1") }
        defer { for worker in workers { worker.send(SIGKILL) } }
        #expect(try await eventually { starts() == 1 })
        #expect(try await eventually { try await number("SELECT count(*) FROM workers") == count })
        for _ in 0..<3 {
            for worker in workers { worker.send(SIGSTOP) }
            try await Task.sleep(for: .seconds(3))
            for worker in workers { worker.send(SIGCONT) }
            try await Task.sleep(for: .seconds(2))
        }
        #expect(starts() == 1)
        _ = try denyut.folder.file("go")
        #expect(try await eventually { try await number("SELECT count(*) FROM jobs") == 0 })
        #expect(try await number("SELECT count(*) FROM job_attempts") == 0)
        #expect(try await number("SELECT count(*) FROM failed_jobs") == 0)
    }
}
