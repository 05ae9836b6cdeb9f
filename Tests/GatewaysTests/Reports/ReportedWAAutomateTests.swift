import Gateways
import SessionHealth
import Testing

/// Answers that wa-automate really gives, by its source and by what people reported, and what is right about each.
@Suite("Answers of wa-automate that were reported")
struct ReportedWAAutomateTests {
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
}
