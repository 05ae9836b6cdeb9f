import Gateways
import JobQueueSQLite
import SessionHealth
import Synchronization
import Testing
import WallTime

@testable import SessionMonitor

@Suite("A QR code")
struct CodeTests {
    private func scanning() async throws -> (World, Account) {
        let world = try await World()
        try await world.add("s1", .qrScanning, at: .qrScanning)
        _ = try await world.check("s1")
        return (world, try await world.store.account(named: "s1"))
    }

    private func store(_ world: World, _ account: Account, _ text: String, number: Int? = nil, lasts: Duration? = nil)
        async throws
    {
        let now = world.clock.now()
        let code = try #require(QRCode(text, generatedAt: now, expiresAt: lasts.map { now + $0 }))
        try await world.store.queue.write { transaction in
            try AccountTable(db: transaction.database).store(
                code, of: account.id, number: number, at: now, settings: HealthSettings())
        }
    }

    private func left(_ world: World, _ account: Account) async throws -> Duration? {
        try await world.store.scan(account.id)?.code?.expiresAt.map { $0 - world.clock.now() }
    }

    @Test("lives as long as WhatsApp keeps it, whatever the Node service says")
    func lifetime() async throws {
        let (world, account) = try await scanning()
        defer { world.remove() }
        try await store(world, account, "2@first", number: 1, lasts: .seconds(300))
        #expect(try await left(world, account) == .seconds(60))
        world.clock.advance(by: .seconds(60))
        try await store(world, account, "2@second", number: 2, lasts: .seconds(300))
        #expect(try await left(world, account) == .seconds(20))
    }

    @Test("that is still shown after its time was a first one, and stays on the page as long as the gateway shows it")
    func stillShown() async throws {
        let (world, account) = try await scanning()
        defer { world.remove() }
        world.gateway.state.withLock { $0.qr = "2@code" }
        try await world.store.watchCode(of: account.id, until: world.clock.now() + .minutes(5))
        for second in stride(from: 0, to: 90, by: 2) {
            try await world.drain()
            let left = try #require(try await left(world, account))
            #expect(left > .zero, "after \(second) s")
            #expect(left <= .seconds(60))
            world.clock.advance(by: .seconds(2))
        }
        world.gateway.state.withLock { $0.qr = "2@next" }
        try await world.drain()
        #expect(try await world.text("SELECT qr FROM accounts") == "2@next")
        #expect(try await left(world, account) == .seconds(20))
    }

    @Test("is fetched for a person while a restart runs, and the restart is not begun again")
    func duringRestart() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        let account = try await world.lose("s3")
        #expect(world.gateway.calls == ["restart s3"])
        world.gateway.set("s3", .qrScanning)
        world.gateway.state.withLock { $0.qr = "2@code" }
        _ = try await world.check("s3")
        try await world.store.watchCode(of: account.id, until: world.clock.now() + .seconds(45))
        try await world.drain()
        #expect(try await world.store.scan(account.id)?.code?.content.revealed == "2@code")
        #expect(world.gateway.calls == ["restart s3"])
    }

    @Test(
        "that a session shows without telling is seen before a person's reconnect touches it: nothing is restarted",
        arguments: [SessionStatus.qrScanning, .connecting])
    func personsReconnect(status: SessionStatus) async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", status)
        world.gateway.state.withLock { $0.qr = "2@code" }
        _ = try await world.check("s3")
        world.clock.advance(by: .seconds(20))
        _ = try await world.check("s3")
        let account = try await world.store.account(named: "s3")
        let before = world.gateway.calls
        let report = try await world.monitor.recoverNow(
            RecoverSession(account: account.id, by: "ani", overrides: true), isDryRun: false)
        #expect(report?.rung == .askScan)
        #expect(world.gateway.calls == before)
    }
}
