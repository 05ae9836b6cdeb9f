import GRDB
import Gateways
import JobQueueSQLite
import Logging
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

@Suite("A session with another number than its account's")
struct AnotherNumberTests {
    private func world(_ phone: String, told: String) async throws -> World {
        let world = try await World()
        world.gateway.state.withLock {
            $0.sessions["s1"] = SessionObservation(id: "s1", status: .connected, rawStatus: "connected", phone: told)
        }
        _ = try await world.store.add(
            NewAccount(gateway: "main", session: "s1", phone: phone, status: .connected))
        return world
    }

    @Test("is remarked on at each check, in the account and in the log, and is no illness")
    func remarked() async throws {
        let world = try await world("+62 812 0000 0001", told: "6281200000009")
        defer { world.remove() }
        let result = try #require(try await world.check("s1").first)
        #expect(result.score == 100 && result.phase == .good)
        #expect(
            result.issues.map(\.text) == [
                "The session is linked to another number: +6281200000009 instead of +6281200000001"
            ])
        let account = try await world.store.account(named: "s1")
        #expect(account.issues.map(\.code) == [.anotherNumber])
        #expect(account.phone == "6281200000001")
        #expect(world.lines.all(.warning).contains { $0.contains("linked to another number: +6281200000009") })
        try await world.run(for: .minutes(10))
        #expect(world.gateway.calls.isEmpty)
        // Who says that it is right so gives the account the number.
        _ = try await world.store.add(NewAccount(gateway: "main", session: "s1", phone: "6281200000009"))
        #expect(try await world.check("s1").first?.issues.isEmpty == true)
    }

    @Test(
        "that another account has is held to be that one's: two sessions of a number are not restarted against each other"
    )
    func duplicate() async throws {
        let world = try await world("6281200000001", told: "6281200000009")
        defer { world.remove() }
        world.gateway.set("s2", .connected)
        _ = try await world.store.add(
            NewAccount(gateway: "main", session: "s2", phone: "6281200000009", status: .connected))
        let issues = try #require(try await world.check("s1").first).issues.map(\.code)
        #expect(issues.contains(.duplicateNumber) && issues.contains(.anotherNumber))
    }

    @Test(
        "is none where the same number is only written in another way",
        arguments: [
            ("081200000001", "6281200000001"), ("5511987654321", "551187654321"), ("551187654321", "5511987654321"),
            ("525512345678", "5215512345678"), ("541123456789", "5491123456789"),
        ])
    func same(phone: String, told: String) async throws {
        let world = try await World()
        defer { world.remove() }
        world.gateway.state.withLock {
            $0.sessions["s1"] = SessionObservation(id: "s1", status: .connected, rawStatus: "connected", phone: told)
        }
        try await world.add("s1")
        // As an import of an earlier version kept it.
        try await world.store.queue.write { transaction in
            try transaction.database.execute(sql: "UPDATE accounts SET phone = '\(phone)'")
        }
        #expect(try await world.check("s1").first?.issues.isEmpty == true)
    }
}
