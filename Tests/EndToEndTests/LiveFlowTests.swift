import Foundation
import GRDB
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The real programs over a simulated Evolution API, whose rows keep `open` for what it has lost, as the real one's do.
@Suite(.serialized) struct LiveFlowTests {
    private static let token = String(repeating: "b", count: 64)
    private static let tokenHash = "a0fab1377f49a759b57f63318262ebe89fabfc990e8e93ceac2984561482b9d4"

    private func ask(_ method: String, _ address: String, _ body: String? = nil) async throws -> [String: Any] {
        var request = URLRequest(url: try #require(URL(string: address)))
        request.httpMethod = method
        request.setValue("Bearer \(Self.token)", forHTTPHeaderField: "Authorization")
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, _) = try await URLSession.shared.data(for: request)
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    @Test("an open row is no proof, a wish to be left alone is no outage, and a code is there for whoever asks for it")
    func flow() async throws {
        let gateway = try await GatewayProcess.start(["--kind", "evolution", "--sessions", "4", "--mix", "healthy"])
        let folder = try TemporaryFolder()
        let config = try folder.file(
            "denyut.json",
            """
            {"gateways": [{"name": "default", "kind": "evolution", "url": "\(gateway.url)", "apiKeyEnv": "KEY"}],
             "dashboard": {"tokens": [{"name": "test", "role": "operator", "hash": "\(Self.tokenHash)"}]},
             "health": {"checkInterval": 2, "throttle": 0.5, "confirmDelay": 0.5, "ownRetry": {"evolution": 1},
                        "connectingGrace": 5, "stableAfter": 3, "restartGrace": 1, "backoffBase": 1, "gatewayTimeout": 60,
                        "gatewayConnectTimeout": 60, "lineCheck": false, "notify": {"group": 1}}}
            """)
        let environment = ["DATABASE_URL": "sqlite:\(folder.database)", "DENYUT_CONFIG": config, "KEY": "key"]
        for command in [["gateway-import"], ["monitor-sessions", "--force"]] {
            let result = await (try RunningProcess(Binaries.path("denyut"), command, environment: environment)).end()
            try #require(result.status == 0, "\(command): \(result.output) \(result.errors)")
        }
        func number(_ sql: String) async throws -> Int64 {
            try await DatabaseQueue(path: folder.database).read { try Int64.fetchOne($0, sql: sql) ?? 0 }
        }
        let up = try RunningProcess(Binaries.path("denyut"), ["up", "--port", "0"], environment: environment)
        let address = try await up.line(after: "Denyut is at ")
        #expect(try await eventually { try await number("SELECT count(*) FROM accounts WHERE phase = 'good'") == 4 })

        // The live question, and a recovery that is judged by it.
        try await gateway.control("POST", "/sessions/session-02/fault", #"{"fault": "disconnect"}"#)
        #expect(
            try await eventually(within: 120) {
                try await number(
                    """
                    SELECT count(*) FROM recovery_attempts AS r JOIN accounts AS a ON a.id = r.account_id
                    WHERE a.session = 'session-02' AND r.outcome = 'recovered'
                    """) == 1
            })
        #expect(try await number("SELECT count(*) FROM recovery_attempts") == 1)

        // Our own restraint is no evidence.
        try await gateway.control(
            "POST", "/fault", #"{"fault": "status", "status": 429, "retry_after": 4, "seconds": 3}"#)
        #expect(
            try await eventually { try await number("SELECT count(*) FROM gateways WHERE phase = 'suspect'") == 1 })
        #expect(try await eventually { try await number("SELECT count(*) FROM gateways WHERE phase = 'good'") == 1 })
        #expect(try await number("SELECT count(*) FROM incidents WHERE account_id IS NULL") == 0)

        // The code that the gateway shows, for whoever asks: nothing is done to the session.
        try await gateway.control("POST", "/sessions/session-03/fault", #"{"fault": "logout"}"#)
        let id = try await number("SELECT id FROM accounts WHERE session = 'session-03'")
        #expect(
            try await eventually(within: 120) {
                try await number("SELECT gateway_status = 'qr_scanning' FROM accounts WHERE id = \(id)") == 1
            })
        let before = try await gateway.touches().count
        let path = "\(address)/api/v1/accounts/\(id)/reconnect"
        _ = try await ask("POST", path, #"{"mode": "scan"}"#)
        #expect(try await eventually { try await ask("GET", path)["state"] as? String == "scan" })
        let answer = try await ask("POST", path, #"{"mode": "auto"}"#)
        #expect(answer["state"] as? String == "scan")
        #expect((answer["qr"] as? [String: Any])?["value"] as? String != nil)
        #expect(try await gateway.touches().count == before)
        try await gateway.control("POST", "/sessions/session-03/scan")
        #expect(
            try await eventually(within: 120) {
                try await number("SELECT gateway_status = 'connected' FROM accounts WHERE id = \(id)") == 1
            })
        #expect(try await gateway.touches().destructive == 0)
        up.send(SIGTERM)
        _ = await up.end(within: 90)
        await gateway.kill()
    }
}
