import GatewaySimulator
import SessionHealth
import SessionMonitor
import Testing
import WallTime

@testable import GatewaySimulator

/// wa-automate: one process, one session, and no call that could restart it. Whatever happens, nothing is done, and the right one is
/// told.
@Suite("A process with one session")
struct OneSessionScenarioTests {
    private func play(
        messages: Int, _ body: (ScenarioWorld, String) async throws -> Void
    ) async throws {
        try await Scenario.play(.waAutomate, sessions: 1, messages: messages) { world in
            let session = try #require(world.gateway.change { fleet, _ in fleet.slots.first?.id })
            try await body(world, session)
            #expect(world.touches.isEmpty)
        }
    }

    @Test("45. nothing happens to a healthy one for three hours")
    func healthy() async throws {
        try await play(messages: 0) { world, _ in
            try await world.run(for: .hours(3))
            #expect(try await world.number("SELECT count(*) FROM incidents") == 0)
        }
    }

    @Test("46. a login that is gone: the code that the process shows is its user's, who scans it")
    func logout() async throws {
        try await play(messages: 4) { world, session in
            try world.strike(session, SessionFault(.logout))
            try await world.run(for: .seconds(30))
            // Its supervisor starts it anew.
            world.gateway.change { fleet, now in fleet.follow(.start, on: session, at: now) }
            try await world.run(for: .minutes(10))
            #expect(world.told(.scanNeeded) == 1)
            let account = try await world.account(session)
            try await world.store.watchCode(of: account.id, until: world.clock.now() + .minutes(2))
            try await world.run(for: .seconds(5))
            #expect(try await world.store.scan(account.id)?.code != nil)
            try world.apply(.scan(session: session, after: 1))
            try await world.run(for: .minutes(12))
            #expect(try await world.account(session).phase == .good)
            #expect(try await world.number("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") == 0)
        }
    }

    @Test("47. another client took the login over: a person is told why")
    func conflict() async throws {
        try await play(messages: 4) { world, session in
            world.hearsWebhooks = true
            try world.strike(session, SessionFault(.conflict))
            try await world.run(for: .hours(1))
            #expect(try await world.incidents(.session).first?.needsHuman == true)
            #expect(try await world.incidents(.session).map(\.cause) == [.replaced])
        }
    }

    @Test("48. a dead page is told to a person, because nothing else can be done")
    func crash() async throws {
        try await play(messages: 4) { world, session in
            try world.strike(session, SessionFault(.crash))
            world.send(2, from: session)
            try await world.run(for: .minutes(20))
            #expect(try await world.incidents(.session).first?.cause == .crash)
            #expect(try await world.incidents(.session).first?.needsHuman == true)
        }
    }

    @Test(
        "49. a gateway that answers nonsense is one incident of its own",
        arguments: [AnswerFaultKind.html, .status, .drop])
    func badAnswers(fault: AnswerFaultKind) async throws {
        try await play(messages: 2) { world, _ in
            try world.strike(fault, seconds: 900)
            try await world.run(for: .minutes(40))
            #expect(try await world.incidents(.session).isEmpty)
            #expect(try await world.incidents(.gateway).count == 1)
        }
    }
}
