import Foundation
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

@Suite("A sweep")
struct SweepTests {
    private func enqueue(_ world: World) async throws -> [EnqueuedJob] {
        let now = world.clock.now()
        let jobs = try await world.monitor.sweepJobs().map { job in
            var job = job
            job.availableAt = now
            return job
        }
        return try await world.store.queue.enqueue(jobs, durability: .durable)
    }

    @Test("checks each active account once and asks its gateway once for all")
    func once() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<40 { try await world.add("s\(index)") }
        #expect(try await enqueue(world).filter(\.isNew).count == 40)
        #expect(try await enqueue(world).filter(\.isNew).isEmpty)
        try await world.work(concurrency: 8)
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 40)
        #expect(try await world.count("SELECT count(DISTINCT account_id) FROM health_checks") == 40)
        #expect(try await world.count("SELECT count(*) FROM jobs") == 0)
        #expect(world.gateway.state.withLock { $0.lists } == 1)
        #expect(world.gateway.state.withLock { $0.probes } == 1)
        #expect(world.gateway.state.withLock { $0.lookups.isEmpty })
        #expect(try await world.count("SELECT count(*) FROM gateway_probes") == 1)
    }

    @Test("asks a dead gateway once, not once per account, and touches no session")
    func dead() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<40 { try await world.add("s\(index)") }
        world.gateway.fail(.unreachable)
        _ = try await enqueue(world)
        try await world.work(concurrency: 8)
        #expect(world.gateway.state.withLock { $0.lists } == 1)
        #expect(try await world.count("SELECT count(*) FROM health_checks WHERE outcome = 'unknown'") == 40)
        #expect(try await world.count("SELECT count(*) FROM accounts WHERE status = 'connected' AND stale = 1") == 40)
    }

    @Test("asks anew for the next slot")
    func next() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        for _ in 0..<3 {
            _ = try await enqueue(world)
            try await world.work()
            world.clock.advance(by: .seconds(120))
        }
        #expect(world.gateway.state.withLock { $0.lists } == 3)
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 3)
    }

    @Test("confirms a bad result with a second look after 15 to 20 seconds, and only then opens an incident")
    func confirmation() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<8 { try await world.add("s\(index)") }
        world.gateway.set("s3", .disconnected)
        _ = try await enqueue(world)
        try await world.work()
        #expect(try await world.store.account(named: "s3").phase == .soft)
        #expect(try await world.store.incidents().isEmpty)
        world.clock.advance(by: .seconds(14))
        try await world.work()
        #expect(try await world.store.account(named: "s3").phase == .soft)
        world.clock.advance(by: .seconds(6))
        try await world.work()
        #expect(try await world.store.account(named: "s3").phase != .soft)
        let incidents = try await world.store.incidents()
        #expect(incidents.map(\.incident.cause) == [.disconnected])
        #expect(incidents.map(\.incident.session) == ["s3"])
        #expect(try await world.store.account(named: "s3").incident == incidents.first?.id)
    }

    @Test("takes a job that another program enqueued with nothing but the account's number")
    func plainSQL() async throws {
        let world = try await World()
        defer { world.remove() }
        let account = try await world.add("s1")
        try await world.store.queue.write { transaction in
            try transaction.database.execute(
                sql:
                    "INSERT INTO jobs (queue, kind, payload, available_at) VALUES ('whatsapp-health', 'MonitorSessionHealth', ?, 0)",
                arguments: ["{\"account\": \(account.id)}"])
        }
        try await world.work()
        #expect(try await world.store.account(named: "s1").score == 100)
    }
}
