import Basics
import Crypto
import Foundation
import Gateways
import JobQueue
import JobQueueSQLite
import JobQueueTesting
import NIOCore
import NIOHTTP1
import NIOPosix
import SessionMonitor
import Testing
import WallTime

@testable import Dashboard

@Suite("Attacks")
struct AttackTests {
    @Test("a foreign host name (DNS rebinding) is refused")
    func hostHeader() async throws {
        try await Bench.running { bench in
            let text = try await bench.raw(
                "GET /api/v1/session HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 403"))
            #expect(text.contains("\"forbidden\""))
        }
    }

    @Test(
        "no path leads out of the site",
        arguments: [
            "/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd",
            "/assets/..%2f..%2fetc%2fpasswd", "//etc/passwd", "/assets//app/main.js", "/assets/app/main.js%00.css",
        ])
    func traversal(path: String) async throws {
        try await Bench.running { bench in
            let text = try await bench.raw("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 404") || text.hasPrefix("HTTP/1.1 400"), "\(text.prefix(60))")
            #expect(!text.contains("root:"))
        }
    }

    @Test("a request with a cookie needs the CSRF token, and an Origin of this server")
    func forgery() async throws {
        try await Bench.running { bench in
            let (_, headers) = try await bench.login()
            let cookieOnly = [headers[0]]
            let path = "/api/v1/queues/default/pause"
            #expect(try await bench.ask(.POST, path, headers: cookieOnly, body: "{}").code == "csrf")
            let wrong = cookieOnly + [("X-CSRF-Token", String(repeating: "0", count: 64))]
            #expect(try await bench.ask(.POST, path, headers: wrong, body: "{}").code == "csrf")
            let foreign = headers + [("Origin", "https://evil.example")]
            #expect(try await bench.ask(.POST, path, headers: foreign, body: "{}").code == "csrf")
            let site = headers + [("Sec-Fetch-Site", "cross-site")]
            #expect(try await bench.ask(.GET, "/api/v1/overview", headers: site).code == "csrf")
            #expect(try await bench.jobs.pauses().isEmpty)
            let own = headers + [("Origin", bench.url)]
            #expect(try await bench.ask(.POST, path, headers: own, body: "{}").status == 202)
            #expect(try await bench.jobs.pauses().keys.contains("default"))
        }
    }

    @Test("another site cannot log a reader in as somebody else")
    func loginForgery() async throws {
        try await Bench.running { bench in
            let body = #"{"user": "ani", "password": "\#(Bench.password)"}"#
            let answer = try await bench.ask(
                .POST, "/api/v1/session", headers: [("Origin", "https://evil.example")], body: body)
            #expect(answer.code == "csrf")
            #expect(answer.cookie == nil)
        }
    }

    @Test("a body over the limit is refused before it is read, and one without a length while it is")
    func largeBodies() async throws {
        try await Bench.running { bench in
            let declared = try await bench.raw(
                "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n"
            )
            #expect(declared.hasPrefix("HTTP/1.1 413"))
            let chunk = String(repeating: "x", count: 16_384)
            let chunked = try await bench.raw(
                "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n\(chunk)\r\n0\r\n\r\n"
            )
            #expect(chunked.hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test(
        "a request that does not come to its end is hung up on",
        arguments: [
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
            "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
        ])
    func slowRequests(beginning: String) async throws {
        try await Bench.running(requestLimit: .milliseconds(200)) { bench in
            // Comes back when the server has closed the connection.
            let text = try await bench.raw(beginning)
            #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 408"))
            // On a busy machine an honest request may be too slow for this limit as well.
            var status: Int?
            for _ in 0..<100 where status == nil { status = try? await bench.ask(.GET, "/healthz").status }
            #expect(status == 200)
        }
    }

    @Test("a text is measured by its code points: a character may hold any number of accents")
    func accents() async throws {
        try await Bench.running { bench in
            let few = String(repeating: "e" + String(repeating: "\u{301}", count: 400), count: 4)
            let query = few.utf8.map { "%" + Hex.text([$0]) }.joined()
            let pause = try await bench.ask(
                .POST, "/api/v1/queues/default/pause", token: Bench.operatorToken, body: "{\"reason\": \"\(few)\"}")
            let list = try await bench.ask(
                .GET, "/api/v1/jobs?state=pending&search=\(query)", token: Bench.operatorToken)
            #expect(few.count == 4)
            #expect(pause.status == 400)
            #expect(list.status == 400)
        }
    }

    @Test("headers larger than the limit end the connection")
    func largeHeaders() async throws {
        try await Bench.running { bench in
            let text = try await bench.raw(
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: \(String(repeating: "x", count: 100_000))\r\n\r\n")
            #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 4"))
        }
    }

    @Test("what an asker sends never becomes a header of the answer")
    func headerInjection() async throws {
        try await Bench.running { bench in
            for path in ["/api/v1/jobs/1%0d%0aSet-Cookie:%20evil=1", "/%0d%0aSet-Cookie:%20evil=1"] {
                let answer = try await bench.ask(.GET, path, token: Bench.operatorToken)
                #expect(answer.status == 400 || answer.status == 404)
                #expect(answer.headers["set-cookie"].isEmpty)
            }
        }
    }

    @Test("guessing passwords is slowed down, also with the right one")
    func bruteForce() async throws {
        // Comparing a password takes so long on a busy machine that the wait would be over by itself.
        try await Bench.running(clock: ManualClock()) { bench in
            var statuses: [Int] = []
            for _ in 0..<6 { statuses.append(try await bench.login(password: "wrong").answer.status) }
            #expect(statuses.prefix(5).allSatisfy { $0 == 401 })
            #expect(statuses.last == 429)
            let answer = try await bench.login().answer
            #expect(answer.code == "too_many_requests")
            #expect((answer.json["error"]["retry_after_ms"].int ?? 0) > 0)
        }
    }

    @Test("a name that nobody has is answered as a wrong password is")
    func enumeration() async throws {
        try await Bench.running { bench in
            let known = try await bench.login("ani", password: "wrong").answer
            let unknown = try await bench.login("nobody", password: "wrong").answer
            #expect(known.status == unknown.status)
            #expect(known.text == unknown.text)
        }
    }

    @Test("a token in the address is none")
    func tokenInAddress() async throws {
        try await Bench.running { bench in
            for name in ["token", "access_token", "authorization"] {
                let answer = try await bench.ask(.GET, "/api/v1/overview?\(name)=\(Bench.operatorToken)")
                #expect(answer.status == 401)
            }
        }
    }

    @Test("a viewer sees no payload, no QR code and no audit, and changes nothing")
    func roles() async throws {
        try await Bench.running { bench in
            let job = try await bench.jobs.enqueue(
                [.init(queue: "default", kind: "NoOp", payload: Data(#"{"note": "private", "password": "x"}"#.utf8))],
                durability: .durable)
            let path = "/api/v1/jobs/\(job[0].id.rawValue)"
            let seen = try await bench.ask(.GET, path, token: Bench.viewerToken)
            #expect(seen.status == 200)
            #expect(!seen.text.contains("private"))
            let shown = try await bench.ask(.GET, path, token: Bench.operatorToken)
            #expect(shown.json["payload"]["note"].string == "private")
            #expect(shown.json["payload"]["password"].string == PayloadMask.hidden)
            for route in bench.server.routes where route.method != "GET" && route.path != "/session" {
                let path =
                    "/api/v1"
                    + route.path.replacing("{id}", with: "1").replacing("{window}", with: "1")
                    .replacing("{queue}", with: "default").replacing("{name}", with: "node")
                let answer = try await bench.ask(
                    HTTPMethod(rawValue: route.method), path, token: Bench.viewerToken, body: "{}")
                #expect(answer.status == 403, "\(route.method) \(route.path)")
            }
            // What is read by operators only, as the contract has it: payloads are hidden in answers, the rest is refused.
            let document = try JSONParser.parse(Array(buffer: OpenAPIDocument.plain))
            var refused: [String] = []
            for route in bench.server.routes where route.method == "GET" {
                guard document["paths"][route.path]["get"]["x-role"].string == "operator" else { continue }
                let path = route.path.replacing("{id}", with: "1")
                #expect(try await bench.ask(.GET, "/api/v1" + path, token: Bench.viewerToken).status == 403, "\(path)")
                refused.append(path)
            }
            #expect(Set(refused) == ["/audit", "/accounts/1/audit", "/accounts/1/reconnect"])
        }
    }

    @Test("a stranger gets nothing but the login page")
    func strangers() async throws {
        try await Bench.running { bench in
            for route in bench.server.routes where route.path != "/session" && route.path != "/openapi.json" {
                let path =
                    "/api/v1"
                    + route.path.replacing("{id}", with: "1").replacing("{window}", with: "1")
                    .replacing("{queue}", with: "default").replacing("{name}", with: "node")
                let answer = try await bench.ask(HTTPMethod(rawValue: route.method), path)
                #expect(answer.status == 401, "\(route.method) \(route.path)")
            }
        }
    }

    @Test("logging out ends the session, not only the cookie")
    func logout() async throws {
        try await Bench.running { bench in
            let (answer, headers) = try await bench.login()
            let cookie = answer.headers["set-cookie"].first ?? ""
            for part in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(part)) }
            #expect(try await bench.ask(.GET, "/api/v1/overview", headers: headers).status == 200)
            #expect(try await bench.ask(.DELETE, "/api/v1/session", headers: headers).status == 204)
            #expect(try await bench.ask(.GET, "/api/v1/overview", headers: headers).status == 401)
        }
    }

    @Test("the link of a first start lets in once, and only for an hour")
    func oneTimeLink() async throws {
        let clock = ManualClock()
        try await Bench.running(hasUsers: false, clock: clock) { bench in
            let late = try #require(bench.server.oneTimeToken())
            clock.advance(by: .seconds(3601))
            let lateBody = #"{"one_time_token": "\#(late)"}"#
            #expect(try await bench.ask(.POST, "/api/v1/session", body: lateBody).status == 401)
            let token = try #require(bench.server.oneTimeToken())
            let body = #"{"one_time_token": "\#(token)"}"#
            let first = try await bench.ask(.POST, "/api/v1/session", body: body)
            #expect(first.json["role"].string == "operator")
            #expect(try await bench.ask(.POST, "/api/v1/session", body: body).status == 401)
        }
    }

    @Test("a webhook that is unsigned, forged or stale changes nothing; one that is repeated counts once")
    func webhooks() async throws {
        try await Bench.running { bench in
            _ = try await bench.monitor.add(.init(gateway: "node", session: "shop"))
            let path = "/api/whatsapp/webhooks/node"
            let body = #"""
                {"event": "session_disconnected", "data": {"workspace_id": 1, "session_id": "shop", "reason": "NAVIGATION"}}
                """#
            #expect(try await bench.ask(.POST, path, body: body).status == 401)
            let now = SystemClock().now().milliseconds / 1000
            let old = Self.signature(body, now - 3600)
            #expect(try await bench.ask(.POST, path, headers: old, body: body).status == 401)
            var forged = Self.signature(body, now)
            forged[0].1 = String(forged[0].1.reversed())
            #expect(try await bench.ask(.POST, path, headers: forged, body: body).status == 401)
            #expect(try await bench.jobs.depths().reduce(0) { $0 + $1.size } == 0)
            #expect(try await bench.ask(.POST, "/api/whatsapp/webhooks/nobody", body: body).status == 404)
            let large = String(repeating: " ", count: (1 << 20) + 1)
            #expect(try await bench.ask(.POST, path, body: large).status == 413)

            let signed = Self.signature(body, now)
            let first = try await bench.ask(.POST, path, headers: signed, body: body)
            #expect(first.status == 200)
            #expect(first.json["status"].string == "accepted")
            // By events, Evolution writes the event's name behind the address.
            let byEvent = try await bench.ask(.POST, path + "/connection-update", headers: signed, body: body)
            #expect(byEvent.status == 200 && byEvent.json["status"].string == "duplicate")
            #expect(try await bench.ask(.POST, path + "/a/b", headers: signed, body: body).status == 404)
            let second = try await bench.ask(.POST, path, headers: signed, body: body)
            #expect(second.status == 200)
            #expect(second.json["status"].string == "duplicate")

            // A change of state is a hint to look at once, and once only, however much is told.
            let later = #"{"event": "session_reconnected", "data": {"workspace_id": 1, "session_id": "shop"}}"#
            #expect(try await bench.ask(.POST, path, headers: Self.signature(later, now), body: later).status == 200)
            let waiting = try await bench.jobs.jobs(matching: JobFilter(state: .pending), limit: 10)
            let job = try #require(waiting.jobs.first)
            #expect(waiting.total == 1)
            #expect(job.queue == "whatsapp-health" && job.kind == "MonitorSessionHealth")
            #expect(job.payload.isEmpty, "A list reads no payloads.")
            let whole = try #require(try await bench.jobs.job(job.id))
            let payload = try JSONParser.parse(whole.payload.utf8)
            #expect(payload["session"].string == "shop")
            #expect(payload["fresh"].bool == true)
        }
    }

    private static func signature(_ body: String, _ time: Int64) -> [(String, String)] {
        let key = SymmetricKey(data: Data("webhook-secret".utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(time)\(body)".utf8), using: key)
        return [("X-HMAC-Signature", Hex.text(code)), ("X-Timestamp", String(time))]
    }

    @Test("no more event streams are opened than the limit allows")
    func streams() throws {
        let hub = EventHub(maximumStreams: 2, epoch: "e")
        let now = Timestamp(milliseconds: 1)
        let first = try hub.open(types: [.queue], after: nil, now: now, version: "test")
        let second = try hub.open(types: [.queue], after: nil, now: now, version: "test")
        #expect(throws: APIError.self) { try hub.open(types: [.queue], after: nil, now: now, version: "test") }
        withExtendedLifetime((first, second)) {}
    }

    @Test("every answer carries the headers that keep a browser from misusing it")
    func headers() async throws {
        try await Bench.running { bench in
            for path in ["/", "/api/v1/session", "/healthz", "/nothing"] {
                let answer = try await bench.ask(.GET, path)
                let policy = answer.headers["content-security-policy"].first ?? ""
                #expect(policy.contains("default-src 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers["x-content-type-options"] == ["nosniff"])
                #expect(answer.headers["x-frame-options"] == ["DENY"])
            }
        }
    }
}

extension Bench {
    /// Sends bytes as they are, and reads until the server hangs up or has said its first word.
    func raw(_ text: String) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try? await outbound.write(ByteBuffer(string: text))
            var answer = ""
            do {
                for try await part in inbound {
                    answer += String(buffer: part)
                    if answer.contains("\r\n\r\n"), answer.contains("}") || answer.hasPrefix("HTTP/1.1 400") { break }
                }
            } catch {
                // The server hung up while we were sending: what it said before counts.
            }
            return answer
        }
    }
}
