import Foundation
import Testing
import WallTime

@testable import SessionHealth

@Suite("A session's state")
struct SessionHealthStateTests {
    let subject = SessionSubject(gateway: "g", session: "s")
    let settings = HealthSettings()

    func at(_ seconds: Double) -> Timestamp { Timestamp(seconds: 1_000_000) + .seconds(seconds) }

    func check(
        _ state: inout SessionHealthState, _ status: SessionStatus, _ seconds: Double,
        database: SessionStatus = .connected, answer: SessionAnswer? = nil, inhibited: Bool = false
    ) -> [SessionAction] {
        let observation: GatewayObservation =
            status == .unknown
            ? .unreachable(GatewayFailure(.unreachable, "refused"))
            : status == .notFound ? .notFound : .answered(answer ?? SessionAnswer(status: status))
        let assessment = HealthAssessment(
            Evidence(databaseStatus: database, observation: observation), settings: settings, now: at(seconds))
        return state.checked(
            assessment, subject: subject, inhibited: inhibited, at: at(seconds), random: 0, settings: settings)
    }

    @Test("believes a bad result only the second time, and a good one after it too")
    func softAndHard() throws {
        var state = SessionHealthState()
        #expect(check(&state, .connected, 0) == [])
        #expect(check(&state, .disconnected, 120) == [.recheck(after: .seconds(15))])
        #expect(state.phase == .soft)
        #expect(state.incident == nil)
        let opened = check(&state, .disconnected, 135)
        let incident = try #require(state.incident)
        #expect(opened == [.openIncident(incident)])
        #expect(incident.cause == .disconnected)
        #expect(incident.beganAt == at(60))
        #expect(incident.beganSource == .midpoint)
        #expect(incident.detectedAt == at(120))
        #expect(check(&state, .connected, 240) == [.recheck(after: .seconds(15))])
        #expect(state.phase == .hard)
        let closed = check(&state, .connected, 255)
        guard case .closeIncident(let last) = closed.first else { throw Missing() }
        #expect(last.resolvedAt == at(240))
        #expect(last.falsePositive)
        #expect(state.phase == .good)
    }

    @Test("what got stuck, or failed, before a loss that was seen is not held against the connection that came back")
    func backAgain() {
        var file = SessionCase()
        let surroundings = SessionCase.Surroundings(
            subject: subject, gateway: GatewayState(), capabilities: RecoveryCapabilities())
        func cause(_ status: SessionStatus, _ seconds: Double) -> IncidentCause? {
            let evidence = Evidence(
                databaseStatus: .connected, observation: .answered(SessionAnswer(status: status)),
                failures: (0..<4).map { FailedMessage(at: at(10 + Double($0)), error: "websocket not connected") },
                sends: [SentMessage(at: at(9), acknowledgement: .pending)], acknowledgementsReported: true)
            return file.checked(evidence, in: surroundings, at: at(seconds), random: 0, settings: settings)
                .assessment.cause
        }
        // Without a loss it stands, at the next check, too.
        #expect(cause(.connected, 120) == .zombie)
        #expect(cause(.connected, 140) == .zombie)
        #expect(cause(.disconnected, 240) == .disconnected)
        #expect(cause(.connected, 360) == nil)
        #expect(cause(.connected, 380) == nil)
    }

    @Test("holds the crash as the cause until the connection is back")
    func crashStands() {
        var file = SessionCase()
        let surroundings = SessionCase.Surroundings(
            subject: subject, gateway: GatewayState(), capabilities: RecoveryCapabilities())
        func cause(_ status: SessionStatus, _ seconds: Double) -> IncidentCause? {
            let evidence = Evidence(
                databaseStatus: .connected, observation: .answered(SessionAnswer(status: status)),
                failures: [FailedMessage(at: at(10), error: "Protocol error: Session closed.")])
            return file.checked(evidence, in: surroundings, at: at(seconds), random: 0, settings: settings)
                .assessment.cause
        }
        #expect(cause(.disconnected, 20) == .crash)
        #expect(cause(.disconnected, 40) == .crash)
        #expect(cause(.disconnected, 160) == .crash)
        #expect(cause(.connected, 280) == nil)
    }

    struct Missing: Error {}

    @Test("forgets a bad result that the second check contradicts")
    func transient() {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        _ = check(&state, .disconnected, 120)
        #expect(check(&state, .connected, 136) == [])
        #expect(state.phase == .good)
        #expect(check(&state, .disconnected, 240) == [.recheck(after: .seconds(15))])
    }

    @Test("is not convinced by two looks at the same instant")
    func tooSoon() {
        var state = SessionHealthState()
        _ = check(&state, .disconnected, 0)
        #expect(check(&state, .disconnected, 1) == [])
        #expect(check(&state, .disconnected, 14.9) == [])
        #expect(state.incident == nil)
        #expect(check(&state, .disconnected, 15).count == 1)
    }

    @Test("stays as it is while the gateway cannot be asked")
    func unknown() {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        let before = state
        for minute in 1...60 { #expect(check(&state, .unknown, Double(minute * 120), inhibited: true) == []) }
        #expect(state.unjudgedSince == noon + .seconds(120))
        state.unjudgedSince = nil
        #expect(state == before)
        _ = check(&state, .disconnected, 7300)
        let soft = state
        #expect(check(&state, .unknown, 7320) == [])
        (state.unjudgedSince, state.unclearSince) = (nil, nil)
        #expect(state == soft)
    }

    @Test("opens an incident for what cannot be judged for minutes, and asks for a person in the end")
    func unknownForLong() {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        for second in [120.0, 240, 360] { #expect(check(&state, .unknown, second) == []) }
        #expect(check(&state, .unknown, 420).count == 1)
        #expect(state.incident?.cause == .unknownStatus)
        #expect(state.incident?.detectedAt == noon + .seconds(120))
        #expect(state.incident?.needsHuman == false)
        for second in [540.0, 660, 780, 900] { #expect(check(&state, .unknown, second) == []) }
        #expect(check(&state, .unknown, 1020).count == 1)
        #expect(state.incident?.needsHuman == true)
        // Nobody expects it to be connected: the incident has nothing else to say.
        let waiting = HealthAssessment(
            Evidence(databaseStatus: .qrScanning, observation: .answered(.qrScanning)), settings: HealthSettings(),
            now: noon + .seconds(1140))
        let actions = state.checked(
            waiting, subject: SessionSubject(gateway: "g", session: "s"), at: noon + .seconds(1140), random: 0,
            settings: HealthSettings())
        #expect(actions.count == 1)
        #expect(state.incident == nil)
    }

    @Test("keeps a bad result soft while the gateway is in trouble")
    func inhibited() {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        for second in stride(from: 120.0, to: 3600, by: 120) {
            let actions = check(&state, .notFound, second, inhibited: true)
            #expect(!actions.contains { if case .openIncident = $0 { true } else { false } })
        }
        #expect(state.flaps.results == [false])
        _ = check(&state, .notFound, 3600)
        #expect(state.incident?.cause == .notFound)
        #expect(state.incident?.detectedAt == at(3480))
    }

    @Test("lets a session connect for three minutes, and not longer")
    func connecting() throws {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        for second in stride(from: 30.0, through: 210, by: 30) { #expect(check(&state, .connecting, second) == []) }
        #expect(state.phase == .waiting)
        #expect(check(&state, .connecting, 240).count == 1)
        _ = check(&state, .connecting, 260)
        #expect(state.incident?.cause == .stuckConnecting)
    }

    @Test("does not open an incident for an account that waits for its first scan")
    func neverLinked() {
        var state = SessionHealthState()
        for second in stride(from: 0.0, to: 7200, by: 120) {
            #expect(check(&state, .qrScanning, second, database: .qrScanning) == [])
        }
        #expect(state.phase == .waiting)
    }

    @Test("asks for a person when nobody scanned through three windows")
    func qrExpired() {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        for second in stride(from: 120.0, to: 1020, by: 120) {
            _ = check(&state, .qrScanning, second, database: .qrScanning)
            #expect(state.incident == nil)
        }
        _ = check(&state, .qrScanning, 1020, database: .qrScanning)
        _ = check(&state, .qrScanning, 1040, database: .qrScanning)
        #expect(state.incident?.cause == .qrExpired)
        #expect(state.incident?.needsHuman == true)
        #expect(state.phase == .held)
    }

    @Test("takes the gateway's own time for the beginning")
    func began() {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        let answer = SessionAnswer(status: .disconnected, since: at(30))
        _ = check(&state, .disconnected, 120, answer: answer)
        _ = check(&state, .disconnected, 140, answer: answer)
        #expect(state.incident?.beganAt == at(30))
        #expect(state.incident?.beganSource == .event)
        #expect(state.notConnectedSince == at(30))
    }

    @Test("does not interpolate over a gap of more than two intervals")
    func gap() {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        _ = check(&state, .disconnected, 500)
        _ = check(&state, .disconnected, 520)
        #expect(state.incident?.beganAt == at(500))
        #expect(state.incident?.beganSource == .unknown)
    }

    @Test("lets a cause give way only to one that tells more")
    func causes() {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        _ = check(&state, .disconnected, 120)
        _ = check(&state, .disconnected, 140)
        _ = check(&state, .notFound, 240)
        #expect(state.incident?.cause == .notFound)
        _ = check(&state, .disconnected, 360)
        #expect(state.incident?.cause == .notFound)
        _ = check(&state, .disconnected, 480, answer: SessionAnswer(status: .disconnected, ending: .banned))
        #expect(state.incident?.cause == .banned)
        #expect(state.phase == .held)
    }

    @Test("keeps one incident open while it flaps")
    func flapping() {
        var state = SessionHealthState()
        var opened = 0
        var starts = 0
        for turn in 0..<30 {
            let status: SessionStatus = turn.isMultiple(of: 2) ? .connected : .disconnected
            for action in check(&state, status, Double(turn) * 120) {
                if case .openIncident = action { opened += 1 }
                if case .flappingStarted = action { starts += 1 }
            }
        }
        #expect(opened == 1)
        #expect(starts == 1)
        #expect(state.incident?.cause == .flapping)
        for turn in 30..<60 { _ = check(&state, .connected, Double(turn) * 120) }
        #expect(state.incident == nil)
        #expect(!state.isFlapping)
    }

    @Test("calls it a false positive when a message got through while it was called lost")
    func contradicted() throws {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        _ = check(&state, .disconnected, 120)
        _ = check(&state, .disconnected, 140)
        _ = check(&state, .disconnected, 240)
        for second in [360.0, 380] {
            let assessment = HealthAssessment(
                Evidence(
                    databaseStatus: .connected, observation: .answered(.connected),
                    sends: [SentMessage(at: at(200), acknowledgement: .server)]),
                settings: settings, now: at(second))
            let actions = state.checked(assessment, subject: subject, at: at(second), random: 0, settings: settings)
            if case .closeIncident(let incident) = actions.last { #expect(incident.falsePositive) }
        }
        #expect(state.incident == nil)
    }

    @Test("survives JSON of its own and of another version")
    func json() throws {
        var state = SessionHealthState()
        _ = check(&state, .connected, 0)
        _ = check(&state, .disconnected, 120)
        _ = check(&state, .disconnected, 140)
        let data = try JSONEncoder().encode(state)
        #expect(try JSONDecoder().decode(SessionHealthState.self, from: data) == state)
        for text in [
            "{}", #"{"phase":"hibernating","flaps":7,"new":[1]}"#, #"{"phase":"hard"}"#, #"{"phase":"soft"}"#,
            #"{"incident":{"gateway":"g","cause":"of-tomorrow","detected_at":5},"phase":"held"}"#,
        ] {
            let read = try JSONDecoder().decode(SessionHealthState.self, from: Data(text.utf8))
            #expect(read.phase == .unchecked)
            #expect(read.incident == nil)
        }
    }
}
