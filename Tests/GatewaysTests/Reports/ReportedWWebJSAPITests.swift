import Gateways
import SessionHealth
import Testing

/// Answers that wwebjs-api really gives, by its source and by what people reported, and what is right about each.
@Suite("Answers of wwebjs-api that were reported")
struct ReportedWWebJSAPITests {
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

    @Test(
        "wwebjs-api: each word and each text in place of one is what it means",
        arguments: [
            ("CONNECTED", "session_connected", true, SessionStatus.connected, nil),
            ("OPENING", "session_not_connected", false, .connecting, nil),
            ("TIMEOUT", "session_not_connected", false, .disconnected, nil),
            ("CONFLICT", "session_not_connected", false, .disconnected, .replaced),
            ("DEPRECATED_VERSION", "session_not_connected", false, .failed, .outdated),
            ("TOS_BLOCK", "session_not_connected", false, .failed, .banned),
            (nil, "browser tab closed", false, .failed, nil),
            (nil, "Protocol error (Runtime.callFunctionOn): Target closed.", false, .failed, nil),
            (nil, "Attempted to use detached Frame 'F5D0'.", false, .failed, nil),
        ] as [(String?, String, Bool, SessionStatus, SessionEnding?)])
    func wwebjsWords(
        state: String?, message: String, success: Bool, status: SessionStatus, ending: SessionEnding?
    ) async throws {
        let answer: JSON = [
            "success": .bool(success), "state": state.map(JSON.string) ?? .null, "message": .string(message),
        ]
        let transport = FakeTransport(["GET /session/status/{}": .json(200, answer)])
        let observation = try await connection(.wwebjsAPI, transport).gateway.session("a").observation
        #expect(observation?.status == status && observation?.ending == ending)
    }

    @Test("wwebjs-api: a session that is not paired and has a code waits for its scan")
    func wwebjsUnpaired() async throws {
        let transport = FakeTransport([
            "GET /session/status/{}": .json(
                200, ["success": false, "state": "UNPAIRED", "message": "session_not_connected"]),
            "GET /session/qr/{}": .json(200, ["success": true, "qr": "2@abc,def"]),
        ])
        let observation = try await connection(.wwebjsAPI, transport).gateway.session("a").observation
        #expect(observation?.status == .qrScanning && observation?.showsQR == true)
    }
}
