import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing
import WallTime

@testable import GatewaySimulator

@Suite("A simulated gateway over HTTP")
struct SimulatedGatewayTests {
    private struct Reply {
        var status: Int
        var headers: HTTPHeaders
        var bytes: [UInt8]
        var json: JSON { JSON(parsing: bytes) ?? .null }
    }

    private func ask(
        _ method: String, _ url: String, _ body: JSON? = nil, headers: [(String, String)] = []
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body.bytes)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let content = try await response.body.collect(upTo: 64_000_000)
        return Reply(
            status: Int(response.status.code), headers: response.headers, bytes: Array(content.readableBytesView))
    }

    @Test("answers the Node service's calls, with its key")
    func node() async throws {
        var options = SimulatorOptions(sessions: 24, mix: .demo)
        options.apiKey = "secret"
        try await SimulatedGateway.running(options) { gateway in
            let key = [("X-API-Key", "secret")]
            let list = try await ask("GET", gateway.url + "/api/sessions", headers: key)
            #expect(list.status == 200)
            #expect(list.headers.first(name: "content-type") == "application/json; charset=utf-8")
            #expect(list.json["total"] == 23)
            #expect(try await ask("GET", gateway.url + "/api/sessions").status == 401)
            let status = try await ask("GET", gateway.url + "/api/sessions/session-01/status", headers: key)
            #expect(status.json["status"] == "connected")
        }
    }

    @Test("lists ten thousand sessions in one answer")
    func tenThousand() async throws {
        let options = SimulatorOptions(sessions: 10_000, mix: SessionMix(pattern: [.healthy]))
        try await SimulatedGateway.running(options) { gateway in
            let list = try await ask("GET", gateway.url + "/api/sessions").json
            #expect(list["total"] == 10_000)
            #expect(list["sessions"]?.elements?.last?["session_id"] == "session-10000")
        }
    }

    @Test("takes faults and gives back what happened under /_sim")
    func control() async throws {
        try await SimulatedGateway.running(SimulatorOptions(sessions: 2, mix: SessionMix(pattern: [.healthy]))) {
            gateway in
            let sim = gateway.url + "/_sim"
            #expect(
                try await ask("POST", sim + "/sessions", ["count": 3, "prefix": "more-", "mix": "waiting"]).status
                    == 200)
            #expect(try await ask("GET", sim).json["sessions"] == ["connected": 2, "scanning": 3])
            #expect(try await ask("POST", sim + "/sessions/session-01/fault", ["fault": "logout"]).status == 200)
            #expect(try await ask("GET", sim + "/sessions/session-01").json["has_login"] == false)
            #expect(try await ask("POST", sim + "/sessions/nobody/fault", ["fault": "logout"]).status == 404)
            #expect(try await ask("POST", sim + "/sessions/more-02/scan").status == 200)
            #expect(try await ask("GET", sim + "/sessions/more-02").json["has_login"] == true)
            #expect(try await ask("POST", sim + "/sessions/session-02/scan").status == 409)
            let refused = try await ask("POST", sim + "/fault", ["fault": "bogus"])
            #expect(refused.status == 400)
            #expect(refused.json["error"]?.text?.contains("is one of crash") == true)
            #expect(try await ask("POST", sim + "/fault", ["fault": "status", "status": 502]).status == 200)
            #expect(try await ask("GET", gateway.url + "/health").status == 502)
            #expect(try await ask("DELETE", sim + "/fault").status == 200)
            #expect(try await ask("DELETE", gateway.url + "/api/sessions/session-02").status == 200)
            let calls = try await ask("GET", sim + "/calls").json
            #expect(calls["total"] == 1)
            #expect(calls["touching"] == 1)
            #expect(calls["destructive"] == 0)
            #expect(calls["calls"]?.elements?.first?["action"] == "delete")
            let requests = try await ask("GET", sim + "/requests").json
            #expect(requests == ["DELETE /api/sessions/{id}": 1, "GET /health": 1])
            #expect(try await ask("DELETE", sim + "/calls").status == 200)
            #expect(try await ask("GET", sim + "/calls").json["total"] == 0)
            #expect(try await ask("DELETE", sim + "/sessions/more-01").status == 200)
            #expect(try await ask("GET", sim + "/sessions/more-01").status == 404)
            #expect(try await ask("GET", sim + "/nonsense").status == 404)
            #expect(try await ask("POST", sim + "/restart", ["down": 0, "restores": false]).status == 200)
            #expect(try await ask("GET", gateway.url + "/api/sessions").json["total"] == 0)
        }
    }

    @Test("gives the accounts, messages and scores that an application should have")
    func application() async throws {
        try await SimulatedGateway.running(SimulatorOptions(sessions: 24, mix: .demo)) { gateway in
            let accounts = try await ask("GET", gateway.url + "/_sim/accounts?gateway=main").json.elements ?? []
            #expect(accounts.count == 24)
            #expect(accounts.allSatisfy { $0["gateway"] == "main" })
            #expect(
                accounts.first?.members?.map(\.name).sorted() == [
                    "gateway", "label", "language", "phone", "session", "status", "workspace",
                ])
            let lines = try await ask("GET", gateway.url + "/_sim/messages").bytes.split(separator: UInt8(ascii: "\n"))
            #expect(lines.count > 100)
            #expect(lines.allSatisfy { JSON(parsing: $0)?["session"] != nil })
            let expected = try await ask("GET", gateway.url + "/_sim/expected").json
            #expect(expected["session-01"] == 100)
            #expect(expected["session-23"] == 0)
        }
    }

    @Test("sends fifty megabytes where it is told to")
    func huge() async throws {
        try await SimulatedGateway.running(SimulatorOptions(sessions: 1, mix: .demo)) { gateway in
            _ = try await ask("POST", gateway.url + "/_sim/fault", ["fault": "huge"])
            let reply = try await ask("GET", gateway.url + "/health")
            #expect(reply.status == 200)
            #expect(reply.bytes.count == 50_000_000)
        }
    }

    @Test("closes the connection without a word where it is told to, and hangs up on a body without end")
    func drop() async throws {
        try await SimulatedGateway.running(SimulatorOptions(sessions: 1, mix: .demo)) { gateway in
            _ = try await ask("POST", gateway.url + "/_sim/fault", ["fault": "drop", "scope": "health"])
            await #expect(throws: (any Error).self) { try await ask("GET", gateway.url + "/health") }
            #expect(try await ask("GET", gateway.url + "/api/sessions").status == 200)
            let long = JSON.string(String(repeating: "x", count: 5_000_000))
            #expect(try await ask("POST", gateway.url + "/api/sessions", long).status == 413)
        }
    }

    @Test("ends while a request hangs")
    func endsWhileHanging() async throws {
        let hanging = try await SimulatedGateway.running(SimulatorOptions(sessions: 1, mix: .demo)) { gateway in
            let url = gateway.url
            _ = try await ask("POST", url + "/_sim/fault", ["fault": "hang", "scope": "list"])
            let hanging = Task { try await ask("GET", url + "/api/sessions") }
            while try await ask("GET", url + "/_sim/requests").json["GET /api/sessions"] == nil { await Task.yield() }
            return hanging
        }
        await #expect(throws: (any Error).self) { try await hanging.value }
    }

    @Test("tells what happens by signed webhooks, and tries again in the later version")
    func webhooks() async throws {
        try await WebhookReceiver.running(statuses: [429, 429, 200]) { receiver in
            var options = SimulatorOptions(sessions: 1, mix: SessionMix(pattern: [.healthy]))
            options.variant = .parameter
            options.fleet.speed = 1000
            options.webhook = WebhookTarget(url: receiver.url, secret: "hush")
            try await SimulatedGateway.running(options) { gateway in
                _ = try await ask("POST", gateway.url + "/_sim/sessions/session-01/fault", ["fault": "logout"])
                let tries = await receiver.first(3)
                #expect(tries.allSatisfy { JSON(parsing: $0.body)?["event"] == "session_disconnected" })
                let last = try #require(tries.last)
                #expect(JSON(parsing: last.body)?["data"]?["reason"] == "LOGOUT")
                let stamp = try #require(last.headers["x-timestamp"])
                #expect(
                    last.headers["x-hmac-signature"]
                        == Signatures.sha256(Array(stamp.utf8) + last.body, key: "hush"))
                while gateway.simulation.deliveries.delivered == 0 { await Task.yield() }
                #expect(
                    gateway.simulation.deliveries == WebhookCounts(delivered: 1, failedTries: 2, givenUp: 0, lost: 0))
            }
        }
    }

    @Test("says that its port is taken")
    func portTaken() async throws {
        try await SimulatedGateway.running(SimulatorOptions(sessions: 1, mix: .demo)) { gateway in
            var options = SimulatorOptions(sessions: 1, mix: .demo)
            options.port = try #require(Int(gateway.url.split(separator: ":").last ?? ""))
            await #expect(throws: (any Error).self) { try await SimulatedGateway.running(options) { _ in } }
        }
    }
}
