import Testing
import WallTime

@testable import GatewaySimulator

@Suite("The Node service, simulated")
struct NodeDialectTests {
    private func bench(
        _ variant: NodeDialect.Variant = .header, key: String? = nil, _ mix: SessionMix = .demo, sessions: Int = 24
    ) -> Bench {
        var options = SimulatorOptions()
        options.variant = variant
        options.apiKey = key
        return Bench(options, mix, sessions: sessions)
    }

    @Test("lists every session in memory, with the words it has for their states")
    func list() {
        var bench = bench()
        let json = bench.ask("GET", "/api/sessions").json
        #expect(json["success"] == true)
        #expect(json["total"] == 23)
        let sessions = json["sessions"]?.elements ?? []
        #expect(sessions.count == 23)
        #expect(
            sessions.first?.members?.map(\.name).sorted() == [
                "connected_at", "phone_number", "session_id", "status", "workspace_id",
            ])
        #expect(
            Set(sessions.compactMap { $0["status"]?.text })
                == ["connected", "qr_scanning", "disconnected", "authenticated", "error"])
    }

    @Test("answers a status without an envelope, and 404 for a session it has not")
    func status() {
        var bench = bench()
        let found = bench.ask("GET", "/api/sessions/wa-01/status?workspace_id=1")
        #expect(found.status == 200)
        #expect(
            found.json.members?.map(\.name).sorted() == [
                "connected_at", "last_activity", "phone_number", "session_id", "status", "workspace_id",
            ])
        let missing = bench.ask("GET", "/api/sessions/wa-23/status")
        #expect(missing.status == 404)
        #expect(missing.json == ["error": "Session not found"])
    }

    @Test("names its endpoints in the 404 of a route it has not")
    func unknownRoute() {
        var bench = bench(key: "secret")
        let answer = bench.ask("GET", "/api/session/wa-01?x=1")
        #expect(answer.status == 404)
        #expect(answer.json["error"] == "Endpoint not found")
        #expect(answer.json["path"] == "/api/session/wa-01")
        #expect(answer.json["method"] == "GET")
        #expect(answer.json["available_endpoints"]?.elements?.contains("GET /api/sessions/:id/status") == true)
    }

    @Test("takes its key from the header or the body in the earlier version")
    func keyInHeader() {
        var bench = bench(.header, key: "secret")
        #expect(bench.ask("GET", "/api/sessions", headers: ["x-api-key": "secret"]).status == 200)
        #expect(bench.ask("POST", "/api/sessions", ["api_key": "secret", "session_id": "n"]).status == 200)
        for headers in [[:], ["x-api-key": "Secret"], ["x-api-key": ""]] {
            let refused = bench.ask("GET", "/api/sessions?api_key=secret", headers: headers)
            #expect(refused.status == 401)
            #expect(refused.json.members?.map(\.name).sorted() == ["message", "success", "timestamp"])
        }
        #expect(bench.ask("GET", "/health").status == 200)
    }

    @Test("takes its key from the query or the body in the later version")
    func keyInParameter() {
        var bench = bench(.parameter, key: "secret")
        #expect(bench.ask("GET", "/api/sessions?api_key=secret").status == 200)
        #expect(bench.ask("DELETE", "/api/sessions/wa-01", ["api_key": "secret"]).status == 200)
        #expect(bench.ask("DELETE", "/api/sessions/wa-02?api_key=secret").status == 401)
        let refused = bench.ask("GET", "/api/sessions", headers: ["x-api-key": "secret"])
        #expect(refused.status == 401)
        #expect(refused.json == ["error": "Invalid API key"])
    }

    @Test("checks the signature of a request where it is set to, and both headers are there")
    func requestSignature() {
        var options = SimulatorOptions()
        options.requestSecret = "hush"
        var bench = Bench(options)
        let stamp = String(bench.now.seconds)
        let good = Signatures.sha256(Array(stamp.utf8), key: "hush")
        let old = String(bench.now.seconds - 301)
        func status(_ stamp: String?, _ signature: String?) -> Int {
            var headers: [String: String] = [:]
            headers["x-timestamp"] = stamp
            headers["x-signature"] = signature
            return bench.ask("GET", "/api/sessions", headers: headers).status
        }
        #expect(status(nil, nil) == 200)
        #expect(status(stamp, nil) == 200)
        #expect(status(stamp, good) == 200)
        #expect(status(stamp, Signatures.sha256(Array(stamp.utf8), key: "other")) == 401)
        #expect(status(old, Signatures.sha256(Array(old.utf8), key: "hush")) == 401)
        #expect(status("soon", good) == 401)
    }

    @Test("creates a session that asks for a QR code, and tells it by metadata and webhook")
    func create() throws {
        var bench = bench(.header, .init(pattern: [.healthy]), sessions: 1)
        let created = bench.ask(
            "POST", "/api/sessions", ["session_id": "new", "workspace_id": 7, "account_id": 9, "priority": "normal"])
        #expect(created.json == ["session_id": "new", "status": "qr_scanning", "success": true])
        #expect(created.answer.delay == 1.5)
        #expect(bench.ask("GET", "/api/sessions/new/status").json["status"] == "qr_scanning")
        #expect(bench.ask("GET", "/api/sessions/new/metadata").json["metadata"]?["qrCode"] == nil)
        bench.pass(.seconds(2))
        let metadata = try #require(bench.ask("GET", "/api/sessions/new/metadata").json["metadata"])
        #expect(metadata["qrCode"]?.text?.hasPrefix("data:image/png;base64,iVBORw0KGgo") == true)
        #expect(metadata["qrGeneratedAt"] != nil)
        #expect(metadata["workspace_id"] == 7)
        let code = try #require(bench.webhooks().first { $0["event"] == "qr_code_generated" }?["data"])
        #expect(code["session_id"] == "new")
        #expect(code["workspace_id"] == 7)
        #expect(code["expires_in"] == 300)
        #expect(code["qr_code"] == metadata["qrCode"])
        try bench.command(["do": "scan", "session": "new"])
        bench.pass(.seconds(2))
        #expect(bench.ask("GET", "/api/sessions/new/status").json["status"] == "connected")
        #expect(bench.webhooks().map { $0["event"] } == ["session_authenticated", "session_ready"])
    }

    @Test("keeps the login when a session in memory is deleted and made anew: the soft restart")
    func softRestart() throws {
        for variant in NodeDialect.Variant.allCases {
            var bench = bench(variant, .init(pattern: [.crashed]), sessions: 1)
            #expect(bench.ask("DELETE", "/api/sessions/wa-01").status == 200)
            #expect(bench.ask("GET", "/api/sessions/wa-01/status").status == 404)
            #expect(bench.ask("POST", "/api/sessions", ["session_id": "wa-01"]).status == 200)
            bench.pass(.seconds(5))
            #expect(bench.ask("GET", "/api/sessions/wa-01/status").json["status"] == "connected")
            #expect(bench.fleet["wa-01"]?.fault == nil)
            #expect(!bench.fleet.calls.contains { $0.wasDestructive })
        }
    }

    @Test("answers a DELETE of a session it has not with 500 in the earlier version, and wipes its login in the later")
    func deleteMissing() {
        var earlier = bench(.header, .init(pattern: [.missing]), sessions: 1)
        let refused = earlier.ask("DELETE", "/api/sessions/wa-01")
        #expect(refused.status == 500)
        #expect(refused.json == ["error": "Session not found"])
        #expect(earlier.fleet["wa-01"]?.hasLogin == true)
        #expect(earlier.fleet.calls.isEmpty)

        var later = bench(.parameter, .init(pattern: [.missing]), sessions: 1)
        #expect(later.ask("DELETE", "/api/sessions/wa-01").json["alreadyDisconnected"] == true)
        #expect(later.fleet["wa-01"]?.hasLogin == false)
        #expect(later.fleet.calls.map(\.wasDestructive) == [true])
    }

    @Test("wipes logins by its clean-up calls, which ask for no key, in the later version only")
    func cleanup() {
        var later = bench(.parameter, key: "secret", .init(pattern: [.missing, .healthy]), sessions: 4)
        #expect(later.ask("POST", "/cleanup/run").json["cleaned"] == 2)
        #expect(later.fleet.calls.count { $0.wasDestructive } == 2)
        var earlier = bench(.header, .init(pattern: [.missing]), sessions: 1)
        #expect(earlier.ask("POST", "/cleanup/run").status == 404)
        #expect(earlier.fleet["wa-01"]?.hasLogin == true)
    }

    @Test("answers reconnect as create, and 500 for a session it has not")
    func reconnect() {
        var bench = bench()
        #expect(bench.ask("POST", "/api/sessions/wa-19/reconnect", ["workspace_id": 1]).status == 200)
        bench.pass(.seconds(5))
        #expect(bench.ask("GET", "/api/sessions/wa-19/status").json["status"] == "connected")
        #expect(bench.ask("POST", "/api/sessions/wa-23/reconnect").status == 500)
        #expect(bench.ask("POST", "/api/sessions/wa-19/restore").status == 500)
    }

    @Test("renews a QR code on demand without telling it in the answer")
    func regenerate() {
        var bench = bench()
        let before = bench.fleet["wa-08"]?.codeText
        #expect(bench.ask("POST", "/api/sessions/wa-08/regenerate-qr").json == ["expires_in": 300])
        #expect(bench.fleet["wa-08"]?.codeText != before)
        #expect(bench.webhooks().first?["data"]?["is_regeneration"] == true)
        bench.pass(.seconds(19))
        #expect(bench.fleet["wa-08"]?.codeCount == 2)
        bench.pass(.seconds(1))
        #expect(bench.fleet["wa-08"]?.codeCount == 3)
    }

    @Test("stores what metadata is put, and answers 400 and 404 where it cannot")
    func metadata() {
        var bench = bench()
        let put = bench.ask("PUT", "/api/sessions/wa-01/metadata", ["updates": ["note": "x"]])
        #expect(put.json["metadata"]?["note"] == "x")
        #expect(bench.ask("GET", "/api/sessions/wa-01/metadata").json["metadata"]?["note"] == "x")
        #expect(bench.ask("PUT", "/api/sessions/wa-01/metadata", [:]).status == 400)
        #expect(bench.ask("PUT", "/api/sessions/wa-23/metadata", ["updates": [:]]).status == 404)
        let lost = bench.ask("GET", "/api/sessions/wa-19/metadata").json["metadata"]
        #expect(lost?["lastDisconnectReason"] == "NAVIGATION")
        #expect(lost?["disconnectedAt"] != nil)
        #expect(
            bench.ask("GET", "/api/sessions/wa-22/metadata").json["metadata"]?["error"]
                == "Failed to extract phone number")
    }

    @Test("sends, or says why not")
    func send() {
        var bench = bench()
        func send(_ session: String, to recipient: String = "6281") -> (status: Int, json: JSON, answer: GatewayAnswer)
        {
            bench.ask(
                "POST", "/api/messages/send",
                ["session_id": .string(session), "recipient_phone": .string(recipient), "message": "x", "type": "text"])
        }
        let sent = send("wa-01")
        #expect(sent.json["message_id"]?.text?.hasPrefix("true_6281@c.us_3EB0") == true)
        #expect(sent.json["timestamp"] == .string(bench.now.iso8601))
        #expect(bench.fleet["wa-01"]?.lastActivity == bench.now)
        #expect(send("wa-07").status == 500)
        #expect(send("wa-07").json["error"]?.text?.contains("Session closed") == true)
        #expect(send("wa-08").status == 400)
        #expect(send("wa-23").status == 404)
        #expect(send("wa-01", to: "000123").status == 500)
        #expect(bench.ask("POST", "/api/messages/send", ["session_id": "wa-01"]).status == 400)
    }

    @Test("tells whether a session can send")
    func validate() {
        var bench = bench()
        let good = bench.ask("GET", "/api/messages/wa-01/validate").json
        #expect(good["can_send"] == true)
        #expect(good["is_healthy"] == true)
        #expect(good["recommendations"] == [])
        // A dead page and a lost phone both look well here: the service looks at its own memory only.
        #expect(bench.ask("GET", "/api/messages/wa-07/validate").json["can_send"] == true)
        #expect(bench.ask("GET", "/api/messages/wa-08/validate").json["can_send"] == false)
        #expect(bench.ask("GET", "/api/messages/wa-23/validate").status == 404)
    }

    @Test("tells of its own health without a key")
    func health() {
        var bench = bench(key: "secret")
        bench.pass(.seconds(90))
        let health = bench.ask("GET", "/health").json
        #expect(health["status"] == "healthy")
        #expect(health["uptime"]?.double == 90)
        #expect(health["sessions"] == ["connected": 18, "disconnected": 1, "total": 23])
        #expect(health["memory"]?["unit"] == "MB")
        let detailed = bench.ask("GET", "/health/detailed").json
        #expect(
            detailed["details"]?["by_status"] == [
                "authenticated": 1, "connected": 18, "disconnected": 1, "error": 1, "qr_scanning": 2,
            ])
        #expect(detailed["cpu"]?["user"]?.int == 1_890_000)
        #expect(bench.ask("GET", "/health/ready").json["checks"]?["session_count"] == 23)
        #expect(bench.ask("GET", "/health/live").status == 503)
        #expect(bench.ask("GET", "/health/metrics").json["uptime_seconds"]?.double == 90)
        #expect(bench.ask("GET", "/info").status == 200)
        #expect(bench.ask("GET", "/").status == 200)
    }

    @Test("has no status for a session that it restored and that is not ready yet")
    func restored() throws {
        var bench = bench(.header, .init(pattern: [.healthy]), sessions: 1)
        try bench.command(["do": "restart", "down": 0, "pause": 0])
        let session = bench.ask("GET", "/api/sessions/wa-01/status")
        #expect(session.status == 200)
        #expect(session.json["status"] == nil)
        bench.pass(.seconds(5))
        #expect(bench.ask("GET", "/api/sessions/wa-01/status").json["status"] == "connected")
    }

    @Test(
        "labels acknowledgements one level too low in the earlier version",
        arguments: [
            (NodeDialect.Variant.header, ["pending", "sent", "delivered"]),
            (.parameter, ["sent", "delivered", "read"]),
        ])
    func labels(variant: NodeDialect.Variant, labels: [String]) {
        var bench = bench(variant, .init(pattern: [.healthy]), sessions: 1)
        _ = bench.ask(
            "POST", "/api/messages/send",
            ["session_id": "wa-01", "recipient_phone": "6281", "message": "x", "type": "text"])
        bench.pass(.seconds(10))
        let updates = bench.webhooks().filter { $0["event"] == "message_status_updated" }
        #expect(updates.compactMap { $0["data"]?["status"]?.text } == labels)
        #expect(updates.compactMap { $0["data"]?["ack_level"]?.int } == [1, 2, 3])
    }

    @Test("signs a webhook over its time and its body")
    func signature() {
        let dialect = NodeDialect()
        let event = WebhookEvent(["event": "x"])
        let at = Timestamp(seconds: 1_700_000_000)
        let headers = dialect.webhookHeaders(event, secret: "hush", attempt: 1, at: at)
        #expect(headers.map(\.name) == ["X-Timestamp", "X-HMAC-Signature"])
        #expect(headers.first?.value == "1700000000")
        // printf '1700000000{"event":"x"}' | openssl dgst -sha256 -hmac hush
        #expect(headers.last?.value == "38246bfff0231fd9a6ed1bbd87f93abdc113734e178e288ee3d8b8ede6302373")
        #expect(dialect.webhookHeaders(event, secret: nil, attempt: 1, at: at).isEmpty)
    }

    @Test("tries a webhook once in the earlier version, and up to four times in the later")
    func retries() {
        let later = NodeDialect(variant: .parameter)
        #expect((1...4).map { later.webhookRetryDelay(after: $0, outcome: .unreachable) } == [2, 4, 8, nil])
        #expect((1...4).map { later.webhookRetryDelay(after: $0, outcome: .refused(status: 429)) } == [1, 2, 4, nil])
        #expect(later.webhookRetryDelay(after: 1, outcome: .refused(status: 500)) == nil)
        #expect(NodeDialect(variant: .header).webhookRetryDelay(after: 1, outcome: .unreachable) == nil)
    }
}
