import Gateways
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// Webhooks that people reported, as they are sent, through their verification into the database, and what a check says afterwards.
@Suite("A webhook that was reported")
struct ReportedHookTests {
    private func world(_ kind: GatewayKind, _ gateway: ScriptedGateway, _ session: String) async throws -> World {
        let world = try await World(kind: kind, answering: gateway)
        try await world.add(session, .connected, at: nil)
        try await world.run(for: .seconds(250))
        #expect(try await world.store.account(named: session).score == 100)
        return world
    }

    private func gowa() -> ScriptedGateway {
        let gateway = ScriptedGateway()
        gateway.on("GET /health", "OK", type: "text/plain")
        gateway.on(
            "GET /devices",
            #"{"code":"SUCCESS","results":[{"id":"org_2","state":"logged_in","jid":"6281200000001@s.whatsapp.net"}]}"#)
        gateway.on(
            "GET /devices/org_2/status",
            #"{"code":"SUCCESS","results":{"device_id":"org_2","is_connected":true,"is_logged_in":true}}"#)
        return gateway
    }

    @Test("of Evolution with a local time in it brings a message of now, and nobody is idle")
    func evolutionTime() async throws {
        let gateway = ScriptedGateway()
        gateway.on("GET /", #"{"status":200,"version":"2.3.7"}"#)
        gateway.on("GET /instance/fetchInstances", #"[{"name":"loja","connectionStatus":"open"}]"#)
        gateway.on("GET /instance/connectionState/loja", #"{"instance":{"instanceName":"loja","state":"open"}}"#)
        let world = try await world(.evolution, gateway, "loja")
        defer { world.remove() }
        let now = world.clock.now()
        try await world.hear(
            .evolution,
            """
            {"event":"messages.upsert","instance":"loja",
             "data":{"key":{"remoteJid":"5511988887777@s.whatsapp.net","fromMe":false,"id":"3A0001"},
                     "status":"DELIVERY_ACK","messageTimestamp":\(now.seconds)},
             "date_time":"2027-01-15T05:04:10.000Z"}
            """)
        let account = try await world.store.account(named: "loja")
        #expect(account.lastMessageAt == Timestamp(seconds: now.seconds))
        try await world.run(for: .minutes(5))
        let checked = try await world.store.account(named: "loja")
        #expect(checked.score == 100 && checked.issues.isEmpty)
    }

    @Test("of GOWA about one message that got through makes no zombie of the next, which waits for a phone that is off")
    func gowaPhoneOff() async throws {
        let gateway = gowa()
        let world = try await world(.gowa, gateway, "org_2")
        defer { world.remove() }
        try await world.hear(
            .gowa,
            #"{"event":"message.ack","device_id":"6281200000001@s.whatsapp.net","payload":{"ids":["3EB0OLD01"],"receipt_type":"delivered","from":"6289900000008@s.whatsapp.net"}}"#
        )
        try await world.hear(
            .gowa,
            #"{"event":"message","device_id":"6281200000001@s.whatsapp.net","payload":{"id":"3EB0NEW01","chat_id":"6289900000009@s.whatsapp.net","from":"6281200000001@s.whatsapp.net","is_from_me":true,"timestamp":\#(world.clock.now().seconds)}}"#
        )
        #expect(try await world.count("SELECT count(*) FROM messages WHERE direction = 'out'") == 2)
        try await world.run(for: .minutes(20))
        let account = try await world.store.account(named: "org_2")
        #expect(account.score == 100 && account.issues.isEmpty)
        #expect(gateway.changes.isEmpty)
    }

    @Test("of GOWA about a message that our own phone read proves nothing of our sending")
    func gowaReadSelf() async throws {
        let world = try await world(.gowa, gowa(), "org_2")
        defer { world.remove() }
        try await world.hear(
            .gowa,
            #"{"event":"message","payload":{"id":"3EB0STUCK","is_from_me":true,"timestamp":\#(world.clock.now().seconds)},"device_id":"6281200000001@s.whatsapp.net"}"#
        )
        let report = try await world.hear(
            .gowa,
            #"{"event":"message.ack","device_id":"6281200000001@s.whatsapp.net","payload":{"ids":["3EB0INCOMING"],"from":"6281200000001@s.whatsapp.net","receipt_type":"read-self"}}"#
        )
        #expect(report.messages == 0)
        #expect(
            try await world.text("SELECT group_concat(message || coalesce(ack, '-')) FROM messages") == "3EB0STUCK-")
        #expect(try await world.count("SELECT count(*) FROM gateways WHERE acknowledged_at IS NOT NULL") == 0)
    }

    @Test("of GOWA 9 is of the device whose slot it names, though its number is not known")
    func gowaSlot() async throws {
        let gateway = gowa()
        gateway.on(
            "GET /devices", #"{"code":"SUCCESS","results":[{"id":"org_2","state":"logged_in","jid":"1000@lid"}]}"#)
        let world = try await world(.gowa, gateway, "org_2")
        defer { world.remove() }
        #expect(try await world.store.account(named: "org_2").phone == nil)
        let report = try await world.hear(
            .gowa,
            #"{"event":"message","device_id":"6281200000001@s.whatsapp.net","session_id":"org_2","payload":{"id":"3EB0A","is_from_me":false,"timestamp":\#(world.clock.now().seconds)}}"#
        )
        #expect(report.messages == 1)
        #expect(try await world.store.account(named: "org_2").lastMessageAt != nil)
    }

    @Test("of wwebjs-api that says the same as an hour ago is a reason to look at once, again")
    func wwebjsAgain() async throws {
        let gateway = ScriptedGateway()
        gateway.on("GET /ping", #"{"success":true,"message":"pong"}"#)
        gateway.on("GET /session/getSessions", #"{"success":true,"result":["a"]}"#)
        gateway.on("GET /session/status/a", #"{"success":true,"state":"CONNECTED","message":"session_connected"}"#)
        let world = try await world(.wwebjsAPI, gateway, "a")
        defer { world.remove() }
        let disconnected = #"{"dataType":"disconnected","data":{"reason":"NAVIGATION"},"sessionId":"a"}"#
        #expect(try await world.hear(.wwebjsAPI, disconnected).checks == 1)
        try await world.run(for: .minutes(20))
        try await world.hear(.wwebjsAPI, #"{"dataType":"ready","sessionId":"a"}"#)
        try await world.run(for: .minutes(20))
        let asked = gateway.calls.count
        let report = try await world.hear(.wwebjsAPI, disconnected)
        #expect(!report.isDuplicate && report.checks == 1)
        try await world.drain()
        #expect(gateway.calls.count > asked)
    }

    @Test(
        "of wa-automate 5 brings its message, under whatever name its process calls the session",
        arguments: ["session", "sales"])
    func waAutomate(name: String) async throws {
        let gateway = ScriptedGateway()
        gateway.on(
            "GET /health",
            #"{"status":"ok","connected":true,"session":{"state":"READY","status":"ready","ready":true},"qr":null,"startedAt":"2027-01-15T06:00:00Z"}"#
        )
        let world = try await world(.waAutomate, gateway, "session")
        defer { world.remove() }
        let now = world.clock.now().milliseconds
        let report = try await world.hear(
            .waAutomate,
            """
            {"webhookId":"wh_1","sessionId":"\(name)","event":"message.received",
             "payload":{"ctx":{"sessionId":"\(name)","ts":\(now)},
                        "message":{"id":"false_6289900000009@c.us_3EB0AA","fromMe":false,"body":"…"}},
             "timestamp":\(now)}
            """)
        #expect(report.messages == 1 && report.ignored == 0)
        let old = try await world.hear(
            .waAutomate,
            #"{"webhookId":"w","sessionId":"\#(name)","event":"message.received","payload":{"id":"false_6289900000009@c.us_3EB0AC","fromMe":false}}"#
        )
        #expect(old.messages == 1)
        #expect(try await world.store.account(named: "session").lastMessageAt != nil)
    }

    @Test("of failed sends with 'no such number' in the gateway's own words costs the session nothing")
    func recipients() async throws {
        let gateway = ScriptedGateway()
        gateway.on("GET /healthz", #"{"uptime":100000}"#)
        gateway.on("GET /api/key-12345/show-all-sessions", #"{"response":["a"]}"#)
        gateway.on("POST /api/a/key-12345/generate-token", 201, #"{"token":"t-a"}"#)
        gateway.on("GET /api/a/status-session", #"{"status":"CONNECTED","qrcode":null}"#)
        let world = try await world(.wppconnect, gateway, "a")
        defer { world.remove() }
        for error in ["O número 5511900000009 não existe.", #"{"exists":false,"jid":"5511900000009@s.whatsapp.net"}"#] {
            _ = try await world.store.record(
                (0..<7).map { index in
                    MessageRecord(
                        gateway: "main", session: "a", message: "\(error.utf8.count)-\(index)", direction: .outgoing,
                        status: .failed, error: error, at: world.clock.now())
                })
        }
        let result = try #require(try await world.check("a").first)
        #expect(result.score == 100)
        #expect(result.issues.map(\.code) == [.recipientFailures])
    }
}
