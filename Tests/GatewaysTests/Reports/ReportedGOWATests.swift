import Gateways
import SessionHealth
import Testing

/// Answers that GOWA really gives, by its source and by what people reported, and what is right about each.
@Suite("Answers of GOWA that were reported")
struct ReportedGOWATests {
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

    @Test("GOWA: a LID is no phone number")
    func lid() async throws {
        let (_, connection) = try gowa(state: "logged_in", jid: "100000000000001@lid", flags: (true, true))
        #expect(try await connection.gateway.sessions().observations.first?.phone == nil)
    }
}
