import Basics
import Foundation
import Gateways
import SessionHealth
import Testing
import WallTime

/// Answers that gateways really give, by their sources and by what people reported, and what is right about each.
@Suite("Answers that were reported")
struct ReportedAnswerTests {
    // MARK: GOWA

    private func gowa(
        state: String, jid: String?, flags: (isConnected: Bool, isLoggedIn: Bool), id: String = "org_1"
    ) throws -> (transport: FakeTransport, connection: GatewayConnection) {
        var device: [JSON.Member] = [.init("id", .string(id)), .init("state", .string(state))]
        if let jid { device.append(.init("jid", .string(jid))) }
        let transport = FakeTransport([
            "GET /devices": .json(200, ["code": "SUCCESS", "results": [.object(device)]]),
            "GET /devices/{}/status": .json(
                200,
                [
                    "code": "SUCCESS",
                    "results": [
                        "device_id": .string(id), "is_connected": .bool(flags.isConnected),
                        "is_logged_in": .bool(flags.isLoggedIn),
                    ],
                ]),
        ])
        return (transport, try connection(.gowa, transport, key: "u:p-1"))
    }

    private static let jid = "6281200000001@s.whatsapp.net"

    @Test(
        "GOWA: a device that is not authenticated now has its login as long as the list has its identifier",
        arguments: [
            ("disconnected", false, false, SessionStatus.disconnected), ("disconnected", true, false, .connecting),
            ("connecting", false, false, .connecting), ("logged_in", false, true, .disconnected),
            ("logged_in", true, true, .connected), ("connected", true, false, .connecting),
        ])
    func gowaLogin(state: String, isConnected: Bool, isLoggedIn: Bool, status: SessionStatus) async throws {
        let (_, connection) = try gowa(state: state, jid: Self.jid, flags: (isConnected, isLoggedIn))
        let alone = try #require(try await connection.gateway.session("org_1").observation)
        #expect(alone.status == status)
        if status != .connected { #expect(alone.login == .kept) }
        #expect(try await connection.gateway.sessions().observations.first?.login == .kept)
        #expect(try await connection.gateway.qrCode("org_1") == .notNeeded)
    }

    @Test(
        "GOWA: a login is gone where the list has its identifier cleared, and nothing is known where it has no such field"
    )
    func gowaCleared() async throws {
        for (jid, login) in [("", LoginRecord.cleared), (nil, nil)] as [(String?, LoginRecord?)] {
            let (_, connection) = try gowa(state: "disconnected", jid: jid, flags: (false, false))
            #expect(try await connection.gateway.session("org_1").observation?.login == login)
            #expect(try await connection.gateway.sessions().observations.first?.login == login)
        }
    }

    @Test("GOWA: one request for a device that is well, two for one that is not")
    func gowaCost() async throws {
        let well = try gowa(state: "logged_in", jid: Self.jid, flags: (true, true))
        _ = try await well.connection.gateway.session("org_1")
        #expect(well.transport.operations == ["GET /devices/{}/status"])
        let ill = try gowa(state: "logged_in", jid: Self.jid, flags: (false, false))
        _ = try await ill.connection.gateway.session("org_1")
        #expect(ill.transport.operations == ["GET /devices/{}/status", "GET /devices"])
    }

    @Test("GOWA: 500 'device … not found' is not found where the list has not got it either")
    func gowaMissing() async throws {
        let (transport, connection) = try gowa(state: "logged_in", jid: Self.jid, flags: (true, true))
        transport.on(
            "GET /devices/{}/status",
            .json(500, ["code": "INTERNAL_SERVER_ERROR", "message": "device org_2 not found"]))
        #expect(try await connection.gateway.session("org_2") == .notFound)
        // The list has this one: then it is not the device that is missing.
        let error = await gatewayError { () throws(GatewayError) in try await connection.gateway.session("org_1") }
        #expect(error?.code == .refused)
        transport.on(
            "GET /devices/{}/status", .json(500, ["code": "INTERNAL_SERVER_ERROR", "message": "database is locked"]))
        let other = await gatewayError { () throws(GatewayError) in try await connection.gateway.session("org_2") }
        #expect(other?.code == .serverError)
    }

    @Test("GOWA: a device named by its identifier stands in the path as it is: the program does not decode paths")
    func gowaPath() async throws {
        let (transport, connection) = try gowa(
            state: "disconnected", jid: Self.jid, flags: (true, true), id: Self.jid)
        #expect(try await connection.gateway.session(Self.jid).observation?.status == .connected)
        #expect(transport.requests.first?.target == "/devices/6281200000001@s.whatsapp.net/status")
        _ = await gatewayError { () throws(GatewayError) in
            try await connection.softRecovery!.softRestart(SessionReference(id: "62:1@s.whatsapp.net"))
        }
        #expect(transport.requests.last?.target == "/devices/62:1@s.whatsapp.net/reconnect")
    }

    @Test("GOWA under a base path: the probe goes with the key, and where its health is not to be had the list counts")
    func gowaBasePath() async throws {
        let transport = FakeTransport { request throws(TransportError) in
            guard request.header("Authorization") == "Basic dTpwLTE=" else { return .text(401, "Unauthorized") }
            return request.operation == "GET /devices"
                ? .json(200, ["code": "SUCCESS", "results": []]) : .text(404, "Cannot GET /gowa/health")
        }
        #expect(try await connection(.gowa, transport, key: "u:p-1").gateway.probe().isGood)
        for answer in [GatewayResponse.text(401, "Unauthorized"), .text(200, "<html>", type: "text/html")] {
            let transport = FakeTransport(["GET /devices": .json(200, ["code": "SUCCESS", "results": nil])])
            transport.on("GET /health", answer)
            #expect(try await connection(.gowa, transport, key: "u:p-1").gateway.probe().isGood)
        }
        let dead = FakeTransport(fallback: .text(401, "Unauthorized"))
        let gateway = try connection(.gowa, dead, key: "u:p-1").gateway
        #expect(await gatewayError { () throws(GatewayError) in try await gateway.probe() }?.code == .unauthorized)
    }

    @Test("GOWA 9.2: 429 for WhatsApp's limit on new chats does not count as too many requests")
    func gowaTimeLock() async throws {
        let transport = FakeTransport(
            fallback: .json(429, ["code": "WA_REACHOUT_TIMELOCK", "message": "463"], headers: ["retry-after": "30"]))
        let gateway = try connection(.gowa, transport, key: "u:p-1").gateway
        for _ in 1...3 {
            let error = await gatewayError { () throws(GatewayError) in try await gateway.sessions() }
            #expect(error?.code == .refused)
        }
        #expect(transport.requests.count == 3)
    }

    // MARK: Where a proxy guards the routes that need no key

    @Test(
        "a 401 on a route of health that needs no key is no word about the key where the list is answered",
        arguments: [
            (GatewayKind.node, "GET /api/sessions", ["success": true, "sessions": [], "total": 0]),
            (.openwa, "GET /api/sessions/stats/overview", ["total": 0, "byStatus": [:]]),
            (.wppconnect, "GET /api/{}/show-all-sessions", ["response": []]),
        ] as [(GatewayKind, String, JSON)])
    func guardedHealth(kind: GatewayKind, list: String, answer: JSON) async throws {
        let transport = FakeTransport(
            [list: .json(200, answer)], fallback: .text(401, "<html>", type: "text/html"))
        #expect(try await connection(kind, transport).gateway.probe().isGood)
        let closed = try connection(kind, FakeTransport(fallback: .text(401, "no"))).gateway
        #expect(await gatewayError { () throws(GatewayError) in try await closed.probe() }?.code == .unauthorized)
    }

    @Test("the Node service: what its open routes take is no sign of how it takes its key")
    func nodeModeStays() async throws {
        let fixture = GatewayFixture.node
        let transport = fixture.transport("connected")
        let connection = try fixture.connection(transport)
        _ = try await connection.gateway.probe()
        // The later variant, which deletes logins where the earlier one restarts: a DELETE would be wrong.
        _ = try await connection.softRecovery?.softRestart(SessionReference(id: fixture.session))
        #expect(!transport.operations.contains("DELETE /api/sessions/{}"))
    }

    // MARK: Evolution

    private func evolution(state: String, row: JSON? = nil, codes: [JSON] = []) throws -> (
        FakeTransport, any Gateway, ManualClock
    ) {
        let clock = ManualClock()
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(
                200, ["instance": ["instanceName": "loja", "state": .string(state)]]),
            "GET /instance/fetchInstances": .json(
                200, [row ?? ["name": "loja", "connectionStatus": "open", "integration": "WHATSAPP-BAILEYS"]]),
        ])
        return (transport, try connection(.evolution, transport, clock: clock).gateway, clock)
    }

    @Test(
        "Evolution: open in its database and close in its memory is not connected; one request tells it of a good one")
    func evolutionMemory() async throws {
        let (transport, gateway, _) = try evolution(state: "close")
        #expect(gateway.capabilities.confirmsAlone)
        #expect(try await gateway.sessions()["loja"] != .notFound)
        #expect(try await gateway.session("loja").observation?.status == .disconnected)
        transport.on(
            "GET /instance/connectionState/{}", .json(200, ["instance": ["instanceName": "loja", "state": "open"]]))
        let before = transport.requests.count
        #expect(try await gateway.session("loja").observation?.status == .connected)
        #expect(transport.requests.count == before + 1)
    }

    @Test("Evolution: a code whose count does not rise is the one of long ago, and no code")
    func evolutionStaleCode() async throws {
        let (transport, gateway, clock) = try evolution(state: "connecting")
        func show(_ code: String, _ count: Int64) {
            transport.on("GET /instance/connect/{}", .json(200, ["code": .string(code), "count": .integer(count)]))
        }
        func look() async throws -> (SessionStatus?, Bool?) {
            let observation = try await gateway.session("loja").observation
            return (observation?.status, observation?.showsQR)
        }
        show("2@old", 3)
        // It may be shown, and it may be what the instance was linked with: connecting, and no proof of a lost login.
        #expect(try await look() == (.connecting, nil))
        clock.advance(by: .seconds(15))
        #expect(try await look() == (.connecting, nil))
        clock.advance(by: .seconds(60))
        #expect(try await look() == (.connecting, false))
        #expect(try await gateway.qrCode("loja") == .notReady)
        show("2@new", 4)
        #expect(try await look() == (.qrScanning, true))
        clock.advance(by: .seconds(15))
        #expect(try await look() == (.qrScanning, true))
        // After hours nothing is known of what is found there.
        clock.advance(by: .hours(3))
        show("2@other", 9)
        #expect(try await look() == (.connecting, nil))
    }

    @Test(
        "Evolution: an instance of the official API has no state, no code, no restart and no new login",
        arguments: ["WHATSAPP-BUSINESS", "EVOLUTION"])
    func evolutionOfficial(integration: String) async throws {
        let row: JSON = [
            "name": "loja", "connectionStatus": "open", "integration": .string(integration),
            "token": "meta-access-token",
            "number": "100000000000001", "businessId": "1",
        ]
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(200, ["instance": ["instanceName": "loja", "state": "open"]]),
            "GET /instance/fetchInstances": .json(200, [row]),
        ])
        let connection = try connection(.evolution, transport)
        #expect(try await connection.gateway.session("loja").observation?.status == .unknown)
        let list = try await connection.gateway.sessions()
        #expect(list.observations.first?.status == .unknown)
        var dumped = ""
        dump(list, to: &dumped)
        #expect(!dumped.contains("meta-access-token"))
        #expect(try await connection.gateway.qrCode("loja") == .notNeeded)
        await connection.tryAllSoftRecovery("loja")
        await connection.tryAllDestructiveRecovery("loja")
        #expect(transport.requests.allSatisfy { $0.method == .get })
        #expect(!transport.operations.contains("GET /instance/connect/{}"))
    }

    @Test("Evolution: a name that is another one to Unicode's eyes only is another instance")
    func evolutionNames() async throws {
        let row: JSON = [
            "name": "cafe\u{301}", "connectionStatus": "close", "disconnectionReasonCode": 401, "integration": nil,
        ]
        let (transport, gateway, _) = try evolution(state: "close", row: row)
        transport.on(
            "GET /instance/connectionState/{}",
            .json(200, ["instance": ["instanceName": "caf\u{E9}", "state": "close"]]))
        // The reason is the other one's.
        #expect(try await gateway.session("caf\u{E9}").observation?.ending == nil)
    }

    // MARK: wwebjs-api

    @Test(
        "wwebjs-api: success false is not connected, with the gateway's own words",
        arguments: ["Cannot read properties of null (reading 'isClosed')", "something new"])
    func wwebjsUnreadable(message: String) async throws {
        let transport = FakeTransport([
            "GET /session/status/{}": .json(200, ["success": false, "state": nil, "message": .string(message)])
        ])
        let observation = try await connection(.wwebjsAPI, transport).gateway.session("a").observation
        #expect(observation?.status == .disconnected)
        #expect(observation?.detail == message)
        #expect(try await connection(.wwebjsAPI, transport).gateway.deepProbe("a").finding == .inconclusive)
    }

    @Test("wwebjs-api: a reload of the page that is still there at the second look is a crash")
    func wwebjsReload() async throws {
        let transport = FakeTransport([
            "GET /session/status/{}": .json(
                200, ["success": false, "state": nil, "message": "Execution context was destroyed, most likely…"])
        ])
        #expect(try await connection(.wwebjsAPI, transport).gateway.deepProbe("a").finding == .dead)
    }

    @Test("the predecessor of wwebjs-api has no list, and says so instead of listing nothing")
    func noList() async throws {
        let transport = GatewayFixture.wwebjsAPI.transport("CONNECTED")
        transport.on("GET /session/getSessions", .text(404, "<pre>Cannot GET</pre>", type: "text/html"))
        let list = try await GatewayFixture.wwebjsAPI.connection(transport).gateway.sessions()
        #expect(list.remark?.contains("account-add") == true)
        #expect(!list.isComplete)
        #expect(try await GatewayFixture.wwebjsAPI.connection("CONNECTED").gateway.sessions().remark == nil)
    }

    // MARK: OpenWA, wa-automate, WAHA, node

    private func openwa(_ session: JSON) async throws -> SessionObservation? {
        let transport = FakeTransport(["GET /api/sessions/{}": .json(200, session)])
        return try await connection(.openwa, transport).gateway.session("a").observation
    }

    @Test("OpenWA: ready without an engine is not connected")
    func openwaEngine() async throws {
        #expect(try await openwa(["id": "a", "status": "ready", "engineLoaded": false])?.status == .disconnected)
        #expect(try await openwa(["id": "a", "status": "ready", "engineLoaded": true])?.status == .connected)
        // Older versions do not tell.
        #expect(try await openwa(["id": "a", "status": "ready"])?.status == .connected)
    }

    @Test(
        "OpenWA: its last error tells why a session that is down ended",
        arguments: [
            ("disconnected", "Session replaced by another connection (CONFLICT)", SessionEnding.replaced),
            ("failed", "Logged out from phone (LOGOUT)", .loggedOut), ("disconnected", "getaddrinfo ENOTFOUND", nil),
            ("ready", "Session replaced by another connection (CONFLICT)", nil),
            ("disconnected", "USER_REQUESTED", .stoppedByUser),
        ] as [(String, String, SessionEnding?)])
    func openwaLastError(word: String, error: String, ending: SessionEnding?) async throws {
        let observation = try await openwa(["id": "a", "status": .string(word), "lastError": .string(error)])
        #expect(observation?.ending == ending)
        #expect(observation?.detail == error)
    }

    @Test("wa-automate: a code that is there is a scan, whatever its word for the state")
    func waAutomateScan() async throws {
        func health(_ qr: JSON) -> GatewayResponse {
            .json(
                200,
                [
                    "status": "ok", "connected": false, "qr": qr, "startedAt": "2026-03-01T08:00:00Z",
                    "session": ["state": "AUTHENTICATING", "status": "starting", "ready": false],
                ])
        }
        for (qr, status, shows) in [
            ("2@abc,def,ghi", SessionStatus.qrScanning, true), (nil, .connecting, false), ("", .connecting, false),
        ] as [(JSON, SessionStatus, Bool)] {
            let transport = FakeTransport(["GET /health": health(qr)])
            let observation = try await connection(.waAutomate, transport).gateway.session("session").observation
            #expect(observation?.status == status)
            #expect(observation?.showsQR == shows)
        }
    }

    private func waha(_ me: JSON, status: JSON = "WORKING", name: JSON = "a") async throws -> SessionList {
        let item: JSON = ["name": name, "status": status, "me": me]
        let transport = FakeTransport(["GET /api/sessions": .json(200, [item])])
        return try await connection(.waha, transport).gateway.sessions()
    }

    @Test("a LID is no phone number")
    func lid() async throws {
        let id: JSON = "100000000000001@lid"
        #expect(try await waha(["id": id]).observations.first?.phone == nil)
        #expect(try await waha(["id": id, "jid": "628120:3@s.whatsapp.net"]).observations.first?.phone == "628120")
        #expect(try await waha(["id": "6281200000001@c.us"]).observations.first?.phone == "6281200000001")
        let (_, connection) = try gowa(state: "logged_in", jid: "100000000000001@lid", flags: (true, true))
        #expect(try await connection.gateway.sessions().observations.first?.phone == nil)
        let (_, evolution, _) = try evolution(
            state: "open", row: ["name": "loja", "connectionStatus": "open", "ownerJid": id, "number": "5511900000001"])
        #expect(try await evolution.sessions().observations.first?.phone == "5511900000001")
        for text in ["123456@g.us", "123456@newsletter", "123456@broadcast", "123456:1@lid", "123456@hosted.lid"] {
            #expect(phoneDigits(text) == nil, "\(text)")
        }
    }

    @Test("WAHA: a name keeps its blanks")
    func wahaNames() async throws {
        for name in ["toko ", " toko", "toko\u{A0}"] {
            let list = try await waha(nil, name: .string(name))
            #expect(list[name] != .notFound)
            #expect(list["toko"] == .notFound)
        }
    }

    @Test(
        "WAHA 2026.8: limits of WhatsApp are a restriction with its end; what is not known is not free, and no restriction"
    )
    func wahaLimits() async throws {
        let end = Timestamp(seconds: 1_900_000_000)
        let locked = try await waha([
            "id": "6281200000001@c.us",
            "reachoutTimelock": ["isActive": true, "enforcementType": "DEFAULT", "timeEnforcementEnds": 1_900_000_000],
        ]).observations.first
        #expect(locked?.status == .connected)
        #expect(locked?.restricted == true)
        #expect(locked?.restrictedUntil == end)
        let capped = try await waha([
            "id": "6281200000001@c.us", "messageCapping": ["cappingStatus": "CAPPED", "cycleEnd": 1_900_000_000],
        ]).observations.first
        #expect(capped?.restricted == true && capped?.restrictedUntil == end)
        for me in [
            ["id": "6281200000001@c.us", "reachoutTimelock": nil, "messageCapping": nil],
            ["id": "6281200000001@c.us", "reachoutTimelock": ["isActive": false]],
            ["id": "6281200000001@c.us", "messageCapping": ["cappingStatus": "SECOND_WARNING"]],
        ] as [JSON] {
            #expect(try await waha(me).observations.first?.restricted == false)
        }
    }

    @Test("the Node service: a code that is shown is told with the reason, and a code of long ago is none")
    func nodeCode() async throws {
        let clock = ManualClock()
        func observation(_ metadata: JSON) async throws -> SessionObservation? {
            let transport = FakeTransport([
                "GET /api/sessions/{}/status": .json(200, ["session_id": "a", "status": "qr_scanning"]),
                "GET /api/sessions/{}/metadata": .json(200, ["success": true, "metadata": metadata]),
            ])
            return try await connection(.node, transport, clock: clock).gateway.session("a").observation
        }
        func at(_ age: Duration) -> JSON { .integer((clock.now() - age).milliseconds) }
        let code = JSON.string("data:image/png;base64,\(GatewayFixture.png)")
        let shown = try await observation([
            "qrCode": code, "qrGeneratedAt": at(.seconds(10)), "lastDisconnectReason": "LOGOUT",
        ])
        #expect(shown?.showsQR == true)
        #expect(shown?.ending == .loggedOut)
        let old = try await observation([
            "qrCode": code, "qrGeneratedAt": at(.hours(2)), "lastDisconnectReason": "LOGOUT",
        ])
        #expect(old?.showsQR == false)
        #expect(old?.ending == nil)
        #expect(try await observation(["qrCode": code])?.showsQR == nil)
        #expect(try await observation([:])?.showsQR == false)
    }

    // MARK: What was right and stays so

    @Test("broken encodings in a name that people see do not keep the list from being read")
    func encodings() async throws {
        let bodies: [[UInt8]] = [
            [0xEF, 0xBB, 0xBF] + Array(#"[{"name":"a","status":"WORKING","me":null}]"#.utf8),
            Array(#"[{"name":"a","status":"WORKING","me":{"id":"6281200000001@c.us","pushName":"caf"#.utf8) + [0xE9]
                + Array(#""}}]"#.utf8),
            Array(#"[{"name":"a","status":"WORKING","me":{"id":"6281200000001@c.us","pushName":"\ud83d"}}]"#.utf8),
        ]
        for body in bodies {
            let transport = FakeTransport([
                "GET /api/sessions": GatewayResponse(
                    status: 200, headers: ["content-type": "application/json"], body: body)
            ])
            let list = try await connection(.waha, transport).gateway.sessions()
            #expect(list.observations.map(\.status) == [.connected])
        }
    }

    @Test(
        "Evolution: every name is asked for as it is",
        arguments: [
            "Atendimento São Paulo", "loja/centro", "q?x=1#y", "50%25", "../x", "emoji😀",
        ])
    func evolutionOddNames(name: String) async throws {
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(
                200, ["instance": ["instanceName": .string(name), "state": "open"]])
        ])
        let observation = try await connection(.evolution, transport).gateway.session(name).observation
        #expect(observation?.id == name)
        let target = try #require(transport.requests.first?.target)
        #expect(target.dropFirst("/instance/connectionState/".count).removingPercentEncoding == name)
    }

    @Test("a secret key with odd letters in it reaches the path as it is")
    func oddKey() async throws {
        let transport = FakeTransport(["GET /api/{}/show-all-sessions": .json(200, ["response": []])])
        _ = try await connection(.wppconnect, transport, key: "a$b/c%20+?#z").gateway.sessions()
        #expect(
            transport.requests.first?.target.removingPercentEncoding == "/api/a$b/c%20+?#z/show-all-sessions")
        #expect(transport.requests.first?.target.contains("c%2520") == true)
    }
}

/// A session that its user stopped is left alone, so an adapter must tell it from one that was lost.
@Suite("Sessions that their users stopped")
struct StoppedSessionTests {
    private let clock = ManualClock()

    @Test("WAHA: STOPPED in the process in which it ran before is its user's doing; after a restart it is not")
    func waha() async throws {
        let transport = FakeTransport()
        let gateway = try connection(.waha, transport, clock: clock).gateway
        func answer(_ word: String, startedAt: Timestamp) {
            let session: JSON = ["name": "a", "status": .string(word), "me": nil]
            transport.on("GET /api/sessions", .json(200, [session]))
            transport.on("GET /api/sessions/{}", .json(200, session))
            transport.on(
                "GET /api/server/status",
                .json(
                    200,
                    [
                        "startTimestamp": .integer(startedAt.milliseconds),
                        "uptime": .integer((clock.now() - startedAt).wholeMilliseconds),
                    ]))
            transport.on("GET /api/server/version", .json(200, ["version": "2026.8.1"]))
        }
        let first = clock.now() - .hours(1)
        answer("STOPPED", startedAt: first)
        _ = try await gateway.probe()
        // It was never seen running: nobody knows who stopped it.
        #expect(try await gateway.sessions().observations.first?.ending == nil)
        answer("WORKING", startedAt: first)
        _ = try await gateway.sessions()
        clock.advance(by: .minutes(2))
        answer("STOPPED", startedAt: first)
        #expect(try await gateway.sessions().observations.first?.ending == .stoppedByUser)
        #expect(try await gateway.session("a").observation?.ending == .stoppedByUser)
        answer("WORKING", startedAt: first)
        _ = try await gateway.sessions()
        clock.advance(by: .minutes(2))
        // The list is asked before the probe has seen that the process is another one.
        answer("STOPPED", startedAt: clock.now() - .seconds(20))
        #expect(try await gateway.sessions().observations.first?.ending == nil)
        #expect(try await gateway.session("a").observation?.ending == nil)
    }

    @Test("OpenWA: from ready to down without engine or error, while another stays connected, is its user's doing")
    func openwa() async throws {
        let transport = FakeTransport()
        let gateway = try connection(.openwa, transport, clock: clock).gateway
        func session(_ id: JSON, _ word: JSON, _ isLoaded: JSON, _ error: JSON = nil, since: JSON = "09:00") -> JSON {
            ["id": id, "status": word, "engineLoaded": isLoaded, "lastError": error, "connectedAt": since]
        }
        func ending(_ first: JSON, _ second: JSON) async throws -> SessionEnding? {
            transport.on("GET /api/sessions", .json(200, [first, second]))
            transport.on("GET /api/sessions/{}", .json(200, first))
            let listed = try await gateway.sessions().observations.first?.ending
            #expect(try await gateway.session("a").observation?.ending == listed)
            return listed
        }
        let well = session("b", "ready", true)
        let (up, stopped) = (session("a", "ready", true), session("a", "disconnected", false))
        // Never seen ready: nobody knows who stopped it.
        #expect(try await ending(stopped, well) == nil)
        #expect(try await ending(up, well) == nil)
        // Its own reconnect: the engine is there, then a new one, then an attempt has failed.
        #expect(try await ending(session("a", "disconnected", true), well) == nil)
        #expect(try await ending(stopped, well) == nil)
        #expect(try await ending(up, well) == nil)
        #expect(try await ending(session("a", "disconnected", false, "getaddrinfo ENOTFOUND"), well) == nil)
        #expect(try await ending(stopped, well) == nil)
        // A restart of the process: the other one has connected anew.
        #expect(try await ending(up, well) == nil)
        let again = session("b", "ready", true, since: "10:00")
        #expect(try await ending(stopped, again) == nil)
        #expect(try await ending(stopped, again) == nil)
        // A stop, seen by the second look after it as well, and its end.
        #expect(try await ending(up, again) == nil)
        #expect(try await ending(stopped, again) == .stoppedByUser)
        #expect(try await ending(stopped, again) == .stoppedByUser)
        #expect(try await ending(session("a", "initializing", true), again) == nil)
    }
}
