import Crypto
import Foundation
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

/// What is remembered between a webhook, a check and the next one, through the database.
@Suite("What was said of a session")
struct ReasonTests {
    /// A webhook as the Node service signs it.
    private func hear(_ world: World, _ session: String, _ reason: String) async throws -> WebhookReport {
        let body = #"{"event":"session_disconnected","data":{"session_id":"\#(session)","reason":"\#(reason)"}}"#
        let time = String(world.clock.now().seconds)
        let code = HMAC<SHA256>.authenticationCode(
            for: Data((time + body).utf8), using: SymmetricKey(data: Data("webhook-secret".utf8)))
        let signature = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let request = WebhookRequest(
            headers: ["X-Timestamp": time, "X-HMAC-Signature": signature], body: Array(body.utf8))
        return try await world.monitor.receive(request, gateway: "main")
    }

    @Test("in a webhook stands when the gateway's next answers are bare", arguments: ["CONFLICT", "TOS_BLOCK"])
    func terminal(reason: String) async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .failed)
        #expect(try await hear(world, "s3", reason).checks == 1)
        try await world.run(for: .minutes(30))
        #expect(world.gateway.calls.isEmpty)
        let incident = try #require(try await world.store.incidents().first?.incident)
        #expect(incident.cause == (reason == "CONFLICT" ? .replaced : .banned))
        #expect(incident.needsHuman)
        #expect(incident.evidence.contains { $0.contains(reason) })
    }

    @Test("as stopped by its user keeps it off, and nobody is told, until somebody starts it")
    func stopped() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        _ = try await hear(world, "s3", "USER_REQUESTED")
        try await world.run(for: .minutes(30))
        #expect(world.gateway.calls.isEmpty)
        #expect(try await world.count("SELECT count(*) FROM incidents") == 0)
        #expect(world.courier.messages.isEmpty)
        world.gateway.set("s3", .connected)
        try await world.run(for: .minutes(10))
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .minutes(6))
        #expect(world.gateway.calls == ["restart s3"])
    }

    @Test("as logged out asks its user once, and touches no code that is on the screen")
    func loggedOut() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        _ = try await hear(world, "s3", "LOGOUT")
        try await world.drain()
        world.gateway.set("s3", .qrScanning)
        try await world.run(for: .minutes(30))
        #expect(world.gateway.calls.isEmpty)
        let incident = try #require(try await world.store.incidents().first?.incident)
        #expect(incident.cause == .loggedOut)
        #expect(world.courier.messages.flatMap(\.items).filter { $0.event.kind == .scanNeeded }.count == 1)
        #expect(world.courier.messages.flatMap(\.items).filter { $0.event.kind == .reconnectBegun }.isEmpty)
    }

    @Test("that cannot be understood is an incident with the gateway's words, and no health")
    func unknown() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .unknown, raw: "Cannot read properties of null")
        try await world.run(for: .minutes(20))
        let incident = try #require(try await world.store.incidents().first?.incident)
        #expect(incident.cause == .unknownStatus && incident.needsHuman)
        #expect(incident.evidence.first?.contains("Cannot read properties of null") == true)
        let account = try await world.store.account(named: "s3")
        #expect(account.level == .unknown && account.score == 100)
        let summary = HealthSummary(try await world.store.accounts(), at: world.clock.now())
        #expect(summary.levels.first { $0.level == .unknown }?.count == 1)
        #expect(summary.levels.first { $0.level == .excellent }?.count == 8)
        world.gateway.set("s3", .connected)
        try await world.run(for: .minutes(5))
        #expect(try await world.store.account(named: "s3").level == .excellent)
        #expect(try await world.count("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") == 0)
    }

    @Test("first stays with the incident beside what was said last")
    func firstCause() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        world.gateway.state.withLock { $0.restartFailure = .refused }
        try await world.run(for: .minutes(4))
        _ = try await hear(world, "s3", "CONFLICT")
        try await world.run(for: .minutes(4))
        let incident = try #require(try await world.store.incidents().first?.incident)
        #expect(incident.firstCause == .disconnected)
        #expect(incident.cause == .replaced)
    }

    @Test("of a restart that does nothing ends the rung, and tells nobody of a restoration")
    func nothingDone() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        world.gateway.state.withLock { $0.answer = .notFound }
        try await world.run(for: .minutes(10))
        #expect(try await world.count("SELECT count(*) FROM recovery_attempts WHERE outcome = 'unavailable'") == 2)
        #expect(try await world.count("SELECT count(*) FROM recovery_attempts WHERE ended_at IS NULL") == 0)
        #expect(world.courier.messages.flatMap(\.items).filter { $0.event.kind == .reconnectBegun }.isEmpty)
        #expect(try await world.store.incidents().first?.incident.needsHuman == true)
    }

    @Test("in late acknowledgements teaches how late they come, and restarts nobody")
    func lateAcknowledgements() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        func tell(_ message: String, _ acknowledgement: Acknowledgement) async throws {
            _ = try await world.store.record([
                MessageRecord(
                    gateway: "main", session: "s3", message: message, direction: .outgoing,
                    acknowledgement: acknowledgement, at: world.clock.now())
            ])
        }
        for number in 0..<10 {
            try await tell("m\(number)", .pending)
            world.clock.advance(by: .seconds(50))
            try await tell("m\(number)", .server)
        }
        try await world.run(for: .minutes(3))
        try await tell("late", .pending)
        try await world.run(for: .seconds(140))
        #expect(world.gateway.calls.isEmpty)
        #expect(try await world.count("SELECT count(*) FROM incidents") == 0)
        // Three times what was usual is a zombie all the same.
        try await world.run(for: .minutes(4))
        #expect(world.gateway.calls == ["restart s3"])
    }
}
