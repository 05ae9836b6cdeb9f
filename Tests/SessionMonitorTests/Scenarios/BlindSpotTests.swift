import GatewaySimulator
import Gateways
import SessionHealth
import Testing

@testable import SessionMonitor

@Suite("What a kind of gateway cannot show")
struct BlindSpotTests {
    @Test("is what its adapter says of it", arguments: GatewaySimulator.GatewayKind.allCases)
    func capabilities(kind: GatewaySimulator.GatewayKind) async throws {
        let world = try await ScenarioWorld(kind, sessions: 1, settings: HealthSettings())
        let gateway = try await world.monitor.fleet.connection(to: "main").gateway
        let capabilities = gateway.capabilities
        var spots: Set<BlindSpot> = []
        if !capabilities.tellsEnding { spots.insert(.ending) }
        if !capabilities.tellsMemory { spots.insert(.memory) }
        if capabilities.restartSign == .none { spots.insert(.restart) }
        if !RecoveryCapabilities(capabilities, kind: gateway.kind).startsMissing { spots.insert(.storedLogin) }
        if !capabilities.tellsServerAcknowledgement { spots.insert(.acknowledgement) }
        if !capabilities.stateWebhooks { spots.insert(.stateWebhook) }
        if capabilities.absence == .indistinct { spots.insert(.absence) }
        if !capabilities.softRestart { spots.insert(.restartCall) }
        #expect(spots == BlindSpot.of(kind))
    }

    @Test("is not shown, and the rest is", arguments: GatewaySimulator.GatewayKind.allCases)
    func answers(kind: GatewaySimulator.GatewayKind) async throws {
        let world = try await ScenarioWorld(kind, sessions: 1, settings: HealthSettings())
        let gateway = try await world.monitor.fleet.connection(to: "main").gateway
        let session = try #require(world.gateway.change { fleet, _ in fleet.slots.first?.id })
        let account = try #require(try await gateway.sessions(known: [session]).observations.first?.id)
        try world.strike(session, SessionFault(.banned))
        guard case .found(let banned) = try await gateway.session(account) else {
            Issue.record("the session is gone")
            return
        }
        #expect(banned.status != .connected)
        #expect((banned.ending == nil) == BlindSpot.of(kind).contains(.ending))
        let probe = try await gateway.probe()
        #expect((probe.memory == nil) == BlindSpot.of(kind).contains(.memory))
        #expect((probe.uptime == nil) == BlindSpot.of(kind).contains(.restart))
    }
}
