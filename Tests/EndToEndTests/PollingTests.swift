import Foundation
import GRDB
import Testing

/// What Denyut promises without any webhook, in real time, with its own settings: two minutes to see a crashed session
/// among 200, five until it works again. It waits for minutes, so it is run only when asked for.
@Suite(
    .serialized, .enabled(if: ProcessInfo.processInfo.environment["DENYUT_LONG_TESTS"] != nil, "waits for minutes"))
struct PollingTests {
    private static let accounts = 200

    private func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    @Test("a crashed session among 200 is found by polling alone within two minutes, and works again within five")
    func polling() async throws {
        let gateway = try await GatewayProcess.start(["--sessions", String(Self.accounts), "--mix", "healthy"])
        let folder = try TemporaryFolder()
        // The gateway has just been started, and is to count as one that has run for long.
        let settings = """
            {"gateways": [{"name": "default", "kind": "node", "url": "\(gateway.url)", "apiKeyEnv": "KEY"}],
             "health": {"restartGrace": 1}}
            """
        let environment = [
            "DATABASE_URL": "sqlite:\(folder.database)", "DENYUT_CONFIG": try folder.file("denyut.json", settings),
            "KEY": "key",
        ]
        let imported = await
            (try RunningProcess(
                Binaries.path("denyut"), ["gateway-import"], environment: environment)).end()
        try #require(imported.status == 0, "\(imported.errors)")
        let up = try RunningProcess(Binaries.path("denyut"), ["up", "--port", "0"], environment: environment)
        let database = try DatabaseQueue(path: folder.database)
        func number(_ sql: String) async throws -> Int64 {
            try await database.read { try Int64.fetchOne($0, sql: sql) ?? 0 }
        }
        let checked = "SELECT count(DISTINCT account_id) FROM health_checks"
        #expect(try await eventually(within: 200) { try await number(checked) == Int64(Self.accounts) })

        // At three moments of the two minutes between one sweep and the next. The page is dead, the status says connected:
        // only what the application could not send tells of it.
        var struck: [String: Int64] = [:]
        var connected: [String: Int64] = [:]
        for (number, pause) in [(101, 1), (102, 40), (103, 45)] {
            try await Task.sleep(for: .seconds(pause))
            let session = "session-\(number)"
            try await gateway.control("POST", "/sessions/\(session)/fault", #"{"fault": "crash"}"#)
            struck[session] = self.now()
            let message = """
                {"gateway": "default", "session": "\(session)", "message": "m-\(number)", "direction": "out",
                 "status": "failed", "error": "Protocol error (Runtime.callFunctionOn): Session closed.",
                 "at": \(self.now())}
                """
            let recorded = await
                (try RunningProcess(
                    Binaries.path("denyut"), ["message-record", "-"], environment: environment,
                    input: message.split(whereSeparator: \.isNewline).joined() + "\n")).end()
            try #require(recorded.status == 0, "\(recorded.errors)")
        }
        #expect(
            try await eventually(within: 300) {
                for session in struck.keys where connected[session] == nil {
                    let state = try await gateway.control("GET", "/sessions/\(session)")
                    if state["fault"] == nil, state["phase"] as? String == "connected" {
                        connected[session] = self.now()
                    }
                }
                return connected.count == struck.count
            })
        for (session, time) in struck.sorted(by: { $0.key < $1.key }) {
            let detected = try await number("SELECT min(detected_at) FROM incidents WHERE session = '\(session)'")
            let (found, back) = (detected - time, (connected[session] ?? .max) - time)
            print("\(session): found after \(found) ms, working again after \(back) ms")
            #expect((1..<120_000).contains(found), "\(session): found after \(found) ms")
            let held = try await database.read {
                try String.fetchOne(
                    $0, sql: "SELECT blocked_by FROM incidents WHERE session = ?", arguments: [session])
            }
            #expect((1..<300_000).contains(back), "\(session): working again after \(back) ms; held by \(held ?? "-")")
        }
        #expect(try await number("SELECT count(*) FROM recovery_attempts WHERE rung <> 'soft_restart'") == 0)
        #expect(try await number("SELECT count(*) FROM recovery_attempts") == Int64(struck.count))
        #expect(try await number("SELECT count(*) FROM webhook_deliveries") == 0)
        #expect(try await gateway.touches().destructive == 0)
        up.send(SIGTERM)
        _ = await up.end(within: 90)
        await gateway.kill()
    }
}
