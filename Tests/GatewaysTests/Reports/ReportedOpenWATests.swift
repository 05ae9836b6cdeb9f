import Gateways
import SessionHealth
import Testing

/// Answers that OpenWA really gives, by its source and by what people reported, and what is right about each.
@Suite("Answers of OpenWA that were reported")
struct ReportedOpenWATests {
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
}
