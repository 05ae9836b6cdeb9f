import GatewaySimulator
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// The ways in which a gateway fails: whatever it is, no session is touched, and people hear of it once.
@Suite("A gateway that fails")
struct GatewayScenarioTests {
    typealias Kind = GatewaySimulator.GatewayKind

    @Test(
        "23. stopped for ten minutes and back with a list that fills slowly: nothing touched, two messages",
        arguments: Scenario.kinds)
    func stopped(kind: Kind) async throws {
        try await Scenario.play(kind, sessions: 40, messages: 2) { world in
            var plan = RestartPlan()
            plan.down = 600
            plan.pause = 60
            plan.each = 10
            try world.apply(.restart(plan))
            try await world.run(for: .minutes(60))
            #expect(world.touches.isEmpty)
            #expect(world.messages.count == 2 && world.told(.gatewayDown) == 1 && world.told(.recovered) == 1)
            #expect(try await world.incidents(.session).isEmpty)
            #expect(try await world.incidents(.gateway).count { $0.resolvedAt == nil } == 0)
        }
    }

    @Test("24. a quick restart is recorded, not told, and nothing is touched", arguments: Scenario.kinds)
    func quickRestart(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 2) { world in
            try world.apply(.restart(RestartPlan()))
            try await world.run(for: .minutes(40))
            #expect(world.touches.isEmpty)
            #expect(try await world.incidents(.session).isEmpty)
        }
    }

    @Test(
        "25. answers that cannot be trusted touch nothing and open one incident of the gateway",
        arguments: Scenario.kinds,
        [AnswerFaultKind.status, .unauthorized, .html, .redirect, .brokenJSON, .huge, .drop, .hang])
    func badAnswers(kind: Kind, fault: AnswerFaultKind) async throws {
        try await Scenario.play(kind, messages: 2) { world in
            try world.strike(fault, seconds: 900)
            try await world.run(for: .minutes(40))
            #expect(world.touches.isEmpty)
            #expect(try await world.incidents(.session).isEmpty)
            #expect(try await world.incidents(.gateway).count == 1)
            #expect(try await world.number("SELECT count(*) FROM health_checks WHERE score < 80") == 0)
            #expect(world.told(.gatewayDown) == 1 && world.told(.recovered) == 1)
        }
    }

    @Test(
        "26. an empty list while we know sessions: one incident, and nobody is reconnected",
        arguments: Scenario.kinds(without: [.waAutomate: "it has no list"]))
    func emptyList(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 2) { world in
            try world.strike(.emptyList, seconds: 1200)
            try await world.run(for: .minutes(50))
            #expect(world.touches.isEmpty)
            #expect(try await world.incidents(.session).isEmpty)
            // Where the list has names only, each session that we know of was asked for, and answered.
            let hasStates = kind != .wppconnect && kind != .wwebjsAPI
            #expect(try await world.incidents(.gateway).count == (hasStates ? 1 : 0))
        }
    }

    @Test(
        "27. workers of a cluster that answer 404 at random: nothing is touched",
        arguments: Scenario.kinds(without: [
            .wppconnect: "one process holds all its sessions, and its word for another's is that of one that is down",
            .waAutomate: "one process holds one session",
        ]))
    func cluster(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 2) { world in
            try world.strike(.cluster)
            try await world.run(for: .minutes(30))
            #expect(world.touches.isEmpty)
        }
    }

    /// What concerns many sessions at once.
    static let fleets = Scenario.kinds(without: [.waAutomate: "one process holds one session"])

    @Test("28. an update of WhatsApp that fails the whole fleet: frozen, told once", arguments: fleets)
    func outdated(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 2) { world in
            try world.apply(.sessionFault(SessionFault(.outdated), session: nil, share: 1))
            try await world.run(for: .minutes(90))
            #expect(world.touches.isEmpty)
            #expect(try await world.incidents(.gateway).map(\.cause) == [.shared])
        }
    }

    @Test(
        "29. more than half of the sessions lost at once: one shared incident, nobody is reconnected",
        arguments: fleets)
    func brake(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 2) { world in
            for number in 1...8 { try world.strike("s-0\(number)", SessionFault(.disconnect)) }
            try await world.run(for: .minutes(30))
            #expect(world.touches.isEmpty)
            #expect(try await world.incidents(.session).isEmpty)
            #expect(try await world.incidents(.gateway).map(\.cause) == [.shared])
        }
    }

    @Test(
        "30. sessions that a restart did not bring back are recovered one by one, after its grace",
        arguments: fleets)
    func leftBehind(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 8) { world in
            for number in 1...2 { try world.strike("s-0\(number)", SessionFault(.disconnect)) }
            try await world.run(for: .seconds(10))
            try world.apply(.restart(RestartPlan()))
            let began = world.clock.now()
            try await world.run(for: .minutes(60))
            let starts = try await world.number("SELECT min(started_at) FROM recovery_attempts")
            let first = Int64(try #require(starts)) - began.milliseconds
            // A restart that cannot be seen cannot be waited for: then it is the gateway's own tries that are.
            #expect(first > (BlindSpot.of(kind).contains(.restart) ? 45_000 : 300_000))
            #expect(try await world.account("s-01").phase == .good)
            #expect(try await world.account("s-02").phase == .good)
        }
    }

    @Test(
        "31. a session that fails while the gateway is down is recovered once it is back",
        arguments: Scenario.kinds)
    func crashWhileDown(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 6) { world in
            try world.strike(.status, seconds: 600) { $0.status = 503 }
            try world.strike("s-05", SessionFault(.disconnect))
            try await world.run(for: .minutes(9))
            #expect(try await world.attempts() == 0)
            try await world.run(for: .minutes(40))
            try await world.expectRecovery("s-05")
        }
    }

    @Test("32. memory that climbs is told before it kills sessions, and touches nothing", arguments: Scenario.kinds)
    func memory(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 2) { world in
            var model = MemoryModel()
            model.perMinute = 4
            try world.apply(.memory(model))
            try await world.run(for: .hours(3))
            #expect((world.told(.memoryClimbing) >= 1) != BlindSpot.of(kind).contains(.memory))
            #expect(world.touches.isEmpty)
        }
    }

    @Test("33. never more than a tenth of a gateway's sessions are in recovery at once", arguments: fleets)
    func share(kind: Kind) async throws {
        try await Scenario.play(kind, sessions: 30, messages: 30) { world in
            for number in 10...19 { try world.strike("s-\(number)", SessionFault(.disconnect)) }
            var most = 0
            for _ in 0..<240 {
                try await world.run(for: .seconds(30))
                let running = try await world.number(
                    "SELECT count(*) FROM recovery_attempts WHERE ended_at IS NULL")
                most = max(most, running ?? 0)
            }
            #expect(most <= 3 && most >= 1)
            #expect(try await world.number("SELECT count(*) FROM accounts WHERE phase = 'good'") == 30)
        }
    }
}
