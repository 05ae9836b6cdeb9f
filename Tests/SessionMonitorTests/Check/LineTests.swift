import Gateways
import SessionHealth
import Synchronization
import Testing
import WallTime

@testable import SessionMonitor

@Suite("The line that every session needs")
struct LineTests {
    /// WhatsApp's hosts, as the test wants them.
    private final class FakeLine: LineLook {
        private let state = Mutex((isUp: true, looks: 0))

        var looks: Int { state.withLock { $0.looks } }
        func set(_ isUp: Bool) { state.withLock { $0.isUp = isUp } }
        func isReachable() async -> Bool {
            state.withLock { state in
                state.looks += 1
                return state.isUp
            }
        }
    }

    private func gatewayMessages(_ world: World) -> [NotificationMessage.Item] {
        world.courier.messages.flatMap(\.items).filter { $0.event.kind == .gatewayDown }
    }

    @Test("is looked at now and then while all is well, and its outage holds a single session's restart, told once")
    func oneSession() async throws {
        let line = FakeLine()
        let world = try await World(line: line)
        defer { world.remove() }
        try await world.add("s1")
        try await world.run(for: .minutes(20))
        #expect((1...2).contains(line.looks))
        line.set(false)
        world.gateway.set("s1", .disconnected)
        try await world.run(for: .minutes(40))
        #expect(world.gateway.calls.isEmpty)
        #expect(try await world.store.incidents().map(\.incident.cause) == [.shared])
        #expect(gatewayMessages(world).count == 1)
        line.set(true)
        try await world.run(for: .minutes(15))
        #expect(world.gateway.calls.first == "restart s1")
    }

    @Test("two of two sessions lost at the same time are left alone at first; where the line is up they are not")
    func two() async throws {
        for isUp in [false, true] {
            let world = try await World(line: isUp ? FakeLine() : nil)
            for name in ["s1", "s2"] { try await world.add(name) }
            try await world.run(for: .minutes(5))
            for name in ["s1", "s2"] { world.gateway.set(name, .disconnected) }
            try await world.run(for: .minutes(4))
            #expect(world.gateway.calls.isEmpty == !isUp)
            try await world.run(for: .minutes(20))
            #expect(!world.gateway.calls.isEmpty)
            world.remove()
        }
    }

    @Test(
        "its outage hits the gateways of one host together, however few sessions each has: nobody is touched, one message"
    )
    func host() async throws {
        let world = try await World()
        defer { world.remove() }
        for name in ["second", "third", "fourth"] {
            try await world.store.add(
                NewGateway(name: name, kind: .node, url: GatewayURL("http://gateway.test:4001")))
        }
        for (index, gateway) in ["main", "second", "third", "fourth"].enumerated() {
            world.gateway.set("s\(index)", .connected)
            _ = try await world.store.add(NewAccount(gateway: gateway, session: "s\(index)", status: .connected))
        }
        try await world.run(for: .minutes(5))
        for index in 0..<4 { world.gateway.set("s\(index)", .disconnected) }
        try await world.run(for: .minutes(30))
        #expect(world.gateway.calls.isEmpty)
        #expect(try await world.store.incidents().allSatisfy { $0.incident.cause == .shared })
        #expect(gatewayMessages(world).count == 1)
    }

    @Test("without a way out from the start proves nothing: sessions are restarted, and no login is replaced by itself")
    func noWayOut() async throws {
        let line = FakeLine()
        line.set(false)
        let world = try await World(line: line)
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .minutes(4))
        #expect(world.gateway.calls == ["restart s3"])
        try await world.run(for: .minutes(60), step: .seconds(15))
        #expect(!world.gateway.calls.contains { $0.hasPrefix("end") || $0.hasPrefix("create") })
    }
}
