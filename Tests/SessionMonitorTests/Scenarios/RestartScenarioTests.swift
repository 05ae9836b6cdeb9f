import Foundation
import GatewaySimulator
import JobQueue
import JobQueueSQLite
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// The staggered soft restarts that a schedule may ask for.
@Suite("Staggered restarts")
struct RestartScenarioTests {
    typealias Kind = GatewaySimulator.GatewayKind

    private func ask(_ world: ScenarioWorld, _ payload: String) async throws {
        let job = NewJob(queue: RestartSessions.queue, kind: RestartSessions.kind, payload: Data(payload.utf8))
        _ = try await world.store.queue.enqueue([job], durability: .fast)
    }

    @Test(
        "42. go over the healthy sessions one by one, and nobody hears of it",
        arguments: Scenario.kinds(without: [.waAutomate: "no call restarts its session"]))
    func staggered(kind: Kind) async throws {
        let world = try await ScenarioWorld(kind, sessions: 12, settings: HealthSettings())
        try await world.run(for: .seconds(250))
        let held = try await world.account("s-03")
        try await world.store.perform(.hold, on: held.id, by: "ana", reason: "leave it")
        try await ask(world, #"{"gateway": "main", "over": 3600}"#)
        try await world.run(for: .minutes(90))
        let restarted = try await world.store.audit(limit: 100).filter { $0.action == "restart" }
        #expect(restarted.count == 11 && !restarted.contains { $0.account == held.id })
        let times = restarted.map(\.at).sorted()
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 > .minutes(4) })
        #expect(world.messages.isEmpty)
        #expect(try await world.number("SELECT count(*) FROM incidents") == 0)
        let destructive = world.touches.filter(\.wasDestructive)
        #expect(destructive.isEmpty)
        #expect(try await world.number("SELECT count(*) FROM accounts WHERE phase = 'good'") == 12)
        // Those that were just restarted are not restarted again.
        try await ask(world, "{}")
        try await world.run(for: .hours(2))
        #expect(try await world.store.audit(limit: 100).count { $0.action == "restart" } == 11)
    }

    @Test("43. touch nothing while the gateway is in trouble", arguments: Scenario.kinds)
    func trouble(kind: Kind) async throws {
        let world = try await ScenarioWorld(kind, sessions: 12, settings: HealthSettings())
        try await world.run(for: .seconds(250))
        try await ask(world, #"{"over": 600}"#)
        try world.strike(.status) { $0.status = 503 }
        try await world.run(for: .hours(1))
        #expect(world.touches.isEmpty)
    }
}
