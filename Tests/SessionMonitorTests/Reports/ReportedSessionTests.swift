import Gateways
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// Sessions that people reported, answer for answer as their gateways give them, through the adapter of the kind, the checks, the
/// gates and the ladder: what was done to them is read off the wire.
@Suite("A session that was reported")
struct ReportedSessionTests {
    /// A monitor whose accounts were found well, or as the script has them, at two sweeps.
    private func world(
        _ kind: GatewayKind, _ gateway: ScriptedGateway, _ sessions: [String],
        settings: HealthSettings = HealthSettings()
    ) async throws -> World {
        let world = try await World(settings: settings, kind: kind, answering: gateway)
        for session in sessions { try await world.add(session, .connected, at: nil) }
        try await world.run(for: .seconds(250))
        return world
    }

    private func incident(_ world: World) async throws -> Incident {
        try #require(try await world.store.incidents().first?.incident)
    }

    /// How often users were asked to scan.
    private func scans(_ world: World) -> Int {
        world.courier.messages.flatMap(\.items).count { $0.event.kind == .scanNeeded }
    }

    // MARK: GOWA

    private func gowa(_ devices: String) -> ScriptedGateway {
        let gateway = ScriptedGateway()
        gateway.on("GET /health", "OK", type: "text/plain")
        gateway.on("GET /devices", devices)
        return gateway
    }

    private static let gowaDone = #"{"code":"SUCCESS","message":"done","results":null}"#

    @Test("a GOWA device that has not connected since its process started keeps its login, however long it lasts")
    func gowaDisconnected() async throws {
        let gateway = gowa(
            #"{"code":"SUCCESS","message":"List devices","results":[{"id":"org_1","display_name":"Toko","state":"logged_in","jid":"6281200000001@s.whatsapp.net"}]}"#
        )
        gateway.on(
            "GET /devices/org_1/status",
            #"{"code":"SUCCESS","message":"Device status","results":{"device_id":"org_1","is_connected":true,"is_logged_in":true}}"#
        )
        gateway.on("POST /devices/org_1/reconnect", Self.gowaDone)
        gateway.on("POST /devices/org_1/logout", Self.gowaDone)
        let world = try await world(.gowa, gateway, ["org_1"])
        defer { world.remove() }
        #expect(try await world.store.account(named: "org_1").score == 100)
        gateway.on(
            "GET /devices",
            #"{"code":"SUCCESS","message":"List devices","results":[{"id":"org_1","display_name":"Toko","state":"disconnected","jid":"6281200000001@s.whatsapp.net"}]}"#
        )
        gateway.on(
            "GET /devices/org_1/status",
            #"{"code":"SUCCESS","message":"Device status","results":{"device_id":"org_1","is_connected":false,"is_logged_in":false}}"#
        )
        try await world.run(for: .hours(4), step: .seconds(15))
        #expect(!gateway.changes.isEmpty)
        #expect(Set(gateway.changes) == ["POST /devices/org_1/reconnect"])
        let incident = try await incident(world)
        #expect(incident.cause == .disconnected && incident.needsHuman)
        #expect(scans(world) == 0)
    }

    @Test("a GOWA device that was deleted is found missing, though the program says so with a 500")
    func gowaDeleted() async throws {
        let gateway = gowa(
            #"{"code":"SUCCESS","message":"List devices","results":[{"id":"org_1","state":"logged_in","jid":"6281200000001@s.whatsapp.net"}]}"#
        )
        gateway.on(
            "GET /devices/org_1/status",
            #"{"code":"SUCCESS","message":"Device status","results":{"device_id":"org_1","is_connected":true,"is_logged_in":true}}"#
        )
        gateway.on(
            "GET /devices/org_2/status", 500, #"{"code":"INTERNAL_SERVER_ERROR","message":"device org_2 not found"}"#)
        let world = try await world(.gowa, gateway, ["org_1", "org_2"])
        defer { world.remove() }
        #expect(try await world.store.account(named: "org_2").gatewayStatus == .notFound)
        #expect(try await incident(world).cause == .notFound)
        #expect(try await world.store.account(named: "org_1").score == 100)
    }

    @Test("a GOWA device that is named by its identifier is asked for and reconnected by it")
    func gowaIdentifier() async throws {
        let id = "6281200000001@s.whatsapp.net"
        let gateway = gowa(
            #"{"code":"SUCCESS","results":[{"id":"\#(id)","state":"disconnected","jid":"\#(id)"}]}"#)
        gateway.on(
            "GET /devices/6281200000001%40s.whatsapp.net/status", 500,
            #"{"code":"INTERNAL_SERVER_ERROR","message":"device 6281200000001%40s.whatsapp.net not found"}"#)
        gateway.on(
            "GET /devices/\(id)/status",
            #"{"code":"SUCCESS","results":{"device_id":"\#(id)","is_connected":false,"is_logged_in":false}}"#)
        gateway.on("POST /devices/\(id)/reconnect", Self.gowaDone)
        let world = try await world(.gowa, gateway, [id])
        defer { world.remove() }
        try await world.run(for: .minutes(6))
        #expect(gateway.changes.first == "POST /devices/\(id)/reconnect")
        #expect(try await incident(world).cause == .disconnected)
    }

    // MARK: wwebjs-api

    private func wwebjs(_ names: String = #"["a"]"#) -> ScriptedGateway {
        let gateway = ScriptedGateway()
        gateway.on("GET /ping", #"{"success":true,"message":"pong"}"#)
        gateway.on("GET /session/getSessions", #"{"success":true,"result":\#(names)}"#)
        for name in ["a", "b", "c"] {
            gateway.on(
                "GET /session/status/\(name)", #"{"success":true,"state":"CONNECTED","message":"session_connected"}"#)
            gateway.on(
                "GET /session/qr/\(name)", #"{"success":false,"message":"qr code not ready or already scanned"}"#)
            for call in ["restart", "stop", "start", "terminate"] {
                gateway.on("GET /session/\(call)/\(name)", #"{"success":true,"message":"done"}"#)
            }
        }
        return gateway
    }

    @Test(
        "a wwebjs-api session in TIMEOUT is restarted within its budget, then left to a person: its login is never ended"
    )
    func wwebjsTimeout() async throws {
        let gateway = wwebjs()
        let world = try await world(.wwebjsAPI, gateway, ["a"])
        defer { world.remove() }
        gateway.on(
            "GET /session/status/a", #"{"success":false,"state":"TIMEOUT","message":"session_not_connected"}"#)
        try await world.run(for: .hours(3), step: .seconds(15))
        #expect(!gateway.changes.contains { $0.contains("terminate") })
        #expect(gateway.changes.contains("GET /session/restart/a"))
        #expect((1...12).contains(gateway.changes.count))
        #expect(try await incident(world).needsHuman)
        #expect(scans(world) == 0)
    }

    @Test(
        "a wwebjs-api session whose status is an error's text is not well, and an incident says it in the gateway's words"
    )
    func wwebjsTypeError() async throws {
        let gateway = wwebjs(#"["a","b","c"]"#)
        let world = try await world(.wwebjsAPI, gateway, ["a", "b", "c"])
        defer { world.remove() }
        gateway.on(
            "GET /session/status/a",
            #"{"success":false,"state":null,"message":"Cannot read properties of null (reading 'isClosed')"}"#)
        try await world.run(for: .minutes(5))
        let incident = try await incident(world)
        #expect(incident.session == "a")
        #expect(incident.evidence.contains { $0.contains("reading 'isClosed'") })
        let summary = HealthSummary(try await world.store.accounts(), at: world.clock.now())
        #expect(summary.levels.first { $0.level == .excellent }?.count == 2)
        try await world.run(for: .hours(2), step: .seconds(15))
        #expect(try await self.incident(world).needsHuman)
        #expect(!gateway.changes.contains { $0.contains("terminate") })
    }

    @Test(
        "one answer of 429 with Retry-After leaves a wwebjs-api gateway suspect, tells nobody, and is asked again after its time"
    )
    func wwebjsTooMany() async throws {
        let gateway = wwebjs()
        let world = try await world(.wwebjsAPI, gateway, ["a"])
        defer { world.remove() }
        gateway.on("GET /session/getSessions", 429, "Too many requests", type: "text/plain", retryAfter: 30)
        try await world.sweep()
        try await world.drain()
        #expect(try await world.store.gateway(named: "main").phase == .suspect)
        gateway.on("GET /session/getSessions", #"{"success":true,"result":["a"]}"#)
        let before = gateway.calls.count
        world.clock.advance(by: .seconds(25))
        try await world.drain()
        #expect(gateway.calls.count == before)
        try await world.run(for: .minutes(5))
        #expect(try await world.store.gateway(named: "main").phase == .good)
        #expect(try await world.store.incidents().isEmpty)
        #expect(world.courier.messages.isEmpty)
    }

    // MARK: Evolution

    private func evolution(_ state: String) -> ScriptedGateway {
        let gateway = ScriptedGateway()
        gateway.on(
            "GET /", #"{"status":200,"message":"Welcome to the Evolution API, it is working!","version":"2.3.7"}"#)
        gateway.on(
            "GET /instance/fetchInstances",
            #"[{"name":"loja","connectionStatus":"open","ownerJid":"5511900000001@s.whatsapp.net","disconnectionReasonCode":null}]"#
        )
        gateway.on(
            "GET /instance/connectionState/loja", #"{"instance":{"instanceName":"loja","state":"\#(state)"}}"#)
        gateway.on("POST /instance/restart/loja", #"{"instance":{"instanceName":"loja","state":"connecting"}}"#)
        // With the login it has; a restart of a closed one does nothing.
        gateway.on("GET /instance/connect/loja", #"{"instance":{"instanceName":"loja","state":"connecting"}}"#)
        return gateway
    }

    @Test(
        "an Evolution instance that is open in the database and closed in the memory is not connected, and is restarted"
    )
    func evolutionOpen() async throws {
        let gateway = evolution("open")
        let world = try await world(.evolution, gateway, ["loja"])
        defer { world.remove() }
        #expect(try await world.store.account(named: "loja").score == 100)
        gateway.on("GET /instance/connectionState/loja", #"{"instance":{"instanceName":"loja","state":"close"}}"#)
        try await world.run(for: .minutes(10))
        let account = try await world.store.account(named: "loja")
        #expect(account.score == 10 && account.gatewayStatus == .disconnected)
        #expect(try await incident(world).cause == .disconnected)
        #expect(gateway.calls.contains("GET /instance/connect/loja"))
        // The row says open all the while: that ends no recovery.
        #expect(try await world.count("SELECT count(*) FROM recovery_attempts WHERE outcome = 'recovered'") == 0)
        try await world.run(for: .hours(2), step: .seconds(15))
        #expect(gateway.changes.isEmpty)
        #expect(try await self.incident(world).needsHuman)
    }

    @Test("an Evolution instance whose sends fail with 'Connection Closed' is restarted, and no browser is spoken of")
    func evolutionConnectionClosed() async throws {
        let gateway = evolution("open")
        let world = try await world(.evolution, gateway, ["loja"])
        defer { world.remove() }
        _ = try await world.store.record([
            MessageRecord(
                gateway: "main", session: "loja", message: "m1", direction: .outgoing, status: .failed,
                error: "Error: Connection Closed", at: world.clock.now())
        ])
        try await world.run(for: .minutes(5))
        let incident = try await incident(world)
        #expect(incident.cause == .crash)
        #expect(incident.evidence.contains("The session crashed: Connection closed"))
        #expect(gateway.changes == ["POST /instance/restart/loja"])
    }

    // MARK: WAHA

    private func waha(_ sessions: String) -> ScriptedGateway {
        let gateway = ScriptedGateway()
        gateway.on("GET /api/server/status", #"{"startTimestamp":1799000000000}"#)
        gateway.on("GET /api/server/version", #"{"version":"2026.8.2","engine":"WEBJS","tier":"PLUS"}"#)
        gateway.on("GET /api/sessions", sessions)
        return gateway
    }

    @Test(
        "a WAHA session that met a reload is looked at once more within seconds, and restarted where its page is dead")
    func wahaContextDestroyed() async throws {
        let session = #"{"name":"a","status":"WORKING","me":{"id":"6281200000001@c.us","pushName":"x"}}"#
        let gateway = waha("[\(session)]")
        gateway.on("GET /api/sessions/a", session)
        gateway.on("POST /api/sessions/a/restart", 201, session)
        gateway.on(
            "GET /api/screenshot", 500,
            #"{"statusCode":500,"exception":{"message":"Protocol error (Page.captureScreenshot): Session closed. Most likely the page has been closed."}}"#
        )
        let world = try await world(.waha, gateway, ["a"])
        defer { world.remove() }
        _ = try await world.store.record([
            MessageRecord(
                gateway: "main", session: "a", message: "m1", direction: .outgoing, status: .failed,
                error: "Execution context was destroyed, most likely because of a navigation.", at: world.clock.now())
        ])
        #expect(!gateway.calls.contains("GET /api/screenshot"))
        // The next sweep's check, and the second look that it calls for.
        try await world.run(for: .seconds(140))
        #expect(gateway.calls.contains("GET /api/screenshot"))
        try await world.run(for: .minutes(2))
        let incident = try await incident(world)
        #expect(incident.cause == .crash)
        #expect(gateway.changes == ["POST /api/sessions/a/restart"])
    }

    @Test("a WAHA session whose name ends with a blank is that session: no second one is made beside it")
    func wahaBlank() async throws {
        let gateway = waha(
            #"[{"name":"toko ","status":"WORKING","me":{"id":"6281200000885@c.us"}},{"name":"b","status":"WORKING","me":null}]"#
        )
        let world = try await World(kind: .waha, answering: gateway)
        defer { world.remove() }
        _ = try await world.store.importAccounts([NewAccount(gateway: "main", session: "toko ", status: .connected)])
        try await world.run(for: .minutes(10))
        let account = try #require(try await world.store.accounts().first)
        #expect(account.session == "toko " && account.score == 100)
        #expect(gateway.changes.isEmpty)
    }

    @Test(
        "eight of twenty WAHA sessions that ask for a scan are logged out: their users are asked, and nothing is torn down"
    )
    func wahaMassScan() async throws {
        func list(_ scanning: Int) -> String {
            let items = (0..<20).map { index in
                index < scanning
                    ? #"{"name":"s\#(index)","status":"SCAN_QR_CODE","me":null}"#
                    : #"{"name":"s\#(index)","status":"WORKING","me":{"id":"62812000000\#(10 + index)@c.us"}}"#
            }
            return "[\(items.joined(separator: ","))]"
        }
        let gateway = waha(list(0))
        for index in 0..<8 {
            gateway.on(
                "GET /api/sessions/s\(index)", #"{"name":"s\#(index)","status":"SCAN_QR_CODE","me":null}"#)
        }
        let world = try await world(.waha, gateway, (0..<20).map { "s\($0)" })
        defer { world.remove() }
        gateway.on("GET /api/sessions", list(8))
        try await world.run(for: .minutes(10))
        #expect(gateway.changes.isEmpty)
        let incidents = try await world.store.incidents().map(\.incident)
        #expect(incidents.filter { $0.cause == .loggedOut && $0.needsHuman }.count == 8)
        #expect(scans(world) == 8)
    }

    @Test("an empty WAHA list while four sessions are known touches none of them, and is over when they are back")
    func wahaEmpty() async throws {
        let items = (0..<4).map { #"{"name":"s\#($0)","status":"WORKING","me":null}"# }.joined(separator: ",")
        let gateway = waha("[\(items)]")
        let world = try await world(.waha, gateway, (0..<4).map { "s\($0)" })
        defer { world.remove() }
        gateway.on("GET /api/sessions", "[]")
        for index in 0..<4 {
            gateway.on("GET /api/sessions/s\(index)", 404, #"{"status":404,"message":"Session not found"}"#)
        }
        try await world.run(for: .minutes(20))
        #expect(gateway.changes.isEmpty)
        #expect(try await world.store.incidents().map(\.incident.cause) == [.emptyList])
        gateway.on("GET /api/sessions", "[\(items)]")
        try await world.run(for: .minutes(15))
        #expect(try await world.store.incidents().allSatisfy { $0.incident.resolvedAt != nil })
    }

    @Test("a page of a proxy in place of WAHA's answer is no answer: the score stays, and nothing is touched")
    func wahaProxyPage() async throws {
        let gateway = waha(#"[{"name":"a","status":"WORKING","me":null}]"#)
        let world = try await world(.waha, gateway, ["a"])
        defer { world.remove() }
        gateway.on(
            "GET /api/sessions", 502,
            "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>",
            type: "text/html")
        try await world.run(for: .minutes(20))
        #expect(gateway.changes.isEmpty)
        let account = try await world.store.account(named: "a")
        #expect(account.score == 100 && account.isStale)
        #expect(try await world.store.incidents().allSatisfy { $0.incident.session == nil })
    }

    // MARK: wa-automate, WPPConnect

    private func waAutomate(_ health: String) -> ScriptedGateway {
        let gateway = ScriptedGateway()
        gateway.on("GET /health", health)
        return gateway
    }

    @Test("a wa-automate session that shows a code while it calls itself AUTHENTICATING waits for its scan")
    func waAutomateCode() async throws {
        let gateway = waAutomate(
            #"{"status":"ok","connected":true,"session":{"state":"READY","status":"ready","ready":true},"qr":null,"startedAt":"2027-01-15T06:00:00Z"}"#
        )
        let world = try await world(.waAutomate, gateway, ["session"])
        defer { world.remove() }
        gateway.on(
            "GET /health",
            #"{"status":"ok","connected":false,"session":{"state":"AUTHENTICATING","status":"starting","ready":false},"qr":"2@abc,def,ghi","startedAt":"2027-01-15T06:00:00Z"}"#
        )
        gateway.on("GET /qr", #"{"qr":"2@abc,def,ghi"}"#)
        try await world.run(for: .minutes(8))
        #expect(try await world.store.account(named: "session").gatewayStatus == .qrScanning)
        #expect(try await incident(world).cause == .loggedOut)
        #expect(scans(world) == 1)
        let account = try await world.store.account(named: "session")
        #expect(try await world.store.scan(account.id)?.code?.content.revealed == "2@abc,def,ghi")
    }

    @Test(
        "a WPPConnect session that its phone logged out is asked to be scanned, though the server has dropped it from its list"
    )
    func wppLogout() async throws {
        let gateway = ScriptedGateway()
        gateway.on("GET /healthz", #"{"uptime":100000,"message":"OK","timestamp":1800000000000}"#)
        gateway.on("GET /api/key-12345/show-all-sessions", #"{"response":["a","b"]}"#)
        for name in ["a", "b"] {
            gateway.on("POST /api/\(name)/key-12345/generate-token", 201, #"{"status":"success","token":"t-\#(name)"}"#)
            gateway.on("GET /api/\(name)/status-session", #"{"status":"CONNECTED","qrcode":null}"#)
        }
        let world = try await world(.wppconnect, gateway, ["a", "b"])
        defer { world.remove() }
        gateway.on("GET /api/key-12345/show-all-sessions", #"{"response":["a"]}"#)
        gateway.on("GET /api/b/status-session", #"{"status":"CLOSED","qrcode":null}"#)
        gateway.on("POST /api/b/start-session", #"{"status":"INITIALIZING"}"#)
        try await world.hear(.wppconnect, #"{"event":"logoutsession","session":"b"}"#)
        try await world.run(for: .minutes(4))
        let incident = try await incident(world)
        #expect(incident.session == "b" && incident.cause == .loggedOut)
        #expect(scans(world) == 1)
        // There is no login to end: the session is started, which shows a code.
        #expect(Set(gateway.changes.filter { !$0.contains("generate-token") }) == ["POST /api/b/start-session"])
    }
}
