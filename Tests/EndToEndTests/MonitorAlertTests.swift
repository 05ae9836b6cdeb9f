import Foundation
import GRDB
import Testing

/// What `queue-monitor` raises an alarm for, by its exit code.
@Suite struct MonitorAlertTests {
    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        #expect(try await denyut("queue-push", "NoOp", "--count=3", database: folder.database).status == 0)
    }

    private func monitor(_ arguments: String...) async throws -> ProcessResult {
        try await RunningProcess(
            Binaries.path("denyut"), ["queue-monitor"] + arguments,
            environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
    }

    /// A job that a worker held whose lease ended so many seconds ago.
    private func leaveLease(endedAgo seconds: Int64) async throws {
        let time = Int64(Date().timeIntervalSince1970 * 1000) - seconds * 1000
        try await DatabaseQueue(path: folder.database).write {
            try $0.execute(
                sql: """
                    INSERT INTO jobs (queue, kind, lease_token, lease_expires_at, leased_at, worker)
                    VALUES ('default', 'NoOp', 1, ?, 1, 'dead')
                    """, arguments: [time])
        }
    }

    @Test("as many jobs as the limit are an alert, as in Laravel; one less is none")
    func size() async throws {
        #expect(try await monitor("default", "--max=3").status == 2)
        #expect(try await monitor("default", "--max=4").status == 0)
    }

    @Test(
        "jobs of workers that died, and that nobody takes back, are an alert: after a minute, or sooner where asked to")
    func deadWorkers() async throws {
        try await leaveLease(endedAgo: 20)
        #expect(try await monitor("default").status == 0)
        let soon = try await monitor("default", "--max-age=10")
        #expect(soon.status == 2)
        try await leaveLease(endedAgo: 100)
        let late = try await monitor("default")
        #expect(late.status == 2)
        #expect(late.output.contains("2 in the hands of workers that stopped"), "\(late.output)")
        #expect(try await monitor("--json").output.contains(#""status":"ALERT""#))
    }

    @Test("a queue that is not known ends with 3 and names the nearest; the others are shown all the same")
    func unknown() async throws {
        let result = try await monitor("defalt,default", "--json")
        #expect(result.status == 3)
        #expect(result.errors.contains("No queue \"defalt\" is known") && result.errors.contains("\"default\""))
        #expect(result.output.contains(#""queue":"default""#))
    }

    @Test("an empty name pauses and resumes nothing")
    func emptyNames() async throws {
        for command in ["queue-pause", "queue-resume"] {
            for name in ["", " "] {
                let result = try await denyut(command, name, database: folder.database)
                #expect(result.status != 0)
                #expect(result.errors.contains("empty"), "\(result.errors)")
            }
        }
        let pauses = try await DatabaseQueue(path: folder.database).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM queue_pauses")
        }
        #expect(pauses == 0)
    }

    @Test("queue-clear takes the queue as Laravel does, too, and one only")
    func clear() async throws {
        #expect(try await denyut("queue-clear", "--force", database: folder.database).status != 0)
        #expect(
            try await denyut("queue-clear", "default", "--queue=default", "--force", database: folder.database).status
                != 0)
        let result = try await denyut("queue-clear", "--queue=default", "--force", database: folder.database)
        #expect(result.status == 0)
        #expect(result.output == "3 jobs deleted from default.\n")
    }
}
