import Gateways
import SessionHealth
import Testing

@Suite("wwebjs-api")
struct WWebJSAPITests {
    private let fixture = GatewayFixture.wwebjsAPI

    private func status(_ answer: JSON) async throws -> SessionLookup {
        let transport = FakeTransport([
            "GET /session/status/{}": .json(200, answer),
            "GET /session/qr/{}": .json(200, ["success": false, "message": "qr code not ready or already scanned"]),
        ])
        return try await connection(.wwebjsAPI, transport).gateway.session("s")
    }

    @Test(
        "200 with success false has many meanings, and each is told apart",
        arguments: [
            ("session_not_found", nil), ("browser tab closed", .failed), ("session closed", .failed),
            ("Protocol error (Runtime.callFunctionOn): Target closed", .failed),
            ("Execution context was destroyed", .disconnected), ("something new", .disconnected),
            ("session_not_connected", .connecting),
        ] as [(String, SessionStatus?)])
    func messages(message: String, expected: SessionStatus?) async throws {
        let lookup = try await status(["success": false, "state": nil, "message": .string(message)])
        #expect(lookup.observation?.status == expected)
        #expect((lookup == .notFound) == (expected == nil))
    }

    @Test("without a state it waits for a scan where it has a QR code")
    func qrDecides() async throws {
        let transport = FakeTransport([
            "GET /session/status/{}": .json(
                200, ["success": false, "state": nil, "message": "session_not_connected"]),
            "GET /session/qr/{}": .json(200, ["success": true, "qr": "2@abc"]),
        ])
        let observation = try await connection(.wwebjsAPI, transport).gateway.session("s").observation
        #expect(observation?.status == .qrScanning)
        #expect(observation?.showsQR == true)
    }

    @Test("a block by WhatsApp is a restriction, with its cause")
    func restrictions() async throws {
        for (word, ending) in [("TOS_BLOCK", SessionEnding.banned), ("DEPRECATED_VERSION", .outdated)] {
            let observation = try await fixture.connection(word).gateway.session("f8377d8d").observation
            #expect(observation?.restricted == true)
            #expect(observation?.ending == ending)
        }
    }

    @Test("the predecessor has no list: then only what we know of is asked for, and nothing is missing")
    func withoutList() async throws {
        let transport = fixture.transport("CONNECTED")
        transport.on("GET /session/getSessions", .text(404, "<pre>Cannot GET</pre>", type: "text/html"))
        let list = try await fixture.connection(transport).gateway.sessions(known: ["f8377d8d"])
        #expect(list.observations.map(\.status) == [.connected])
        #expect(list["another"] == .unknown)
    }

    @Test("a session that is not in memory starts with the login that it has on disk")
    func restartMissing() async throws {
        let transport = fixture.transport(GatewayFixture.missing)
        let soft = try #require(try fixture.connection(transport).softRecovery)
        #expect(try await soft.softRestart(SessionReference(id: "s")) == .accepted)
        #expect(transport.operations == ["GET /session/restart/{}", "GET /session/start/{}"])
    }

    @Test("the page's own state proves that the page lives, whatever the state is")
    func deepProbe() async throws {
        for (word, finding) in [("CONNECTED", DeepProbe.alive), ("TIMEOUT", .alive), ("TOS_BLOCK", .alive)] {
            #expect(try await fixture.connection(word).gateway.deepProbe("s").finding == finding, "\(word)")
        }
        let closed = FakeTransport([
            "GET /session/status/{}": .json(200, ["success": false, "state": nil, "message": "browser tab closed"])
        ])
        #expect(try await connection(.wwebjsAPI, closed).gateway.deepProbe("s").finding == .dead)
    }

    @Test("gives its answer more time than others: it waits up to 13 s for a page")
    func patience() async throws {
        let transport = fixture.transport("CONNECTED")
        _ = try await fixture.connection(transport).gateway.session("s")
        #expect(transport.requests.first?.timeout == .seconds(15))
        #expect(transport.requests.first?.timeoutConcernsGateway == false)
    }
}
