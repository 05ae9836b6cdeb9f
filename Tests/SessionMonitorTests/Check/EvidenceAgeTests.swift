import Gateways
import JobQueueSQLite
import SessionHealth
import Synchronization
import Testing
import WallTime

@testable import SessionMonitor

@Suite("How old an answer may be")
struct EvidenceAgeTests {
    @Test(
        "one that is judged minutes after it was given changes nothing: the process was suspended meanwhile",
        arguments: [4, 6])
    func suspended(minutes: Int) async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.set("s3", .disconnected)
        let account = try await world.store.account(named: "s3")
        let check = await world.monitor.observe(
            AccountReference(id: account.id, gateway: account.gateway, session: account.session),
            due: world.clock.now(), isForced: true, isExtra: true, probing: false)
        world.clock.advance(by: .minutes(minutes))
        let result = try await world.store.queue.write { transaction in
            let writer = CaseWriter(
                transaction: transaction, settings: HealthSettings(), notifications: NotificationSettings())
            return try CheckTransaction(writer: writer, random: 0.5).run(check)
        }
        #expect(result.disposition == (minutes == 4 ? .checked : .unknown))
        #expect(try await world.store.account(named: "s3").phase == (minutes == 4 ? .soft : .good))
    }

    @Test("a record that nobody gets to confirm stands for half an hour, and then nobody knows")
    func unconfirmed() async throws {
        var settings = HealthSettings()
        settings.liveTime = .zero
        let world = try await World(settings: settings, aloneSource: .live)
        defer { world.remove() }
        try await world.addNine()
        try await world.run(for: .minutes(26), step: .seconds(10))
        #expect(try await world.store.account(named: "s3").level == .excellent)
        try await world.run(for: .minutes(20), step: .seconds(10))
        #expect(try await world.store.account(named: "s3").level == .unknown)
        let incidents = try await world.store.incidents().map(\.incident)
        let incident = try #require(incidents.first { $0.session == "s3" })
        #expect(incident.cause == .unknownStatus)
        #expect(incident.evidence.first?.contains("could not be asked for alone") == true)
        #expect(world.gateway.calls.isEmpty)
    }
}
