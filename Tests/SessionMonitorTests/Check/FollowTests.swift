import Foundation
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

@Suite("Following a gateway")
struct FollowTests {
    private func follow(_ world: World, _ follows: Bool = true) async throws {
        try await world.store.add(
            NewGateway(
                name: "main", kind: .node, url: GatewayURL("http://gateway.test:3001"),
                webhookSecret: .environment("HOOK"), follows: follows))
    }

    private func sweep(_ world: World) async throws {
        try await world.sweep()
        try await world.drain()
        world.clock.advance(by: .seconds(120))
    }

    /// Asks the gateway, without checking its accounts.
    private func survey(_ world: World) async throws {
        let job = NewJob(
            queue: ProbeGateway.queue, kind: ProbeGateway.kind, payload: Data(#"{"gateway": "main"}"#.utf8))
        _ = try await world.store.queue.enqueue([job], durability: .fast)
        world.clock.advance(by: .seconds(1))
        try await world.drain()
    }

    private func sessions(_ world: World) async throws -> [String] {
        try await world.store.accounts(gateway: "main").map(\.session)
    }

    private func write(_ world: World, _ sql: String) async throws {
        try await world.store.queue.write { try $0.database.execute(sql: sql) }
    }

    @Test("gives each new session an account, and watches it from the next sweep on")
    func new() async throws {
        let world = try await World()
        defer { world.remove() }
        try await follow(world)
        try await world.add("s1")
        world.gateway.set("s2", .connected)
        world.gateway.set("s3", .qrScanning)
        try await sweep(world)
        #expect(try await sessions(world) == ["s1", "s2", "s3"])
        #expect(try await world.store.account(named: "s3").status == .qrScanning)
        try await sweep(world)
        #expect(try await sessions(world) == ["s1", "s2", "s3"])
        #expect(try await world.store.account(named: "s2").score == 100)
        #expect(try await world.count("SELECT count(*) FROM audit WHERE by = 'follow' AND action = 'account-add'") == 2)
    }

    @Test("begins with a gateway that has no account yet")
    func first() async throws {
        let world = try await World()
        defer { world.remove() }
        world.gateway.set("s1", .connected)
        try await sweep(world)
        #expect(try await sessions(world).isEmpty)
        try await follow(world)
        try await sweep(world)
        #expect(try await sessions(world) == ["s1"])
    }

    @Test("is also done where a person asks for checks")
    func byHand() async throws {
        let world = try await World()
        defer { world.remove() }
        try await follow(world)
        world.gateway.set("s1", .connected)
        try await world.monitor.surveyFollowed()
        #expect(try await sessions(world) == ["s1"])
    }

    @Test("adds sessions of a gateway that has just started, and flags none that it has not brought back yet")
    func restarting() async throws {
        let world = try await World()
        defer { world.remove() }
        try await follow(world)
        for index in 0..<8 { try await world.add("s\(index)") }
        try await sweep(world)
        world.gateway.state.withLock {
            $0.uptime = .seconds(1)
            $0.sessions["s3"] = nil
        }
        world.gateway.set("new", .connected)
        try await survey(world)
        #expect(try await sessions(world).contains("new"))
        #expect(try await world.count("SELECT count(*) FROM accounts WHERE gone_at IS NOT NULL") == 0)
    }

    @Test("is not done where nobody asked for it")
    func notFollowed() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        world.gateway.set("s2", .connected)
        try await sweep(world)
        #expect(try await sessions(world) == ["s1"])
    }

    @Test("keeps and flags what is gone, and takes the flag away when it comes back", arguments: [true, false])
    func gone(follows: Bool) async throws {
        let world = try await World()
        defer { world.remove() }
        try await follow(world, follows)
        for index in 0..<8 { try await world.add("s\(index)") }
        world.gateway.state.withLock { $0.sessions["s3"] = nil }
        try await survey(world)
        let since = try #require(try await world.store.account(named: "s3").goneAt)
        #expect(try await world.store.account(named: "s4").goneAt == nil)
        world.clock.advance(by: .seconds(120))
        try await survey(world)
        #expect(try await world.store.account(named: "s3").goneAt == since)
        world.gateway.set("s3", .connected)
        world.clock.advance(by: .seconds(120))
        try await survey(world)
        #expect(try await world.store.account(named: "s3").goneAt == nil)
        #expect(try await sessions(world).count == 8)
    }

    @Test("flags nothing by a list that is not whole, and does nothing while the gateway is in trouble")
    func notBelieved() async throws {
        let world = try await World()
        defer { world.remove() }
        try await follow(world)
        for index in 0..<8 { try await world.add("s\(index)") }
        try await sweep(world)
        world.gateway.state.withLock {
            $0.sessions["s3"] = nil
            $0.isComplete = false
        }
        try await survey(world)
        #expect(try await world.count("SELECT count(*) FROM accounts WHERE gone_at IS NOT NULL") == 0)
        // All that we know is missing: the gateway's trouble, not the sessions'.
        world.gateway.state.withLock {
            $0.sessions = ["new": SessionObservation(id: "new", status: .connected, rawStatus: "connected")]
            $0.isComplete = true
        }
        world.clock.advance(by: .seconds(120))
        try await survey(world)
        #expect(try await world.count("SELECT count(*) FROM accounts WHERE gone_at IS NOT NULL") == 0)
        #expect(try await sessions(world).contains("new") == false)
    }

    @Test("flags a session that another worker process may hold only when its own check agrees")
    func confirmed() async throws {
        let world = try await World(absence: .confirm)
        defer { world.remove() }
        for index in 0..<8 { try await world.add("s\(index)") }
        try await sweep(world)
        world.gateway.state.withLock { $0.sessions["s3"] = nil }
        try await survey(world)
        #expect(try await world.store.account(named: "s3").goneAt == nil)
        try await world.check("s3")
        world.clock.advance(by: .seconds(120))
        try await survey(world)
        #expect(try await world.store.account(named: "s3").goneAt != nil)
    }

    @Test("does not bring back what a person removed or moved away; an import does")
    func takenAway() async throws {
        let world = try await World()
        defer { world.remove() }
        try await follow(world)
        try await world.add("s1")
        try await world.store.remove(try await world.add("s2"), by: "ani")
        let moved = try await world.add("s3")
        try await world.store.perform(.move(gateway: "main", session: "s4"), on: moved.id, by: "ani")
        world.gateway.set("s4", .connected)
        try await survey(world)
        #expect(try await sessions(world) == ["s1", "s4"])
        _ = try await world.store.importAccounts([NewAccount(gateway: "main", session: "s2")])
        #expect(try await sessions(world) == ["s1", "s2", "s4"])
    }

    @Test("takes no session for new that an account had before, or that may be one's new login")
    func ownSessions() async throws {
        let world = try await World()
        defer { world.remove() }
        try await follow(world)
        try await world.add("s1-2")
        try await write(world, "UPDATE accounts SET previous_session = 's1'")
        world.gateway.set("s1", .connected)
        try await survey(world)
        #expect(try await sessions(world) == ["s1-2"])
        try await write(world, "UPDATE accounts SET rung = 'new_session'")
        world.gateway.set("fresh", .qrScanning)
        world.gateway.set("linked", .connected)
        world.clock.advance(by: .seconds(120))
        try await survey(world)
        #expect(try await sessions(world) == ["linked", "s1-2"])
    }
}
