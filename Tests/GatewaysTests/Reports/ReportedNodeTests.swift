import Gateways
import SessionHealth
import Testing
import WallTime

/// Answers that the Node service really gives, by its source and by what people reported, and what is right about each.
@Suite("Answers of the Node service that were reported")
struct ReportedNodeTests {
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
}
