import Gateways
import Logging
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

@Suite("A recovery")
struct RecoveryTests {
    @Test("restarts a session that a second check found lost, softly, and is done when it has been stable")
    func soft() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .seconds(180))
        #expect(world.gateway.state.withLock { $0.restarts } == ["s3"])
        #expect(try await world.store.account(named: "s3").phase == .recovering)
        world.gateway.set("s3", .connected)
        try await world.run(for: .minutes(8))
        #expect(world.gateway.state.withLock { $0.restarts } == ["s3"])
        #expect(world.gateway.state.withLock { $0.ends.isEmpty && $0.creations.isEmpty })
        let account = try await world.store.account(named: "s3")
        #expect(account.phase == .good && account.incident == nil)
        let records = try await world.store.recoveries(of: account.id)
        #expect(records.map(\.outcome) == [.recovered])
        #expect(records.map(\.rung) == [.softRestart])
        #expect(try await world.count("SELECT count(*) FROM recovery_episodes WHERE outcome = 'recovered'") == 1)
        let incident = try #require(try await world.store.incidents().first?.incident)
        #expect(incident.resolvedAt != nil && incident.actions.map(\.outcome) == ["recovered"])
    }

    @Test("never touches a session while its gateway is down, nor while its list is empty")
    func gatewayDown() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.fail(.unreachable)
        try await world.run(for: .minutes(10))
        world.gateway.fail(nil)
        world.gateway.state.withLock {
            $0.sessions = [:]
            $0.uptime = .seconds(5)
        }
        try await world.run(for: .minutes(10))
        for index in 0..<9 { world.gateway.set("s\(index)", .connected) }
        try await world.run(for: .minutes(10))
        let calls = world.gateway.state.withLock { $0.restarts + $0.creations + $0.ends }
        #expect(calls.isEmpty)
        #expect(try await world.count("SELECT count(*) FROM incidents WHERE account_id IS NOT NULL") == 0)
        #expect(try await world.count("SELECT count(*) FROM incidents WHERE account_id IS NULL") == 1)
        #expect(try await world.count("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") == 0)
        // Down, and well again: two messages in all.
        #expect(world.courier.messages.count == 2)
    }

    @Test("asks the user once to scan, where the login is gone, and shows the code without ending anything")
    func scan() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .qrScanning, showsQR: true)
        world.gateway.state.withLock { $0.qr = "2@abcdef" }
        try await world.run(for: .minutes(4))
        #expect(world.gateway.state.withLock { $0.restarts + $0.creations + $0.ends }.isEmpty)
        let account = try await world.store.account(named: "s3")
        let scan = try #require(try await world.store.scan(account.id))
        #expect(scan.rung == .askScan)
        #expect(scan.code?.content.revealed == "2@abcdef")
        let toUser = world.courier.messages.filter { $0.audience == .user }
        #expect(toUser.count == 1 && toUser[0].items.map(\.event.kind) == [.scanNeeded])
        world.gateway.set("s3", .connected)
        world.gateway.state.withLock { $0.qr = nil }
        try await world.run(for: .minutes(9))
        #expect(try await world.store.scan(account.id)?.code == nil)
        #expect(try await world.store.account(named: "s3").phase == .good)
    }

    @Test("is blocked by a hold, and says so with the incident")
    func held() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        let account = try await world.store.account(named: "s3")
        try await world.store.perform(.hold, on: account.id, by: "ana", reason: "phone is being repaired")
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .minutes(6))
        #expect(world.gateway.state.withLock { $0.restarts.isEmpty })
        let incident = try #require(try await world.store.incidents().first?.incident)
        #expect(incident.blockedBy.contains { $0.contains("phone is being repaired") })
        try await world.store.perform(.release, on: account.id, by: "ana")
        try await world.run(for: .minutes(3))
        #expect(world.gateway.state.withLock { $0.restarts } == ["s3"])
        #expect(try await world.store.audit(account: account.id).map(\.action) == ["release", "hold"])
    }

    @Test("only says what it would do where it may only observe")
    func observeOnly() async throws {
        var settings = HealthSettings()
        settings.observeOnly = true
        let world = try await World(settings: settings)
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .minutes(6))
        #expect(world.gateway.state.withLock { $0.restarts.isEmpty })
        #expect(world.lines.all(.warning).contains { $0.contains("would begin soft_restart") })
    }

    @Test("on a dry run by a person tells the rung or the gate, and does nothing")
    func dryRun() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<9 { try await world.add("s\(index)") }
        world.gateway.set("s3", .disconnected)
        try await world.check("s3")
        let account = try await world.store.account(named: "s3")
        let job = RecoverSession(account: account.id, by: "ana")
        let early = try #require(try await world.monitor.recoverNow(job, isDryRun: true))
        #expect(early.summary.contains("not confirmed"))
        world.clock.advance(by: .seconds(20))
        try await world.check("s3")
        let report = try #require(try await world.monitor.recoverNow(job, isDryRun: true))
        #expect(report.summary == "would begin: soft_restart")
        #expect(world.gateway.state.withLock { $0.restarts.isEmpty })
    }

    @Test("goes on to the next rung where the gateway declines, and ends no login without a proof")
    func declined() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        world.gateway.state.withLock { $0.restartFailure = .refused }
        try await world.run(for: .minutes(5))
        let account = try await world.store.account(named: "s3")
        let records = try await world.store.recoveries(of: account.id)
        #expect(records.contains { $0.rung == .softRestart && $0.outcome == .failed && $0.detail != nil })
        #expect(world.gateway.state.withLock { $0.ends.isEmpty })
    }
}
