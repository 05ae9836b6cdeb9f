import Gateways
import SessionHealth
import SessionMonitor
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
