import Foundation
import GRDB
import Testing

/// The main job with real processes: schedulers, workers that die, and a simulated gateway.
@Suite struct KilledWorkerTests {
    private static let accounts = 3000

    @Test("two schedulers and two workers, one of them killed, check each account exactly once")
    func killedWorker() async throws {
        let folder = try TemporaryFolder()
        let gateway = try await GatewayProcess.start(["--sessions", String(Self.accounts), "--mix", "healthy"])
        defer { gateway.process.send(SIGKILL) }
        let environment = [
            "DATABASE_URL": "sqlite:\(folder.database)", "WHATSAPP_NODEJS_URL": gateway.url, "WHATSAPP_API_KEY": "key",
            "WHATSAPP_HEALTH_CHECK_INTERVAL": "1",
        ]
        func start(_ arguments: String...) throws -> RunningProcess {
            try RunningProcess(Binaries.path("denyut"), arguments, environment: environment)
        }
        #expect(try await start("gateway-import").end().status == 0)

        let schedulers = try [start("schedule-run", "--once"), start("schedule-run", "--once")]
        for scheduler in schedulers { #expect(await scheduler.end().status == 0) }
        let database = try DatabaseQueue(path: folder.database)
        let jobs = "SELECT count(*) FROM jobs WHERE queue = 'whatsapp-health'"
        #expect(try await database.read { try Int.fetchOne($0, sql: jobs) } == Self.accounts)

        let work = ["queue-work", "--queue=whatsapp-health,default", "--lease=1"]
        let doomed = try RunningProcess(Binaries.path("denyut"), work, environment: environment)
        let checks = "SELECT count(*) FROM health_checks"
        #expect(try await eventually { try await database.read { try Int.fetchOne($0, sql: checks) ?? 0 } > 0 })
        doomed.send(SIGKILL)
        _ = await doomed.end()
        let survivor = try RunningProcess(Binaries.path("denyut"), work, environment: environment)
        #expect(try await eventually { try await database.read { try Int.fetchOne($0, sql: jobs) } == 0 })
        // Without anything left to do it may still be starting.
        #expect(try await eventually { survivor.standardError.contains("serves") })
        survivor.send(SIGTERM)
        #expect(await survivor.end().status == 0)

        try await database.read { db in
            let accounts = try Int.fetchOne(db, sql: "SELECT count(DISTINCT account_id) FROM health_checks")
            #expect(accounts == Self.accounts, "a check was lost")
            #expect(try Int.fetchOne(db, sql: checks) == Self.accounts, "a check was written twice")
        }
    }
}
