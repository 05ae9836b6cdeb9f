import GatewaySimulator
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// The gates that people and circumstances close. Those of the gateway itself are played in `GatewayScenarioTests`.
@Suite("A gate")
struct GateScenarioTests {
    typealias Kind = GatewaySimulator.GatewayKind

    @Test(
        "34. a person's decision keeps every automatic recovery away, and is said", arguments: Scenario.kinds,
        [AccountAction.hold, .stop, .disable])
    func decided(kind: Kind, action: AccountAction) async throws {
        try await Scenario.play(kind, messages: 3) { world in
            let account = try await world.account("s-05")
            try await world.store.perform(action, on: account.id, by: "ana", reason: "the phone is being repaired")
            try world.strike("s-05", SessionFault(.disconnect))
            try await world.run(for: .hours(2))
            #expect(world.touches.isEmpty)
            if action == .hold {
                let blocked = try #require(try await world.incidents(.session).first?.blockedBy)
                #expect(blocked.contains { $0.contains("on hold: the phone is being repaired") })
            } else {
                #expect(world.messages.isEmpty)
            }
        }
    }

    @Test("35. a maintenance window holds, and when it is over the session is recovered", arguments: Scenario.kinds)
    func maintenance(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 5) { world in
            let account = try await world.account("s-05")
            let now = world.clock.now()
            let window = MaintenanceWindow(from: now, until: now + .hours(1), reason: "new phone")
            try await world.store.perform(.addMaintenance(window), on: account.id, by: "ana")
            try world.strike("s-05", SessionFault(.disconnect))
            try await world.run(for: .minutes(59))
            #expect(world.touches.isEmpty)
            try await world.run(for: .minutes(20))
            try await world.expectRecovery("s-05")
        }
    }

    @Test("36. a person who has the QR code open is not disturbed", arguments: Scenario.kinds)
    func dialog(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 3) { world in
            let account = try await world.account("s-05")
            try world.strike("s-05", SessionFault(.disconnect))
            try await world.store.watchCode(of: account.id, until: world.clock.now() + .minutes(30))
            try await world.run(for: .minutes(29))
            #expect(world.touches.isEmpty)
        }
    }

    @Test(
        "37. two accounts of one number are not brought back against each other",
        arguments: Scenario.kinds(without: [.waAutomate: "one process holds one session"]))
    func duplicate(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 4) { world in
            _ = try await world.store.importAccounts([
                NewAccount(gateway: "main", session: "s-05", phone: "628123456789"),
                NewAccount(gateway: "main", session: "s-06", phone: "628123456789"),
            ])
            try world.strike("s-05", SessionFault(.disconnect))
            try await world.run(for: .hours(1))
            #expect(world.touches.isEmpty)
            let blocked = try #require(try await world.incidents(.session).first?.blockedBy)
            #expect(blocked.contains { $0.contains("main/s-06") })
        }
    }

    @Test("38. a message that was acknowledged a moment ago is evidence of life", arguments: Scenario.kinds)
    func evidenceOfLife(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 3) { world in
            try world.strike("s-05", SessionFault(.crash))
            world.send(from: "s-05")
            try world.strike("s-05", SessionFault(.crash, seconds: 0.001))
            for _ in 0..<20 {
                try await world.run(for: .seconds(15))
                world.send(from: "s-05")
            }
            try await world.run(for: .seconds(20))
            #expect(world.touches.isEmpty)
        }
    }

    @Test("39. quiet alone is no failure", arguments: Scenario.kinds)
    func idle(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 0) { world in
            try await world.run(for: .hours(1))
            #expect(try await world.account(world.name(1)).score == 80)
            #expect(try await world.attempts() == 0)
        }
    }

    private func observing(_ settings: inout HealthSettings) {
        settings.observeOnly = true
    }

    @Test("40. observing only comes to the same decision and does nothing", arguments: Scenario.kinds)
    func observeOnly(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 3, settings: observing) { world in
            try world.strike("s-05", SessionFault(.disconnect))
            try await world.run(for: .hours(1))
            #expect(world.touches.isEmpty)
            #expect(try await world.attempts() == 0)
            #expect(try await world.incidents(.session).first?.resolvedAt == nil)
        }
    }

    @Test(
        "41. a person's reconnect meets the gates that protect logins, and passes the others",
        arguments: Scenario.kinds)
    func person(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 5) { world in
            let account = try await world.account("s-05")
            try await world.store.perform(.hold, on: account.id, by: "ana", reason: "look first")
            let wish = RecoverSession(account: account.id, by: "ben", overrides: true)
            let well = try #require(try await world.monitor.recoverNow(wish, isDryRun: false))
            #expect(well.rung == nil)
            try world.strike("s-05", SessionFault(.disconnect))
            try await world.run(for: .minutes(6))
            let careful = RecoverSession(account: account.id, by: "ben")
            let refused = try #require(try await world.monitor.recoverNow(careful, isDryRun: false))
            #expect(refused.rung == nil && refused.summary.contains("on hold"))
            let report = try #require(try await world.monitor.recoverNow(wish, isDryRun: false))
            #expect(report.rung == (world.canRestart ? .softRestart : nil))
            try await world.run(for: .minutes(15))
            #expect((try await world.account("s-05").phase == .good) == world.canRestart)
        }
    }
}
