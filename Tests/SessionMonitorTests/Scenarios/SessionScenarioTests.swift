import GatewaySimulator
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// The ways in which one session fails, each played on all kinds of gateway through database, jobs and adapter.
@Suite("A session that fails")
struct SessionScenarioTests {
    typealias Kind = GatewaySimulator.GatewayKind

    @Test("1. nothing happens to healthy sessions for three hours", arguments: Scenario.kinds)
    func healthy(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 0) { world in
            try await world.run(for: .hours(3))
            #expect(try await world.attempts() == 0)
            #expect(try await world.number("SELECT count(*) FROM incidents") == 0)
            #expect(try await world.number("SELECT count(*) FROM health_checks WHERE score < 80") == 0)
        }
    }

    @Test(
        "2. a dead page is restarted softly within five minutes of the first failed send, and is well again",
        arguments: Scenario.kinds,
        [
            "Protocol error (Runtime.callFunctionOn): Session closed.", "Attempted to use detached Frame 'ABC'.",
            "Target closed", "browser has disconnected!",
        ])
    func crash(kind: Kind, error: String) async throws {
        try await Scenario.play(kind, messages: 4) { world in
            try world.strike("s-05", SessionFault(.crash, error: error))
            world.send(2, from: "s-05")
            let began = world.clock.now()
            try await world.run(for: .minutes(5))
            let incident = try #require(try await world.incidents(.session).first)
            #expect(incident.cause == .crash && incident.session == "s-05")
            #expect(incident.detectedAt - began < .minutes(2))
            if world.canRestart { #expect(try #require(incident.firstActionAt) - began < .minutes(5)) }
            try await world.run(for: .minutes(10))
            try await world.expectRecovery("s-05")
            #expect(world.told(.reconnectBegun) == (world.canRestart ? 1 : 0) && world.told(.scanNeeded) == 0)
        }
    }

    @Test("3. a zombie is restarted once its sends are stuck for a minute", arguments: Scenario.kinds)
    func zombie(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 4) { world in
            try world.strike("s-05", SessionFault(.zombie))
            world.send(3, from: "s-05")
            try await world.run(for: .minutes(15))
            let isSeen = !BlindSpot.of(kind).contains(.acknowledgement)
            #expect(try await world.incidents(.session).map(\.cause) == (isSeen ? [.zombie] : []))
            if isSeen {
                try await world.expectRecovery("s-05")
            } else {
                #expect(world.touches.isEmpty)
            }
        }
    }

    @Test("4. a zombie that no restart helps keeps its login, and ends with a person", arguments: Scenario.kinds)
    func stubbornZombie(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 8) { world in
            try world.strike("s-05", SessionFault(.zombie, survives: .max))
            for _ in 0..<15 {
                world.send(2, from: "s-05")
                try await world.run(for: .minutes(10))
            }
            let rungs = try await world.rungs("s-05")
            let isSeen = !BlindSpot.of(kind).contains(.acknowledgement)
            #expect((isSeen && world.canRestart ? 1...6 : 0...0).contains(rungs.count))
            #expect(rungs.allSatisfy { $0.keepsLogin })
            #expect(world.told(.scanNeeded) == 0)
        }
    }

    @Test(
        "5. sends of which nobody ever heard accuse nobody where the gateway reports nothing",
        arguments: Scenario.kinds)
    func noAcknowledgements(kind: Kind) async throws {
        let world = try await ScenarioWorld(kind, sessions: 12, settings: HealthSettings())
        try await world.run(for: .seconds(250))
        try world.strike("s-05", SessionFault(.zombie))
        world.send(5, from: "s-05")
        try await world.run(for: .minutes(30))
        #expect(try await world.attempts() == 0)
        try await world.verify(atMost: 0)
    }

    @Test("6. a page that only reloads is not a crash", arguments: Scenario.kinds)
    func reload(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 0) { world in
            let error = "Execution context was destroyed, most likely because of a navigation."
            try world.strike("s-05", SessionFault(.crash, error: error))
            world.send(from: "s-05")
            try world.strike("s-05", SessionFault(.crash, error: error, seconds: 1))
            try await world.run(for: .minutes(20))
            #expect(try await world.attempts() == 0)
        }
    }

    @Test("7. a lost connection that the gateway mends by itself disturbs nobody", arguments: Scenario.kinds)
    func ownRetry(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 0) { world in
            try world.strike("s-05", SessionFault(.disconnect, ownRetryThatWorks: 2))
            try await world.run(for: .minutes(20))
            #expect(try await world.attempts() == 0)
            #expect(try await world.account("s-05").phase == .good)
        }
    }

    @Test(
        "8. a lost connection that stays lost is restarted softly, after the gateway's own tries",
        arguments: Scenario.kinds)
    func disconnect(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 5) { world in
            try world.strike("s-05", SessionFault(.disconnect))
            let began = world.clock.now()
            try await world.run(for: .minutes(20))
            try await world.expectRecovery("s-05")
            let incident = try #require(try await world.incidents(.session).first)
            #expect((incident.resolvedAt != nil) == world.canRestart)
            if world.canRestart { #expect(try #require(incident.firstActionAt) - began < .minutes(8)) }
        }
    }

    @Test("9. a login that is gone: the user is asked to scan, and scans", arguments: Scenario.kinds)
    func logout(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 5) { world in
            try world.strike("s-05", SessionFault(.logout))
            try await world.run(for: .minutes(10))
            #expect(world.told(.scanNeeded) == 1)
            let account = try await world.account(world.current(of: "s-05"))
            // A person opens the dialog and has a code within five seconds.
            try await world.store.watchCode(of: account.id, until: world.clock.now() + .minutes(2))
            try await world.run(for: .seconds(5))
            #expect(try await world.store.scan(account.id)?.code != nil)
            try world.apply(.scan(session: account.session, after: 1))
            try await world.run(for: .minutes(12))
            #expect(try await world.account(account.session).phase == .good)
            #expect(try await world.number("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") == 0)
        }
    }

    @Test("10. nobody scans: it ends with a person, and no more codes are asked for", arguments: Scenario.kinds)
    func nobodyScans(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 6) { world in
            try world.strike("s-05", SessionFault(.logout))
            try await world.run(for: .hours(3))
            let session = try await world.current(of: "s-05")
            let rungs = try await world.rungs(session)
            #expect(rungs.count <= 3, "\(rungs)")
            #expect(try await world.incidents(.session).last?.needsHuman == true)
            #expect((1...2).contains(world.told(.scanNeeded)))
        }
    }

    @Test(
        "11. another client took the login over: nobody fights for it", arguments: Scenario.kinds, [false, true])
    func conflict(kind: Kind, hearsWebhooks: Bool) async throws {
        let isTold = Voice.ofConflict(kind).isHeard(webhooks: hearsWebhooks)
        // A gateway that fights by itself looks like a session that flaps, and is told again when it rests for a while.
        try await Scenario.play(kind, messages: isTold ? 4 : 8) { world in
            world.hearsWebhooks = hearsWebhooks
            if !isTold { world.hidden = [.conflict] }
            try world.strike("s-05", SessionFault(.conflict))
            try await world.run(for: .hours(2))
            let rungs = try await world.rungs("s-05")
            // Where nobody tells, it is noticed by what becomes of a restart, and then left.
            #expect(rungs.allSatisfy(\.keepsLogin) && rungs.count <= (isTold ? 0 : 2), "\(rungs)")
            guard isTold else { return }
            #expect(try await world.incidents(.session).map(\.cause) == [.replaced])
            #expect(try await world.incidents(.session).first?.needsHuman == true)
        }
    }

    @Test(
        "12. a banned number is left alone, and a person is told; where the gateway hides the ban, it keeps its login",
        arguments: Scenario.kinds, [false, true])
    func banned(kind: Kind, hearsWebhooks: Bool) async throws {
        let isTold = Voice.ofBan(kind).isHeard(webhooks: hearsWebhooks)
        try await Scenario.play(kind, messages: isTold ? 4 : 6) { world in
            world.hearsWebhooks = hearsWebhooks
            if !isTold { world.hidden = [.banned] }
            try world.strike("s-05", SessionFault(.banned))
            try await world.run(for: .hours(2))
            let rungs = try await world.rungs("s-05")
            #expect(rungs.allSatisfy(\.keepsLogin) && rungs.count <= (isTold ? 0 : 2), "\(rungs)")
            #expect(try await world.incidents(.session).map(\.cause) == [isTold ? .banned : .disconnected])
            #expect(try await world.incidents(.session).first?.needsHuman == true)
            #expect(world.told(.scanNeeded) == 0)
        }
    }

    @Test("13. WhatsApp's time lock is no illness", arguments: Scenario.kinds)
    func timeLock(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 0) { world in
            try world.strike("s-05", SessionFault(.timeLocked))
            world.send(8, from: "s-05")
            try await world.run(for: .minutes(30))
            #expect(try await world.attempts() == 0)
        }
    }

    @Test("14. failures that are the recipients' are no illness", arguments: Scenario.kinds)
    func recipients(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 0) { world in
            world.send(9, from: "s-05", to: "000123")
            try await world.run(for: .minutes(30))
            #expect(try await world.attempts() == 0)
            #expect(try await world.account("s-05").score == 100)
        }
    }

    @Test(
        "15. a session that dies after every restart uses up its budget and no more",
        arguments: Scenario.kinds)
    func budget(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 14) { world in
            try world.strike("s-05", SessionFault(.crash, survives: .max))
            for _ in 0..<24 {
                world.send(from: "s-05")
                try await world.run(for: .minutes(10))
            }
            let starts = try await world.store.recoveries(of: world.account("s-05").id, limit: 100).map(\.startedAt)
            #expect(starts.isEmpty != world.canRestart && starts.count <= 6)
            for start in starts {
                #expect(starts.count { $0 >= start && $0 - start < .hours(1) } <= 3)
            }
            #expect(try await world.rungs("s-05").allSatisfy(\.keepsLogin))
        }
    }

    @Test("16. a session that flaps is told once and not restarted over and over", arguments: Scenario.kinds)
    func flapping(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 10) { world in
            try world.strike("s-05", SessionFault(.flapping, period: 130))
            try await world.run(for: .hours(2))
            #expect(try await world.attempts() <= 6)
            #expect(world.told(.flapping) <= 1)
        }
    }

    @Test("17. stuck while it starts: gentle restarts, never a new login", arguments: Scenario.kinds)
    func stuck(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 6) { world in
            try world.strike("s-05", SessionFault(.stuck, stuckAt: .authenticated))
            try await world.run(for: .minutes(25))
            let rungs = try await world.rungs("s-05")
            #expect(rungs.isEmpty != world.canRestart && rungs.allSatisfy(\.keepsLogin))
            try await world.expectRecovery("s-05", by: rungs)
        }
    }

    @Test("18. sockets that connect anew every half hour disturb nobody", arguments: Scenario.kinds)
    func shortReconnects(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 0) { world in
            for number in 1...6 {
                try world.strike(
                    world.name(number), SessionFault(.stuck, stuckAt: .authenticated, seconds: 8))
                try await world.run(for: .minutes(30))
            }
            #expect(try await world.attempts() == 0)
        }
    }

    @Test(
        "19. a session that the gateway lost from memory is started, and its login lives",
        arguments: Scenario.kinds(without: [
            .gowa: "its login stands in the record that it has lost: scenario 44",
            .waAutomate: "it has no list that its one session could be missing from",
            .openwa: "a session that is made anew has another identifier and no login: scenario 44",
        ]))
    func missing(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 4) { world in
            try world.strike("s-05", SessionFault(.missing))
            try await world.run(for: .minutes(20))
            let session = try await world.current(of: "s-05")
            let rungs = try await world.rungs(session)
            // What cannot be started is made anew, under the same name: no login is ended by that.
            let isMadeAnew = BlindSpot.of(kind).contains(.storedLogin)
            #expect(!rungs.isEmpty && rungs.allSatisfy { $0.keepsLogin != isMadeAnew }, "\(rungs)")
            #expect(try await world.account(session).phase == .good)
        }
    }

    @Test("20. a blip between two checks opens no incident", arguments: Scenario.kinds)
    func blip(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 0) { world in
            for number in 1...9 {
                try world.strike(world.name(number), SessionFault(.disconnect, seconds: 10))
                try await world.run(for: .seconds(133))
            }
            try await world.run(for: .minutes(10))
            #expect(try await world.attempts() == 0)
            #expect(try await world.number("SELECT count(*) FROM incidents") == 0)
        }
    }

    @Test("21. a state told by webhook is found within seconds", arguments: Scenario.kinds)
    func webhook(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 5) { world in
            world.hearsWebhooks = true
            try await world.run(for: .seconds(15))
            try world.strike("s-05", SessionFault(.crash, reportsConnected: false))
            let began = world.clock.now()
            try await world.run(for: .minutes(15))
            let incident = try #require(try await world.incidents(.session).first)
            let isTold = !BlindSpot.of(kind).contains(.stateWebhook)
            #expect(incident.detectedAt - began <= (isTold ? .seconds(5) : .minutes(2)))
            try await world.expectRecovery("s-05")
        }
    }

    @Test("22. webhooks that are lost are made up for by polling", arguments: Scenario.kinds)
    func lostWebhooks(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 5) { world in
            try world.strike("s-05", SessionFault(.error))
            let began = world.clock.now()
            try await world.run(for: .minutes(20))
            let incident = try #require(try await world.incidents(.session).first)
            #expect(incident.detectedAt - began <= .minutes(2))
            try await world.expectRecovery("s-05")
        }
    }

    /// Where it is told that its user stopped a session, and how.
    static let stops = Scenario.kinds(without: [
        .node: "a stopped session has left its memory, as a lost one has: its user has to stop it in Denyut (34)",
        .wwebjsAPI: "as with node",
        .evolution: "no session can be stopped there and keep its login",
        .gowa: "no session can be stopped there and keep its login",
        .waAutomate: "its process ends with it, which is an outage of the gateway",
    ]).flatMap { kind in
        // WPPConnect's CLOSED is one that was closed or that was lost; its webhook `closesession` tells.
        kind == .wppconnect ? [(kind, true)] : [(kind, false), (kind, true)]
    }

    @Test(
        "45. a session that its user stopped is left alone until its user starts it again",
        arguments: stops)
    func stopped(kind: Kind, hearsWebhooks: Bool) async throws {
        try await Scenario.play(kind, messages: 2) { world in
            world.hearsWebhooks = hearsWebhooks
            try await world.run(for: .minutes(3))
            world.stop("s-05")
            try await world.run(for: .hours(2))
            #expect(world.touches.isEmpty)
            #expect(try await world.rungs("s-05").isEmpty)
            #expect(world.told(.reconnectBegun) == 0 && world.told(.scanNeeded) == 0)
            world.start("s-05")
            try await world.run(for: .minutes(12))
            #expect(try await world.account("s-05").phase == .good)
        }
    }

    @Test(
        "44. a session that somebody deleted: its user is asked to scan, and scans",
        arguments: Scenario.kinds(without: [.waAutomate: "nobody can delete the one session of a process"]))
    func deleted(kind: Kind) async throws {
        try await Scenario.play(kind, messages: 6) { world in
            try world.apply(.remove(session: "s-05"))
            try await world.run(for: .minutes(10))
            #expect(world.told(.scanNeeded) == 1)
            let session = try await world.current(of: "s-05")
            try world.apply(.scan(session: session, after: 1))
            try await world.run(for: .minutes(12))
            #expect(try await world.account(session).phase == .good)
            #expect(try await world.number("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") == 0)
        }
    }
}
