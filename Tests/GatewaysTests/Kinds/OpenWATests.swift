import Gateways
import SessionHealth
import Testing

@Suite("OpenWA")
struct OpenWATests {
    @Test("lists in pages of a thousand; what is on none of several pages has to be asked for by itself")
    func pages() async throws {
        let transport = FakeTransport { request throws(TransportError) in
            let offset = Int(request.parameter("offset") ?? "") ?? 0
            let items = (offset..<min(offset + 1000, 2500)).map { index -> JSON in
                ["id": .string("id-\(index)"), "name": "n", "status": "ready"]
            }
            return .json(200, .array(items))
        }
        let list = try await connection(.openwa, transport).gateway.sessions()
        #expect(list.observations.count == 2500)
        #expect(transport.requests.map { $0.parameter("offset") } == ["0", "1000", "2000"])
        #expect(list["id-9999"] == .unknown)
    }

    @Test("a gateway that never comes to an end is left after a hundred pages")
    func endless() async throws {
        let page = JSON.array((0..<1000).map { ["id": .string("id-\($0)"), "status": "ready"] })
        let transport = FakeTransport(fallback: .json(200, page))
        let list = try await connection(.openwa, transport).gateway.sessions()
        #expect(transport.requests.count == 100)
        #expect(!list.isComplete)
        #expect(list.observations.count == 1000)
    }

    @Test("a restriction is told with its cause while the session goes on")
    func restriction() async throws {
        let transport = FakeTransport([
            "GET /api/sessions/{}": .json(
                200,
                [
                    "id": "a", "status": "ready",
                    "restriction": ["kind": "reachout_timelock", "code": 463, "expiresAt": nil],
                ])
        ])
        let observation = try await connection(.openwa, transport).gateway.session("a").observation
        #expect(observation?.status == .connected)
        #expect(observation?.restricted == true)
        #expect(observation?.ending == .timeLocked)
    }

    @Test("a new session goes by the identifier that the gateway gives it")
    func create() async throws {
        let transport = GatewayFixture.openwa.transport(GatewayFixture.missing)
        let destructive = try #require(try GatewayFixture.openwa.connection(transport).destructiveRecovery)
        let new = try await destructive.createSession(SessionReference(id: "shop"))
        #expect(new.id == "7d444840-9dc0-11d1-b245-5ffdce74fad2")
        #expect(
            transport.operations == ["GET /api/sessions", "POST /api/sessions", "POST /api/sessions/{}/start"])
    }

    @Test("one that is known by its name is started, not created twice")
    func createExisting() async throws {
        let transport = GatewayFixture.openwa.transport("disconnected")
        let destructive = try #require(try GatewayFixture.openwa.connection(transport).destructiveRecovery)
        let new = try await destructive.createSession(SessionReference(id: "my-bot"))
        #expect(new.id == "550e8400-e29b-41d4-a716-446655440000")
        #expect(!transport.operations.contains("POST /api/sessions"))
    }

    @Test("a stop that is not needed does not keep the restart from starting")
    func restartStopped() async throws {
        let transport = GatewayFixture.openwa.transport("disconnected")
        transport.on(
            "POST /api/sessions/{}/stop",
            .json(400, ["message": "Session is not started", "error": "Bad Request", "statusCode": 400]))
        let soft = try #require(try GatewayFixture.openwa.connection(transport).softRecovery)
        #expect(try await soft.softRestart(SessionReference(id: "550e8400-e29b-41d4-a716-446655440000")) == .accepted)
    }
}
