import Gateways
import JobQueueSQLite
import SessionHealth
import Testing
import WallTime

@testable import SessionMonitor

@Suite("The name of a new session")
struct NextSessionTests {
    @Test("is one that no other account has, also before its last new login", arguments: ["shop", "shop-2", "shop-4"])
    func isFree(session: String) async throws {
        let world = try await World()
        defer { world.remove() }
        _ = try await world.store.importAccounts(
            ["shop", "shop-2", "shop-3", "shop-4"].map { NewAccount(gateway: "main", session: $0) })
        let next = try await world.store.queue.write { transaction in
            try AccountTable(db: transaction.database).nextSession(after: session, gateway: "main")
        }
        #expect(next == "shop-5")
    }

    @Test(
        "counts only a number that can be ours",
        arguments: [
            ("shop", "shop-2"), ("shop-2", "shop-3"), ("shop-04", "shop-04-2"), ("shop-04-2", "shop-04-3"),
            ("shop-1", "shop-1-2"), ("2", "2-2"),
        ])
    func next(name: String, next: String) {
        #expect(SessionName.next(after: name) == next)
    }
}
