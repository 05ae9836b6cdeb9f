import Gateways
import JobQueueSQLite
import SessionHealth
import Synchronization
import Testing
import WallTime

@testable import SessionMonitor

@Suite("What one incident tells people")
struct StoryTests {
    private func settings(ownRetry: Double = 0) -> HealthSettings {
        var settings = HealthSettings()
        settings.ownRetry["node"] = .seconds(ownRetry)
        return settings
    }

    private func kinds(_ world: World, _ audience: NotificationAudience) -> [[NotificationKind]] {
        world.courier.messages.filter { $0.audience == audience }.map { $0.items.map(\.event.kind) }
    }

    @Test("nothing, where the gateway's own reconnect mends it", arguments: [20.0, 120, 230])
    func mended(after seconds: Double) async throws {
        let world = try await World(settings: settings(ownRetry: 155))
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .seconds(seconds))
        world.gateway.set("s3", .connected)
        try await world.run(for: .minutes(10))
        #expect(world.courier.messages.isEmpty)
        #expect(world.gateway.calls.isEmpty)
    }

    @Test("the user one message of a drop that is reconnected, however long a gate held it, and one of its end")
    func oneStory() async throws {
        for own in [0.0, 60, 155] {
            let world = try await World(settings: settings(ownRetry: own))
            try await world.addNine()
            world.gateway.set("s3", .disconnected)
            try await world.run(for: .minutes(8))
            #expect(kinds(world, .user) == [[.reconnectBegun]], "own retry \(own)")
            world.gateway.set("s3", .connected)
            try await world.run(for: .minutes(8))
            #expect(kinds(world, .user) == [[.reconnectBegun], [.recovered]], "own retry \(own)")
            world.remove()
        }
    }

    @Test("the user to scan, and only that, where a reconnect has just begun when the login turns out to be lost")
    func scanAlone() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        while world.gateway.calls.isEmpty { try await world.run(for: .seconds(5)) }
        world.gateway.set("s3", .qrScanning, showsQR: true)
        try await world.run(for: .minutes(5))
        #expect(kinds(world, .user) == [[.scanNeeded]])
    }

    @Test("the operator two messages at most, the second of which says what to press")
    func operatorsTwo() async throws {
        let channel = NotificationSettings(page: "https://denyut.test")
        let world = try await World(notifications: channel)
        defer { world.remove() }
        try await world.addNine()
        world.gateway.state.withLock { $0.restartFailure = .refused }
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .minutes(60), step: .seconds(15))
        let account = try await world.store.account(named: "s3")
        let messages = world.courier.messages.filter { $0.audience == .admin }
        #expect(messages.count <= 2)
        let last = try #require(messages.last)
        #expect(last.items.map(\.event.kind) == [.needsPerson])
        #expect(last.text.contains("denyut monitor-sessions --session \(account.id) --reconnect --new-login"))
        #expect(last.text.contains("https://denyut.test/accounts/\(account.id)"))
        world.gateway.set("s3", .connected)
        try await world.run(for: .minutes(10))
        #expect(world.courier.messages.filter { $0.audience == .admin }.count <= 2)
    }

    @Test("a reconnect that sent nothing is not told as begun")
    func nothingSent() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.state.withLock { $0.restartFailure = .unsupported }
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .minutes(4))
        let told = kinds(world, .user).flatMap { $0 }
        // The gentler rung is what begins after it.
        #expect(told.count == 1)
        #expect(!world.gateway.calls.isEmpty || told == [.degraded])
    }

    @Test("to scan once, though a new login gave the session another name meanwhile")
    func renamed() async throws {
        let world = try await World()
        defer { world.remove() }
        let account = try await world.add("s1")
        for name in ["s1", "s1-2"] {
            try await world.store.queue.write { transaction in
                let event = NotificationEvent(
                    .user, .scanNeeded, gateway: "main", session: name, cause: .loggedOut, at: transaction.now,
                    text: "Scan")
                try NotificationWriter(
                    transaction: transaction, settings: HealthSettings(), notifications: NotificationSettings()
                ).tell(event, account: account.id, incident: nil, language: "en")
            }
            world.clock.advance(by: .minutes(10))
        }
        #expect(try await world.count("SELECT count(*) FROM notifications") == 1)
    }

    @Test("the press is left out where a new login would help nobody")
    func hopeless() {
        for (cause, helps) in [
            (IncidentCause.disconnected, true), (.notFound, true), (.banned, false), (.replaced, false),
        ] {
            let event = NotificationEvent(
                .admin, .needsPerson, gateway: "g", session: "s", account: 7, cause: cause, at: World.start, text: "")
            let item = NotificationMessage.Item(id: 1, event: event, account: 7)
            let line = NotificationText.line(item, language: "en", template: nil, page: "https://x.test")
            #expect(line.contains("--new-login") == helps)
            #expect(line.contains("https://x.test/accounts/7"))
        }
    }
}
