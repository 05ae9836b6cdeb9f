import Foundation
import GRDB
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Real processes whose database is deleted or replaced under them: they end with a message, so that their service manager starts them on
/// the file that is there.
@Suite struct ReplacedDatabaseTests {
    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        #expect(try await denyut("migrate", database: folder.database).status == 0)
    }

    private func delete() {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.database + end) }
    }

    private func start(_ arguments: String...) throws -> RunningProcess {
        try RunningProcess(
            Binaries.path("denyut"), arguments, environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
    }

    @Test("a worker ends and names the cure", arguments: [[], ["--json", "--concurrency=2"]])
    func worker(options: [String]) async throws {
        let worker = try RunningProcess(
            Binaries.path("denyut"), ["queue-work"] + options,
            environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { worker.standardError.contains("serves default") })
        delete()
        let result = await worker.end(within: 60)
        #expect(result.status == 1)
        #expect(result.errors.contains("was deleted or moved away"), "\(result.errors)")
        #expect(result.errors.contains("denyut restore"))
        // It has not made another one.
        #expect(!FileManager.default.fileExists(atPath: folder.database))
    }

    @Test("the scheduler ends at its next pass")
    func scheduler() async throws {
        #expect(
            try await denyut("schedule-add", "often", "--every=second", "--kind=NoOp", database: folder.database).status
                == 0)
        let scheduler = try start("schedule-work")
        defer { scheduler.send(SIGKILL) }
        #expect(try await eventually { scheduler.standardError.contains("The scheduler keeps") })
        delete()
        let result = await scheduler.end(within: 100)
        #expect(result.status == 1)
        #expect(result.errors.contains("was deleted or moved away"), "\(result.errors)")
    }

    @Test("the page says so to who asks whether it is ready, and ends")
    func page() async throws {
        let page = try start("serve", "--port=0")
        defer { page.send(SIGKILL) }
        _ = try await page.line(after: "Denyut is at ")
        try FileManager.default.moveItem(atPath: folder.database, toPath: folder.database + ".old")
        let result = await page.end(within: 60)
        #expect(result.status == 1)
        #expect(result.errors.contains("was deleted or moved away"), "\(result.errors)")
    }
}
