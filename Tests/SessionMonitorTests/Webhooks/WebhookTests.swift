import Crypto
import Foundation
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

@Suite("A webhook")
struct WebhookTests {
    /// A webhook as the Node service signs it.
    private func request(_ world: World, _ body: String, secret: String = "webhook-secret", age: Duration = .zero)
        -> WebhookRequest
    {
        let time = String((world.clock.now() - age).seconds)
        let code = HMAC<SHA256>.authenticationCode(
            for: Data((time + body).utf8), using: SymmetricKey(data: Data(secret.utf8)))
        let signature = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return WebhookRequest(
            headers: ["X-Timestamp": time, "X-HMAC-Signature": signature], body: Array(body.utf8))
    }

    private let disconnected = #"{"event":"session_disconnected","data":{"session_id":"s1","reason":"NAVIGATION"}}"#

    @Test("that tells of a change enqueues one check at once, however many arrive")
    func change() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        try await world.check("s1")
        for number in 0..<5 {
            let body = #"{"event":"session_disconnected","data":{"session_id":"s1","reason":"NAVIGATION \#(number)"}}"#
            _ = try await world.monitor.receive(request(world, body), gateway: "main")
        }
        #expect(try await world.count("SELECT count(*) FROM jobs WHERE kind = 'MonitorSessionHealth'") == 1)
        world.gateway.set("s1", .disconnected)
        try await world.drain()
        #expect(try await world.store.account(named: "s1").score == 10)
        #expect(try await world.store.account(named: "s1").phase == .soft)
    }

    @Test("that is sent twice is taken once")
    func duplicate() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        try await world.check("s1")
        let first = try await world.monitor.receive(request(world, disconnected), gateway: "main")
        #expect(first.checks == 1 && !first.isDuplicate)
        try await world.drain()
        let second = try await world.monitor.receive(request(world, disconnected), gateway: "main")
        #expect(second.isDuplicate && second.checks == 0)
        #expect(try await world.count("SELECT count(*) FROM jobs WHERE unique_key LIKE '%:now'") == 0)
    }

    @Test("that is forged, unsigned or old changes nothing")
    func refused() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        for (bad, code) in [
            (request(world, disconnected, secret: "another"), WebhookRejection.Code.forged),
            (request(world, disconnected, age: .seconds(301)), .stale),
            (WebhookRequest(headers: [:], body: Array(disconnected.utf8)), .unsigned),
        ] {
            let error = await #expect(throws: WebhookRejection.self) {
                try await world.monitor.receive(bad, gateway: "main")
            }
            #expect(error?.code == code)
        }
        #expect(try await world.count("SELECT count(*) FROM jobs") == 0)
        #expect(try await world.count("SELECT count(*) FROM webhook_deliveries") == 0)
    }

    @Test("records messages and acknowledgements by their level, not their label")
    func messages() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        let sent = #"{"event":"message_sent","data":{"session_id":"s1","message_id":"m1","to":"628"}}"#
        let read =
            #"{"event":"message_status_updated","data":{"session_id":"s1","message_id":"m1","status":"read","ack_level":1}}"#
        _ = try await world.monitor.receive(request(world, sent), gateway: "main")
        let report = try await world.monitor.receive(request(world, read), gateway: "main")
        #expect(report.messages == 1)
        #expect(try await world.count("SELECT ack FROM messages WHERE message = 'm1'") == 1)
        #expect(try await world.text("SELECT status FROM messages WHERE message = 'm1'") == "sent")
    }

    @Test("of a session that no account has is ignored")
    func unknown() async throws {
        let world = try await World()
        defer { world.remove() }
        let report = try await world.monitor.receive(request(world, disconnected), gateway: "main")
        #expect(report.ignored == 1 && report.checks == 0)
    }

    /// A world with a gateway of a kind that proves its webhooks with a shared secret, and its accounts.
    private func world(_ kind: GatewayKind, _ sessions: String...) async throws -> World {
        let world = try await World()
        try await world.store.add(
            NewGateway(
                name: "other", kind: kind, url: GatewayURL("http://other.test:3001"),
                webhookSecret: .environment("HOOK")))
        for session in sessions {
            _ = try await world.store.add(NewAccount(gateway: "other", session: session, status: .connected))
        }
        return world
    }

    private func receive(_ world: World, _ body: String) async throws -> WebhookReport {
        let request = WebhookRequest(headers: ["X-Denyut-Secret": "webhook-secret"], body: Array(body.utf8))
        return try await world.monitor.receive(request, gateway: "other")
    }

    @Test("of a state without a time is taken each time, but for a repetition within seconds")
    func undated() async throws {
        let world = try await world(.wwebjsAPI, "a")
        defer { world.remove() }
        let body = #"{"dataType":"disconnected","data":{"reason":"NAVIGATION"},"sessionId":"a"}"#
        #expect(try await !receive(world, body).isDuplicate)
        #expect(try await receive(world, body).isDuplicate)
        world.clock.advance(by: .minutes(30))
        let again = try await receive(world, body)
        #expect(!again.isDuplicate && again.checks == 1)
    }

    @Test("of a process with one session is that session's, whatever the process calls it")
    func onlySession() async throws {
        let body = """
            {"webhookId":"w","sessionId":"sales","event":"message.received","timestamp":1800000000000,
             "payload":{"ctx":{"sessionId":"sales"},"message":{"id":"false_628@c.us_3EB0AC","fromMe":false}}}
            """
        let one = try await world(.waAutomate, "session")
        defer { one.remove() }
        #expect(try await receive(one, body).messages == 1)
        #expect(try await one.store.account(named: "other/session").lastMessageAt == World.start)
        // With two nobody can say whose it is.
        let two = try await world(.waAutomate, "session", "another")
        defer { two.remove() }
        #expect(try await receive(two, body).ignored == 1)
    }

    @Test("of a code that nobody scans is no reconnect loop")
    func reconnectLoop() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.store.add(
            NewGateway(
                name: "other", kind: .openwa, url: GatewayURL("http://other.test:1"),
                webhookSecret: .environment("HOOK")))
        for (session, status) in [("a", SessionStatus.qrScanning), ("b", .disconnected)] {
            world.gateway.set(session, status)
            _ = try await world.store.add(NewAccount(gateway: "other", session: session, status: status))
        }
        try await world.run(for: .seconds(130))
        var checks: [Int] = []
        for session in ["a", "b"] {
            let body = Array(
                #"{"event":"session.reconnect_loop","timestamp":\#(world.clock.now().milliseconds),"sessionId":"\#(session)","data":{"attempts":5}}"#
                    .utf8)
            let code = HMAC<SHA256>.authenticationCode(
                for: body, using: SymmetricKey(data: Data("webhook-secret".utf8)))
            let signature = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            let request = WebhookRequest(headers: ["X-OpenWA-Signature": "sha256=" + signature], body: body)
            checks.append(try await world.monitor.receive(request, gateway: "other").checks)
        }
        #expect(checks == [0, 1])
    }
}
