import SessionHealth
import SessionMonitor
import Testing
import WallTime

@Suite("What people decide")
struct PeopleTests {
    @Test("a disabled account is not swept any more, and its incident ends")
    func disable() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        let account = try await world.lose("s3")
        try await world.store.perform(.disable, on: account.id, by: "ana", reason: "sold")
        #expect(try await world.store.account(named: "s3").incident == nil)
        #expect(try await world.count("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") == 0)
        #expect(try await world.store.activeAccounts().count == 8)
        try await world.store.perform(.enable, on: account.id, by: "ana")
        #expect(try await world.store.activeAccounts().count == 9)
    }

    @Test("a maintenance window holds recovery back, and its time counts for no KPI")
    func maintenance() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        let account = try await world.store.account(named: "s3")
        let now = world.clock.now()
        let window = MaintenanceWindow(from: now, until: now + .minutes(30), reason: "new phone")
        try await world.store.perform(.addMaintenance(window), on: account.id, by: "ana")
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .minutes(20))
        #expect(world.gateway.calls.isEmpty)
        let report = try await world.store.kpi(.day, account: account.id, settings: HealthSettings())
        #expect(report.uptime.totals.down < 60_000)
        #expect(report.uptime.totals.excluded > 15 * 60_000)
        #expect(try await world.store.maintenance(of: account.id).map(\.by) == ["ana"])
        try await world.store.perform(.removeMaintenance(1), on: account.id, by: "ana")
        #expect(try await world.store.maintenance(of: account.id).isEmpty)
    }

    @Test(
        "a weekly window comes back at its local time",
        arguments: [(0, true), (59, true), (60, false), (-1, false), (7 * 1440 + 30, true), (7 * 1440 + 61, false)])
    func weekly(minutes: Int, isInside: Bool) {
        let start = Timestamp(seconds: 1_800_000_000)
        let window = MaintenanceWindow(
            from: start, until: start + .minutes(60), weekly: true, timezone: "Asia/Jakarta")
        #expect((window.end(at: start + .minutes(minutes)) != nil) == isInside)
    }

    @Test("an incident that somebody takes care of says who, and goes on")
    func acknowledge() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        _ = try await world.lose("s3")
        let incident = try #require(try await world.store.incidents().first)
        try await world.store.acknowledge(incident: incident.id, by: "ana")
        try await world.run(for: .minutes(4))
        let after = try #require(try await world.store.incident(incident.id)?.incident)
        #expect(after.acknowledgedBy == "ana" && after.isOpen)
    }
}
