import Gateways
import SessionHealth
import Testing
import WallTime

@Suite("WAHA")
struct WAHATests {
    @Test("asks for stopped sessions as well: without that they would look as if they were gone")
    func stopped() async throws {
        let gateway = try GatewayFixture.waha.connection("STOPPED").gateway
        #expect(try await gateway.sessions()["default"] != .notFound)
    }

    @Test("a picture that fails with a crash is a dead page, a wrong state is not")
    func deepProbe() async throws {
        func finding(_ response: GatewayResponse) async throws -> DeepProbe {
            let transport = FakeTransport(["GET /api/screenshot": response])
            return try await connection(.waha, transport).gateway.deepProbe("default").finding
        }
        let crash: JSON = [
            "statusCode": 500, "exception": ["message": "Protocol error (Page.captureScreenshot): Target closed"],
        ]
        #expect(try await finding(.json(500, crash)) == .dead)
        #expect(try await finding(.json(500, ["message": "Internal server error"])) == .inconclusive)
        #expect(try await finding(.json(422, ["error": "Session status is not as expected"])) == .inconclusive)
        #expect(try await finding(.json(501, ["message": "not implemented by NOWEB"])) == .inconclusive)
        #expect(try await finding(GatewayResponse(status: 200, body: [0xFF, 0xD8, 0xFF, 0xE0])) == .alive)
        let hanging = FakeTransport { _ throws(TransportError) in throw .timedOut("no answer") }
        #expect(try await connection(.waha, hanging).gateway.deepProbe("default").finding == .inconclusive)
    }

    @Test("a passkey needs a person, and is not a QR code")
    func passkey() async throws {
        let gateway = try GatewayFixture.waha.connection("PASSKEY_REQUIRED").gateway
        #expect(try await gateway.session("default").observation?.needsPerson == true)
        #expect(try await gateway.qrCode("default") == .notReady)
    }

    @Test("the number comes from its own account, the activity may be absent")
    func details() async throws {
        let gateway = try GatewayFixture.waha.connection("WORKING").gateway
        let observation = try #require(try await gateway.session("default").observation)
        #expect(observation.phone == "6281234567890")
        #expect(observation.lastActivity == Timestamp(milliseconds: 1_772_359_200_000))
        let bare = FakeTransport([
            "GET /api/sessions/{}": .json(200, ["name": "x", "status": "WORKING", "timestamps": nil])
        ])
        #expect(try await connection(.waha, bare).gateway.session("x").observation?.lastActivity == nil)
    }

    @Test("a session that exists is started, not created: its webhooks hang on it")
    func createExisting() async throws {
        let transport = GatewayFixture.waha.transport("STOPPED")
        let destructive = try #require(try GatewayFixture.waha.connection(transport).destructiveRecovery)
        _ = try await destructive.createSession(SessionReference(id: "default"))
        #expect(transport.operations == ["GET /api/sessions/{}", "POST /api/sessions/{}/start"])
    }
}
