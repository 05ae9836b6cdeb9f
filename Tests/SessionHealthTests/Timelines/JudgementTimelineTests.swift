import Testing
import WallTime

@testable import SessionHealth

/// What gateways were seen to say, and what is right to do: reasons that are said once, failures that prove nothing, a life that
/// is not what it looks like.
@Suite("Timelines of a judgement")
struct JudgementTimelineTests {
    func steps(_ world: World, _ index: Int = 0) -> [String] { world.sessions[index].steps.map(\.step) }

    func failed(_ error: String, _ world: World, count: Int = 1) -> [FailedMessage] {
        (0..<count).map { FailedMessage(at: world.now - .milliseconds($0 * 10), error: error) }
    }

    @Test("41. a logout that is said once, then a code: logged out within 20 s, its user asked once, nothing torn down")
    func logoutSaidOnce() throws {
        let world = World(sessions: 9)
        world.sessions[0].loginAlive = false
        // The Node service: LOGOUT in the webhook and for three seconds, then a bare "QR scanning" that shows a code.
        world.at(1000) {
            $0.sessions[0].become(.disconnected, ending: .loggedOut, at: $0.now)
            $0.hear(0, .loggedOut, words: "LOGOUT")
        }
        world.at(1003) { $0.sessions[0].become(.qrScanning, showsQR: true, at: $0.now) }
        world.at(1020) { #expect($0.sessions[0].file.state.incident?.cause == .loggedOut) }
        world.run(until: 20_000)
        #expect(steps(world) == ["ask_scan"])
        #expect(world.told(.scanNeeded) == 1)
        #expect(world.told(.reconnectBegun) == 0)
        #expect(world.sessions[0].file.state.phase == .held)
    }

    @Test("41b. the same where the gateway does not tell whether it shows the code")
    func logoutWithoutSight() {
        let world = World(sessions: 9)
        world.sessions[0].loginAlive = false
        world.at(1000) {
            $0.sessions[0].become(.disconnected, ending: .loggedOut, at: $0.now)
            $0.hear(0, .loggedOut)
        }
        world.at(1003) { $0.sessions[0].become(.qrScanning, showsQR: nil, at: $0.now) }
        world.run(until: 20_000)
        #expect(steps(world) == ["ask_scan"])
        #expect(world.told(.scanNeeded) == 1)
    }

    @Test(
        "42. a reason that only a webhook gave: no call, a person",
        arguments: [SessionEnding.replaced, .banned, .outdated, .timeLocked])
    func reasonByWebhook(ending: SessionEnding) {
        let world = World(sessions: 9)
        world.at(1000) { $0.sessions[0].become(.failed, at: $0.now) }
        world.at(1003) { $0.hear(0, ending, words: "state.change") }
        world.run(until: 80_000)
        #expect(steps(world) == [])
        #expect(world.sessions[0].file.state.incident?.cause == IncidentCause(ending))
        #expect(world.sessions[0].file.state.incident?.evidence.contains { $0.contains("state.change") } == true)
        #expect(world.told(.needsPerson) == 1)
    }

    @Test("43. a reason that comes after the incident was opened takes its place, and the first cause stays")
    func lateReason() {
        let world = World(sessions: 9)
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.at(1120) { $0.hear(0, .replaced) }
        world.run(until: 20_000)
        #expect(steps(world) == [])
        #expect(world.sessions[0].file.state.incident?.cause == .replaced)
        #expect(world.sessions[0].file.state.incident?.firstCause == .disconnected)
    }

    @Test("44. what its user stopped stays off, whoever says so, and nobody is told")
    func stopped() {
        let world = World(sessions: 9)
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.at(1002) { $0.hear(0, .stoppedByUser, words: "closesession") }
        world.run(until: 80_000)
        #expect(steps(world) == [])
        #expect(world.told.isEmpty)
        #expect(world.sessions[0].file.state.incident == nil)
    }

    @Test("45. what was stopped and is started again is watched as before")
    func startedAgain() {
        let world = World(sessions: 9)
        world.at(1000) {
            $0.sessions[0].become(.disconnected, at: $0.now)
            $0.hear(0, .stoppedByUser)
        }
        world.at(2000) { $0.sessions[0].become(.connecting, at: $0.now) }
        world.at(2020) { $0.sessions[0].become(.connected, at: $0.now) }
        world.at(9000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.run(until: 12_000)
        #expect(steps(world) == ["soft_restart"])
        #expect(world.sessions[0].answer?.status == .connected)
    }

    @Test("46. a reason that came late, of an earlier connection, ends no login")
    func staleReason() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [.softRestart: .nothing, .stopStart: .nothing]
        world.at(5000) { world in
            world.sessions[0].become(.disconnected, at: world.now)
            let old = EndingReport(
                .loggedOut, at: world.now - .seconds(7000), heardAt: world.now, teller: .webhook)
            let isNews = world.sessions[0].file.state.heard(old)
            #expect(!isNews)
        }
        world.run(until: 30_000)
        #expect(!steps(world).contains("new_session"))
        #expect(world.harm == [])
    }

    @Test("47. an outage of the line over one session: restarts at most, then a person, and the login lives")
    func outageOfTheLine() {
        let world = World(sessions: 1)
        world.sessions[0].effects = [.softRestart: .nothing, .stopStart: .nothing]
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.at(9000) { $0.sessions[0].become(.connected, at: $0.now) }
        world.run(until: 12_000)
        #expect(steps(world) == ["soft_restart", "stop_start"])
        #expect(world.harm == [])
        #expect(world.sessions[0].file.state.incident == nil)
        #expect(world.sessions[0].loginAlive)
    }

    @Test("48. a socket that is not authenticated is no lost login, however long")
    func notAuthenticated() {
        let world = World(sessions: 1)
        world.capabilities = RecoveryCapabilities(
            stopStart: false, startsMissing: false, ownRetry: .seconds(60))
        world.sessions[0].effects = [.softRestart: .nothing]
        world.at(1000) { world in
            world.sessions[0].answer = SessionAnswer(status: .disconnected, login: .kept, since: world.now)
        }
        world.run(until: 80_000)
        #expect(steps(world) == ["soft_restart"])
        #expect(world.told(.scanNeeded) == 0)
        #expect(world.harm == [])
    }

    @Test("49. a record that was cleared is a lost login: a new one is made, and its user asked")
    func recordCleared() {
        let world = World(sessions: 1)
        world.sessions[0].loginAlive = false
        world.sessions[0].scansAfter = 60
        world.at(1000) { world in
            world.sessions[0].answer = SessionAnswer(status: .disconnected, login: .cleared, since: world.now)
        }
        world.run(until: 6000)
        #expect(steps(world) == ["new_session"])
        #expect(world.incidents.map(\.cause) == [.loggedOut])
        #expect(world.harm == [])
    }

    @Test("50. another client that takes the number without a word: one restart, no fight")
    func silentConflict() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [
            .softRestart: .connectsFor(8, after: 10), .stopStart: .connectsFor(8, after: 10),
        ]
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        // Nothing is seen of 8 s in a check every 2 minutes; a rung is looked at every 15 s.
        world.run(until: 80_000)
        #expect(steps(world) == ["soft_restart"] || steps(world) == ["soft_restart", "stop_start"])
        #expect(world.sessions[0].file.state.phase == .held)
        #expect(world.harm == [])
    }

    @Test("50b. seen to be connected for a moment, it is not restarted again")
    func seenConflict() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [.softRestart: .connectsFor(40, after: 10)]
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.run(until: 80_000)
        #expect(steps(world) == ["soft_restart"])
        #expect(world.sessions[0].file.state.incident?.blockedBy.first?.contains("another client") == true)
        #expect(world.told(.needsPerson) == 1)
    }

    @Test("51. one message that met a reload: a second look within seconds, though nothing else is wrong")
    func secondLook() throws {
        let world = World(sessions: 1)
        world.sessions[0].probe = .dead
        world.at(1000) { $0.sessions[0].failures = failed("Execution context was destroyed, most likely", $0) }
        world.run(until: 2000)
        let look = try #require(world.sessions[0].looks.first)
        #expect(look - 1080 <= world.settings.confirmDelay(random: 1).inSeconds)
        #expect(steps(world) == ["soft_restart"])
        #expect(world.incidents.map(\.cause) == [.crash])
    }

    @Test("51b. a look that finds the page alive ends the doubt: it is not looked again for the same message")
    func looksOnce() {
        let world = World(sessions: 1)
        world.sessions[0].probe = .alive
        world.at(1000) { $0.sessions[0].failures = failed("Runtime.callFunctionOn timed out", $0) }
        world.run(until: 4000)
        #expect(world.sessions[0].looks.count == 1)
        #expect(world.openedIncidents == 0)
    }

    @Test("51c. a page that a look finds dead, with no failed message at all: page_dead, and a restart")
    func pageDead() {
        let world = World(sessions: 1)
        world.sessions[0].probe = .dead
        world.at(1000) { $0.check(0, looks: true) }
        world.run(until: 2000)
        #expect(steps(world) == ["soft_restart"])
        #expect(world.incidents.map(\.cause) == [.crash])
        #expect(world.incidents.first?.evidence == ["The session's page does not answer"])
    }

    @Test("52. what cannot be judged for minutes is an incident with the gateway's words, and a person in the end")
    func unknown() throws {
        let world = World(sessions: 9)
        world.at(1000) {
            $0.sessions[0].answer = SessionAnswer(
                status: .unknown, raw: "null", words: "Cannot read properties of null (reading 'isClosed')")
        }
        world.at(1000 + 300) { #expect($0.openedIncidents == 0) }
        world.run(until: 3600)
        let incident = try #require(world.sessions[0].file.state.incident)
        #expect(incident.cause == .unknownStatus)
        #expect(incident.evidence.first?.contains("isClosed") == true)
        #expect(incident.needsHuman)
        #expect(world.told.map(\.kind) == [.needsPerson])
        #expect(steps(world) == [])
        #expect(world.sessions[0].file.state.isUnknown(at: world.now, settings: world.settings))
        let up = world.intervals["s0", default: []] + [world.sessions[0].file.track.current].compactMap(\.self)
        #expect(up.filter { $0.state == .unknown }.map(\.milliseconds).reduce(0, +) > 2_000_000)
    }

    @Test("52b. it ends when the session can be judged again, whatever it is then")
    func knownAgain() {
        for status in [SessionStatus.connected, .disconnected] {
            let world = World(sessions: 9)
            world.at(1000) { $0.sessions[0].answer = SessionAnswer(status: .unknown, raw: "?") }
            world.at(3000) { $0.sessions[0].become(status, at: $0.now) }
            world.run(until: 3150)
            #expect(world.sessions[0].file.state.incident?.cause == (status == .connected ? nil : .disconnected))
            #expect(!world.sessions[0].file.state.isUnknown(at: world.now, settings: world.settings))
        }
    }

    @Test("52c. while its gateway is in trouble that one's incident says it")
    func unknownForItsGateway() {
        let world = World(sessions: 9)
        world.at(1000) { $0.failure = .unreachable }
        world.run(until: 9000)
        #expect(world.openedIncidents == 0)
        #expect(world.sessions[0].file.state.isUnknown(at: world.now, settings: world.settings))
    }

    @Test("52d. where a gateway contradicts itself, what it does not answer is no incident of the session")
    func contradictoryGateway() {
        let world = World(sessions: 9)
        world.at(900) { $0.gateway.contradictedAt = $0.now }
        world.at(1000) { $0.sessions[0].silent = true }
        world.run(until: 5000)
        #expect(world.openedIncidents == 0)
        #expect(world.told.isEmpty)
        #expect(world.sessions[0].file.state.isUnknown(at: world.now, settings: world.settings))
    }

    @Test("53. the error of a recipient restarts nobody")
    func recipient() {
        let world = World(sessions: 9)
        world.at(1000) {
            $0.sessions[0].failures = failed("Evaluation failed: Error: wid error: invalid wid", $0, count: 9)
        }
        world.run(until: 9000)
        #expect(steps(world) == [])
        #expect(world.openedIncidents == 0)
    }

    @Test("54. a session whose every send fails is restarted once, within five minutes")
    func everySendFails() throws {
        let world = World(sessions: 1)
        world.capabilities = RecoveryCapabilities(stopStart: false, ownRetry: .seconds(60))
        for turn in 0..<32 {
            world.at(1000 + Double(turn) * 5) { world in
                world.sessions[0].failures += failed("failed to send message node: websocket not connected", world)
            }
        }
        world.run(until: 9000)
        #expect(steps(world) == ["soft_restart"])
        #expect(try #require(world.sessions[0].steps.first).at <= 1300)
        #expect(world.incidents.map(\.cause) == [.zombie])
    }

    @Test("55. acknowledgements that are always late restart nobody")
    func lateAcknowledgements() {
        let world = World(sessions: 1)
        world.acknowledgementDelay = .seconds(200)
        for turn in 0..<30 {
            world.at(1000 + Double(turn) * 300) { world in
                let sent = SentMessage(at: world.now, acknowledgement: .pending)
                world.sessions[0].sends.append(sent)
                let place = world.sessions[0].sends.count - 1
                world.at(world.seconds + 150) { $0.sessions[0].sends[place].acknowledgement = .server }
            }
        }
        world.run(until: 12_000)
        #expect(steps(world) == [])
        #expect(world.openedIncidents == 0)
    }

    @Test("56. a rung that the gateway does not carry out ends at once, and nobody is told of it")
    func rungWithoutACall() {
        let world = World(sessions: 9)
        world.sessions[0].declines = .unavailable
        world.at(1000) { $0.sessions[0].become(.failed, at: $0.now) }
        world.run(until: 4000)
        #expect(world.sessions[0].file.ladder.running == nil)
        #expect(world.sessions[0].file.state.phase == .held)
        #expect(world.told(.reconnectBegun) == 0)
        #expect(world.told(.needsPerson) == 1)
        #expect(world.told(.reconnectFailed) == 0)
    }

    @Test("57. two wrong answers in a row are not believed where a message came in between")
    func contradictedByTraffic() {
        let world = World(sessions: 9)
        for turn in 0..<40 {
            let time = 1000 + Double(turn) * 120
            world.at(time + 79) { $0.sessions[0].become(.disconnected, at: $0.now) }
            world.at(time + 82) { world in
                world.sessions[0].sends = [SentMessage(at: world.now, acknowledgement: .server)]
            }
            world.at(time + 96) { $0.sessions[0].become(.connected, at: $0.now) }
        }
        world.run(until: 5500)
        #expect(world.openedIncidents <= 1)
        #expect(steps(world) == [])
    }

    @Test("58. a missing session that nobody scans keeps its first cause")
    func firstCause() {
        let world = World(sessions: 9)
        world.capabilities.startsMissing = false
        world.at(1000) { $0.sessions[0].answer = nil }
        world.run(until: 9000)
        #expect(world.sessions[0].file.state.incident?.firstCause == .notFound)
        #expect(world.sessions[0].file.state.incident?.needsHuman == true)
    }

    @Test("59. \"connected\" of a database ends no recovery")
    func storedWord() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [.softRestart: .nothing]
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.at(1200) { world in
            #expect(world.sessions[0].file.ladder.running != nil)
            world.sessions[0].answer = SessionAnswer(status: .connected, source: .stored)
        }
        world.run(until: 2400)
        #expect(world.episodes.allSatisfy { $0.outcome != .recovered })
    }
}
