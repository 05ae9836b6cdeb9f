import GRDB
import Gateways
import JobQueueSQLite
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

@Suite("Accounts")
struct AccountTests {
    @Test("imported again change nothing")
    func idempotent() async throws {
        let world = try await World()
        defer { world.remove() }
        let accounts = [
            NewAccount(gateway: "main", session: "a", phone: "+62 812-3456-789", label: "Shop", status: .connected),
            NewAccount(gateway: "main", session: "b", language: "id"),
        ]
        #expect(try await world.store.importAccounts(accounts).added == 2)
        let again = try await world.store.importAccounts(accounts)
        #expect(again.unchanged == 2 && again.total == 2)
        #expect(try await world.store.account(named: "a").phone == "628123456789")
        #expect(try await world.store.account(named: "b").language == "id")
    }

    @Test("imported again keep the status that a check has set")
    func statusStays() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("a", .qrScanning, at: .connected)
        try await world.check("a")
        _ = try await world.store.importAccounts([NewAccount(gateway: "main", session: "a", status: .qrScanning)])
        #expect(try await world.store.account(named: "a").status == .connected)
    }

    @Test("are all refused where one cannot be used, with its place")
    func refused() async throws {
        let world = try await World()
        defer { world.remove() }
        let error = await #expect(throws: MonitorError.self) {
            try await world.store.importAccounts([
                NewAccount(gateway: "main", session: "a"), NewAccount(gateway: "main", session: "b", phone: "call me"),
            ])
        }
        #expect(error?.message.contains("account 2 of 2") == true)
        #expect(try await world.store.accounts().isEmpty)
    }

    @Test("on a gateway that is not there are refused with the nearest name")
    func unknownGateway() async throws {
        let world = try await World()
        defer { world.remove() }
        let error = await #expect(throws: MonitorError.self) {
            try await world.store.add(NewAccount(gateway: "mian", session: "a"))
        }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("\"main\"") == true)
    }

    @Test(
        "are found by number, session, path, phone and label", arguments: ["1", "a", "main/a", "+62 8123 456", "Shop"])
    func named(_ text: String) async throws {
        let world = try await World()
        defer { world.remove() }
        _ = try await world.store.add(NewAccount(gateway: "main", session: "a", phone: "628123456", label: "Shop"))
        #expect(try await world.store.account(named: text).session == "a")
    }

    @Test("keep a session's name as the gateway has it", arguments: ["toko ", " toko", "toko\u{A0}"])
    func names(_ name: String) async throws {
        let world = try await World()
        defer { world.remove() }
        let account = try await world.add(name)
        #expect(account.session.utf8.elementsEqual(name.utf8))
        // The name that people would take for the same is another session's.
        try await world.add("toko", .disconnected, at: .disconnected)
        try await world.run(for: .seconds(130))
        #expect(try await world.store.accounts().count == 2)
        let checked = try #require(try await world.store.account(account.id))
        #expect(checked.score == 100 && checked.gatewayStatus == .connected)
        #expect(world.gateway.calls.isEmpty)
    }

    @Test(
        "whose session has an impossible name are refused",
        arguments: ["", "a\u{7}b", String(repeating: "x", count: 256)])
    func impossibleNames(_ name: String) async throws {
        let world = try await World()
        defer { world.remove() }
        let error = await #expect(throws: MonitorError.self) {
            try await world.store.add(NewAccount(gateway: "main", session: name))
        }
        #expect(error?.message.contains("1 to 255 bytes") == true)
    }

    @Test(
        "take a number with its country code only",
        arguments: [
            ("+62 812-0000-0001", "6281200000001"), ("0062 812 0000 0001", "6281200000001"),
            ("+62 (0)812 0000 0001", "6281200000001"), ("0812 0000 0001", nil), ("(0)812 0000 0001", nil),
        ] as [(String, String?)])
    func numbers(text: String, digits: String?) throws {
        let account = NewAccount(gateway: "main", session: "a", phone: text)
        guard let digits else {
            let error = #expect(throws: MonitorError.self) { try account.normalized() }
            #expect(error?.message.contains("with its country code") == true)
            return
        }
        #expect(try account.normalized().phone == digits)
    }

    @Test("that have a number without its country code from before are put right by the gateway's, and by no other")
    func nationalNumbers() async throws {
        let world = try await World()
        defer { world.remove() }
        for (session, phone) in [("a", "6281200000001"), ("b", "6281299999999")] {
            try await world.add(session)
            try await world.store.queue.write { transaction in
                try transaction.database.execute(
                    sql: "UPDATE accounts SET phone = '081200000001' WHERE session = ?", arguments: [session])
            }
            world.gateway.state.withLock {
                $0.sessions[session] = SessionObservation(
                    id: session, status: .connected, rawStatus: "connected", phone: phone)
            }
            try await world.check(session)
        }
        #expect(try await world.store.account(named: "main/a").phone == "6281200000001")
        #expect(try await world.store.account(named: "main/b").phone == "081200000001")
    }

    @Test("that are removed leave nothing but their audit")
    func removed() async throws {
        let world = try await World()
        defer { world.remove() }
        let account = try await world.add("a")
        try await world.check("a")
        try await world.store.remove(account, by: "ana", reason: "left")
        #expect(try await world.store.accounts().isEmpty)
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 0)
        #expect(
            try await world.text("SELECT by || ' ' || action || ' ' || subject FROM audit ORDER BY id DESC LIMIT 1")
                == "ana account-remove main/a")
    }
}
