import Gateways
import SessionHealth
import SessionMonitor
import Testing
import WallTime

@Suite("Moving an account to another gateway")
struct MoveTests {
    private func world() async throws -> World {
        let world = try await World()
        try await world.store.add(
            NewGateway(name: "second", kind: .waha, url: GatewayURL("http://second.test:3000")))
        return world
    }

    @Test("takes its history along, ends its incident, and asks the new gateway at once")
    func move() async throws {
        let world = try await world()
        defer { world.remove() }
        try await world.addNine()
        let account = try await world.lose("s3")
        let checks = try await world.count("SELECT count(*) FROM health_checks WHERE account_id = \(account.id)")

        try await world.store.perform(.move(gateway: "second", session: "shop"), on: account.id, by: "ana", reason: "x")
        let moved = try #require(try await world.store.account(account.id))
        #expect(moved.path == "second/shop")
        #expect(moved.incident == nil)
        #expect(try await world.count("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") == 0)
        #expect(
            try await world.count("SELECT count(*) FROM health_checks WHERE account_id = \(account.id)") == checks)

        world.gateway.set("shop", .connected)
        world.clock.advance(by: .seconds(30))
        try await world.drain()
        let checked = try #require(try await world.store.account(account.id))
        #expect(checked.gatewayStatus == .connected)
        #expect(!checked.isStale)
        #expect(try await world.text("SELECT subject FROM audit WHERE action = 'account-move'") == "main/s3")
    }

    @Test("is refused where the session has an account, or the gateway is not known")
    func refused() async throws {
        let world = try await world()
        defer { world.remove() }
        let account = try await world.add("s1")
        try await world.add("s2")
        await #expect(throws: MonitorError.self) {
            try await world.store.perform(.move(gateway: "main", session: "s2"), on: account.id, by: "ana")
        }
        await #expect(throws: MonitorError.self) {
            try await world.store.perform(.move(gateway: "nowhere", session: "s1"), on: account.id, by: "ana")
        }
        await #expect(throws: MonitorError.self) {
            try await world.store.perform(.move(gateway: "second", session: ""), on: account.id, by: "ana")
        }
        #expect(try await world.store.account(account.id)?.path == "main/s1")
        #expect(try await world.count("SELECT count(*) FROM audit WHERE action = 'account-move'") == 0)
    }
}
