import GatewaySimulator
import SessionHealth
import WallTime

/// The beginning and the end of every scenario: healthy sessions that were checked twice, then what the test plays, then
/// what must hold whatever happened.
enum Scenario {
    /// The kinds that all scenarios are played on.
    static let kinds = GatewaySimulator.GatewayKind.allCases

    /// The kinds on which a scenario means something.
    ///
    /// - Parameter reasons: why it means nothing on the others.
    static func kinds(without reasons: [GatewaySimulator.GatewayKind: String]) -> [GatewaySimulator.GatewayKind] {
        kinds.filter { reasons[$0] == nil }
    }

    /// Plays a scenario.
    ///
    /// - Parameters:
    ///   - sessions: how many the gateway has; wa-automate has one.
    ///   - messages: at most so many notifications in all.
    static func play(
        _ kind: GatewaySimulator.GatewayKind, sessions: Int = 12, messages: Int,
        settings change: (inout HealthSettings) -> Void = { _ in },
        _ body: (ScenarioWorld) async throws -> Void
    ) async throws {
        var settings = HealthSettings()
        change(&settings)
        let world = try await ScenarioWorld(kind, sessions: sessions, settings: settings)
        // An acknowledged message, so that Denyut knows that this gateway reports them.
        world.send(from: world.name(1))
        try await world.run(for: .seconds(250))
        try await body(world)
        try await world.verify(atMost: messages)
    }
}
