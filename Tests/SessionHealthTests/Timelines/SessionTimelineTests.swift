import Testing
import WallTime

@testable import SessionHealth

/// Failures of single sessions: what must happen within which time, and what must never happen.
@Suite("Timelines of a session")
struct SessionTimelineTests {
    func steps(_ world: World, _ index: Int = 0) -> [String] { world.sessions[index].steps.map(\.step) }

    @Test("1. nothing happens to healthy sessions for a day")
    func healthy() {
        let world = World(sessions: 20)
        world.run(until: 86400)
        #expect(world.openedIncidents == 0)
        #expect(world.told.isEmpty)
        #expect(world.sessions.allSatisfy { $0.steps.isEmpty && $0.score == 100 })
    }

    @Test("2. a crash among 200 is found within 2 minutes and mended softly within 5")
    func crash() throws {
        let world = World(sessions: 200)
        world.at(1000) {
            $0.sessions[7].failures = [FailedMessage(at: $0.now, error: "Protocol error: Session closed")]
        }
        world.run(until: 2000)
        let incident = try #require(world.incidents.first)
        #expect(incident.cause == .crash)
        #expect(incident.beganAt == world.time(1000))
        #expect(incident.detectedAt - incident.beganAt <= .seconds(120))
        #expect(steps(world, 7) == ["soft_restart"])
        let resolved = try #require(incident.resolvedAt)
        #expect(resolved - incident.detectedAt <= .seconds(300))
        #expect(world.episodes.map(\.outcome) == [.recovered])
        #expect(world.openedIncidents == 1)
        #expect(world.harm == [])
        #expect(world.sessions.enumerated().allSatisfy { $0.offset == 7 || $0.element.steps.isEmpty })
    }

    @Test("3. a crash told by webhook is found within 5 seconds")
    func crashByWebhook() throws {
        let world = World(sessions: 5)
        world.at(1000) {
            $0.sessions[2].failures = [FailedMessage(at: $0.now, error: "Target closed")]
        }
        world.at(1002) { $0.check(2) }
        world.run(until: 2000)
        let incident = try #require(world.incidents.first)
        #expect(incident.detectedAt - incident.beganAt <= .seconds(5))
        #expect(steps(world, 2) == ["soft_restart"])
    }

    @Test("4. a zombie is restarted once its sends are stuck for a minute")
    func zombie() throws {
        let world = World(sessions: 3)
        world.at(500) { $0.sessions[0].sends = [SentMessage(at: $0.now, acknowledgement: .server)] }
        world.at(1000) { $0.sessions[0].sends.append(SentMessage(at: $0.now, acknowledgement: .pending)) }
        world.run(until: 2000)
        #expect(steps(world) == ["soft_restart"])
        #expect(world.incidents.map(\.cause) == [.zombie])
        #expect(world.harm == [])
    }

    @Test("5. a send that is slow, and another that got through, are no zombie")
    func noZombie() {
        let world = World(sessions: 1)
        world.at(1000) {
            $0.sessions[0].sends = [
                SentMessage(at: $0.now, acknowledgement: .pending),
                SentMessage(at: $0.now + .seconds(30), acknowledgement: .server),
            ]
        }
        world.run(until: 3000)
        #expect(world.openedIncidents == 0)
        #expect(steps(world) == [])
    }

    @Test("6. without any acknowledgement from a gateway, silence accuses nobody")
    func noAcknowledgements() {
        let world = World(sessions: 1)
        world.at(1000) { $0.sessions[0].sends = [SentMessage(at: $0.now)] }
        world.run(until: 3000)
        #expect(world.openedIncidents == 0)
    }

    @Test("7. a lost session is left to the gateway's own reconnect, and nobody is disturbed when that works")
    func ownReconnect() {
        let world = World(sessions: 3)
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.at(1150) { $0.sessions[0].become(.connected, at: $0.now) }
        world.run(until: 3000)
        #expect(steps(world) == [])
        #expect(world.sessions[0].blocks.contains("own_retry"))
        #expect(world.openedIncidents == 1)
        #expect(world.incidents.first?.resolvedAt != nil)
        #expect(world.told(.reconnectBegun) == 0)
    }

    @Test("8. a lost session is restarted when the gateway's own reconnect has had its time")
    func ownReconnectFails() throws {
        let world = World(sessions: 3)
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.run(until: 3000)
        let step = try #require(world.sessions[0].steps.first)
        #expect(step.step == "soft_restart")
        #expect(step.at >= 1155 && step.at < 1180)
        #expect(world.incidents.count == 1)
        #expect(world.harm == [])
    }

    @Test("9. the ladder is climbed rung by rung and ends with a person: failed restarts prove nothing")
    func ladder() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [.softRestart: .nothing, .stopStart: .nothing]
        world.at(1000) { $0.sessions[0].become(.failed, at: $0.now) }
        world.run(until: 20_000)
        #expect(steps(world) == ["soft_restart", "stop_start"])
        #expect(world.sessions[0].file.state.phase == .held)
        #expect(world.told(.scanNeeded) == 0)
        #expect(world.told(.needsPerson) == 1)
        #expect(world.episodes.map(\.outcome) == [.givenUp])
        #expect(world.harm == [])
    }

    @Test("9b. the one press of a person replaces what no restart brought back")
    func onePress() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [.softRestart: .nothing, .stopStart: .nothing]
        world.sessions[0].loginAlive = false
        world.sessions[0].scansAfter = 200
        world.at(1000) { $0.sessions[0].become(.failed, at: $0.now) }
        world.at(8000) { _ = $0.reconnect(0, PersonsRequest(name: "ana", newLogin: true)) }
        world.run(until: 12_000)
        #expect(steps(world) == ["soft_restart", "stop_start", "new_session"])
        #expect(world.told(.scanNeeded) == 1)
        #expect(world.sessions[0].answer?.status == .connected)
        #expect(world.sessions[0].file.state.incident == nil)
    }

    @Test("10. nobody scans: three windows, then a person, and no more codes for a day")
    func unscanned() {
        let world = World(sessions: 9)
        world.sessions[0].loginAlive = false
        world.at(1000) { $0.sessions[0].become(.disconnected, ending: .loggedOut, at: $0.now) }
        world.run(until: 86400)
        #expect(steps(world) == ["new_session"])
        #expect(world.episodes.map(\.outcome) == [.givenUp])
        #expect(world.sessions[0].file.state.phase == .held)
        #expect(world.told(.scanNeeded) <= 2)
    }

    @Test("11. logged out while it shows a code: the code is passed on at once, and nothing is torn down")
    func loggedOutWithCode() throws {
        let world = World(sessions: 9)
        world.sessions[0].scansAfter = 90
        world.at(1000) {
            $0.sessions[0].loginAlive = false
            $0.sessions[0].become(.qrScanning, showsQR: true, at: $0.now)
        }
        world.run(until: 4000)
        let step = try #require(world.sessions[0].steps.first)
        #expect(steps(world) == ["ask_scan"])
        #expect(step.at <= 1140)
        #expect(world.told(.scanNeeded) == 1)
        #expect(world.told(.recovered) >= 1)
        #expect(world.incidents.map(\.cause) == [.loggedOut])
    }

    @Test("12. a session that asks for a code only while it starts is no lost login")
    func startingState() {
        let world = World(sessions: 9)
        world.at(1000) { $0.sessions[0].become(.qrScanning, showsQR: false, at: $0.now) }
        world.at(1060) { $0.sessions[0].become(.connected, at: $0.now) }
        world.run(until: 3000)
        #expect(steps(world) == [])
        #expect(world.openedIncidents == 0)
    }

    @Test("13. a missing session is started with its login, not made anew")
    func missing() {
        let world = World(sessions: 9)
        world.at(1000) { $0.sessions[0].answer = nil }
        world.run(until: 3000)
        #expect(steps(world) == ["start"])
        #expect(world.incidents.map(\.cause) == [.notFound])
        #expect(world.harm == [])
    }

    @Test("14. one random 404 of a clustered gateway touches nothing")
    func randomNotFound() {
        let world = World(sessions: 9)
        world.at(1079) { $0.sessions[0].answer = nil }
        world.at(1081) { $0.sessions[0].become(.connected, at: $0.now) }
        world.run(until: 5000)
        #expect(world.openedIncidents == 0)
        #expect(steps(world) == [])
    }

    @Test(
        "15. replaced by another client: no fight, a person is told once",
        arguments: [
            SessionEnding.replaced, .banned, .outdated, .timeLocked,
        ])
    func terminal(ending: SessionEnding) {
        let world = World(sessions: 9)
        world.at(1000) { $0.sessions[0].become(.disconnected, ending: ending, at: $0.now) }
        world.run(until: 14_000)
        #expect(steps(world) == [])
        #expect(world.told(.needsPerson) == 1)
        #expect(world.sessions[0].file.state.incident?.needsHuman == true)
        #expect(world.sessions[0].file.state.incident?.cause == IncidentCause(ending))
    }

    @Test("16. failures of recipients and the time lock 463 are no illness")
    func recipients() {
        let world = World(sessions: 1)
        world.at(1000) {
            let now = $0.now
            $0.sessions[0].failures = (0..<40).map {
                FailedMessage(at: now, error: $0 < 20 ? "error 463" : "not on WhatsApp")
            }
        }
        world.run(until: 5000)
        #expect(world.openedIncidents == 0)
        #expect(world.sessions[0].score == 100)
        #expect(steps(world) == [])
    }

    @Test("17. a page that reloads is not a crash")
    func reload() {
        let world = World(sessions: 1)
        world.at(1000) {
            $0.sessions[0].failures = [FailedMessage(at: $0.now, error: "Execution context was destroyed")]
            $0.sessions[0].probe = .alive
        }
        world.run(until: 4000)
        #expect(world.openedIncidents == 0)
    }

    @Test("18. a reload that a second probe finds dead is one")
    func reloadDead() {
        let world = World(sessions: 1)
        world.at(1000) {
            $0.sessions[0].failures = [FailedMessage(at: $0.now, error: "Execution context was destroyed")]
            $0.sessions[0].probe = .dead
        }
        world.run(until: 4000)
        #expect(steps(world) == ["soft_restart"])
    }

    @Test("19. sockets that reconnect every half hour disturb nobody")
    func normalReconnects() {
        let world = World(sessions: 5)
        for turn in 1..<40 {
            let time = Double(turn) * 1800
            world.at(time) { $0.sessions[0].become(.connecting, at: $0.now) }
            world.at(time + 130) { $0.sessions[0].become(.connected, at: $0.now) }
        }
        world.run(until: 80_000)
        #expect(world.openedIncidents == 0)
        #expect(world.told.isEmpty)
        #expect(steps(world) == [])
    }

    @Test("20. stuck while it connects: soft restarts, and never a new login")
    func stuck() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [.softRestart: .nothing, .stopStart: .nothing]
        world.at(1000) { $0.sessions[0].become(.connecting, at: $0.now) }
        world.run(until: 20_000)
        #expect(steps(world) == ["soft_restart", "stop_start"])
        #expect(world.sessions[0].file.state.phase == .held)
        #expect(world.told(.needsPerson) == 1)
        #expect(world.harm == [])
    }

    @Test("21. a session that flaps is told once and left alone")
    func flapping() {
        let world = World(sessions: 9)
        for turn in 0..<60 {
            world.at(1000 + Double(turn) * 240) { $0.sessions[0].become(.disconnected, at: $0.now) }
            world.at(1120 + Double(turn) * 240) { $0.sessions[0].become(.connected, at: $0.now) }
        }
        world.run(until: 15_000)
        #expect(world.told(.flapping) == 1)
        #expect(world.sessions[0].steps.count <= 3)
        #expect(world.harm == [])
        #expect(world.told.count <= 8)
    }

    @Test("22. a session that dies after every restart uses up its budget and no more")
    func budget() {
        let world = World(sessions: 9)
        for turn in 0..<300 {
            world.at(500 + Double(turn) * 480) {
                $0.sessions[0].failures = [FailedMessage(at: $0.now, error: "Session closed")]
            }
        }
        world.run(until: 86_000)
        let times = world.sessions[0].steps.map(\.at)
        #expect(times.count <= 6)
        for time in times { #expect(times.count { $0 >= time && $0 < time + 3600 } <= 3) }
        #expect(world.harm == [])
    }

    @Test("23. maintenance, hold and a disabled account are respected", arguments: [0, 1, 2, 3])
    func wanted(kind: Int) {
        let world = World(sessions: 9)
        switch kind {
        case 0: world.sessions[0].account.maintenanceUntil = world.time(90_000)
        case 1: world.sessions[0].account.onHold = "moving"
        case 2: world.sessions[0].account.isDisabled = true
        default: world.sessions[0].account.stoppedByUser = true
        }
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.run(until: 20_000)
        #expect(steps(world) == [])
    }

    @Test("24. a message that was just acknowledged holds a restart back")
    func evidenceOfLife() throws {
        let world = World(sessions: 9)
        world.at(1000) {
            $0.sessions[0].failures = [FailedMessage(at: $0.now, error: "Session closed")]
        }
        for second in stride(from: 1000.0, through: 1600, by: 20) {
            world.at(second) {
                $0.sessions[0].sends = [SentMessage(at: $0.now - .seconds(1), acknowledgement: .server)]
                $0.sessions[0].failures = [FailedMessage(at: $0.now, error: "Session closed")]
            }
        }
        world.run(until: 3000)
        #expect(world.sessions[0].blocks.contains("evidence_of_life"))
        #expect(try #require(world.sessions[0].steps.first).at > 1659)
    }

    @Test("25. a crash that no soft restart mends stops before the living login")
    func livingLogin() {
        let world = World(sessions: 9)
        for turn in 0..<200 {
            world.at(1000 + Double(turn) * 60) {
                $0.sessions[0].failures = [FailedMessage(at: $0.now, error: "Session closed")]
            }
        }
        world.run(until: 12_000)
        #expect(steps(world) == ["soft_restart", "stop_start"])
        #expect(world.harm == [])
        #expect(world.sessions[0].file.state.incident?.needsHuman == true)
        #expect(world.told(.needsPerson) == 1)
    }

    @Test("26. two accounts of one number are not brought back against each other")
    func duplicate() {
        let world = World(sessions: 9)
        world.sessions[0].account.sharesNumberWith = ["s1"]
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.run(until: 10_000)
        #expect(steps(world) == [])
        #expect(world.told(.needsPerson) == 1)
    }

    @Test("27. observing only says the same and does nothing")
    func observeOnly() {
        let world = World(sessions: 9) { $0.observeOnly = true }
        world.at(1000) { $0.sessions[0].failures = [FailedMessage(at: $0.now, error: "Session closed")] }
        world.run(until: 2500)
        #expect(steps(world) == [])
        #expect(world.openedIncidents == 1)
    }

    @Test("28. a soft restart that shows a code ends with a scan, without tearing anything down")
    func softShowsCode() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [.softRestart: .showsQR(after: 10)]
        world.sessions[0].scansAfter = 60
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.run(until: 5000)
        #expect(steps(world) == ["soft_restart", "ask_scan"])
        #expect(world.told(.scanNeeded) == 1)
        #expect(world.episodes.map(\.outcome) == [.recovered])
        #expect(world.harm == [])
    }

    @Test("29. a person reconnects what was given up, and is not refused what harms nobody")
    func person() {
        let world = World(sessions: 9)
        world.sessions[0].loginAlive = false
        world.at(1000) { $0.sessions[0].become(.disconnected, ending: .loggedOut, at: $0.now) }
        world.at(50_000) {
            $0.sessions[0].become(.disconnected, ending: .loggedOut, at: $0.now)
            $0.sessions[0].scansAfter = 30
            $0.check(0)
            _ = $0.reconnect(0, PersonsRequest(name: "ana", newLogin: true))
        }
        world.run(until: 52_000)
        #expect(steps(world) == ["new_session", "new_session"])
        #expect(world.sessions[0].answer?.status == .connected)
        #expect(world.sessions[0].file.state.incident == nil)
    }
}
