import GatewaySimulator
import Gateways
import SessionHealth
import SessionMonitor
import Testing
import WallTime

@testable import GatewaySimulator
@testable import SessionMonitor

/// What the tables of `docs/health.md` say of each kind's calls.
@Suite("The calls of a kind")
struct CallTableTests {
    typealias Kind = GatewaySimulator.GatewayKind

    @Test(
        "end a login in the way of the table, and in no other",
        arguments: [
            (.node, "DELETE /api/sessions/s-05"), (.waha, "POST /api/sessions/s-05/logout"),
            (.evolution, "DELETE /instance/logout/s-05"), (.wppconnect, "POST /api/s-05/logout-session"),
            (.wwebjsAPI, "GET /session/terminate/s-05"), (.gowa, "POST /devices/s-05/logout"),
            (.openwa, "POST /api/sessions/s-05/logout"), (.waAutomate, nil),
        ] as [(Kind, String?)])
    func ends(kind: Kind, call: String?) async throws {
        let world = try await ScenarioWorld(kind, sessions: 12, settings: HealthSettings())
        let connection = try await world.monitor.fleet.connection(to: "main")
        let capabilities = RecoveryCapabilities(connection.gateway.capabilities, kind: connection.gateway.kind)
        #expect(capabilities.newSession == (call != nil))
        #expect((connection.destructiveRecovery != nil) == (call != nil))
        _ = try await connection.destructiveRecovery?.endSession(SessionReference(id: "s-05"))
        #expect(world.touches.map { "\($0.method) \($0.path)" } == (call.map { [$0] } ?? []))
    }

    @Test(
        "are so many in a sweep over healthy sessions",
        arguments: [
            (.node, 2), (.waha, 3), (.evolution, 2 + 12), (.wppconnect, 2 + 12), (.wwebjsAPI, 2 + 12), (.gowa, 2 + 12),
            (.openwa, 3), (.waAutomate, 1 + 1),
        ] as [(Kind, Int)])
    func sweeps(kind: Kind, requests: Int) async throws {
        let world = try await ScenarioWorld(kind, sessions: 12, settings: HealthSettings())
        // What is asked once only is over: tokens, versions, what an instance is.
        try await world.run(for: .minutes(20))
        let before = world.gateway.requests
        try await world.run(for: .minutes(20))
        #expect(world.gateway.requests - before == requests * 10)
    }
}
