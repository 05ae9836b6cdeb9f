import Foundation
import Testing
import WallTime

@testable import SessionHealth

@Suite("The ladder")
struct RecoveryLadderTests {
    let settings = HealthSettings()

    func result(_ answer: SessionAnswer, at time: Timestamp = noon, database: SessionStatus = .connected)
        -> HealthAssessment
    {
        HealthAssessment(
            Evidence(databaseStatus: database, observation: .answered(answer)), settings: settings, now: time)
    }

    func observe(
        _ ladder: inout RecoveryLadder, _ status: SessionStatus, _ seconds: Double, gatewayGood: Bool = true,
        random: Double = 0.5
    ) -> [RecoveryLadder.Action] {
        let observation: GatewayObservation =
            status == .unknown ? .unreachable(GatewayFailure(.unreachable, "")) : .answered(status)
        let assessment = HealthAssessment(
            Evidence(databaseStatus: .connected, observation: observation), settings: settings, now: noon)
        return ladder.observed(
            assessment, gatewayGood: gatewayGood, at: noon + .seconds(seconds), random: random, settings: settings)
    }

    @Test(
        "takes its rungs by cause, from the gentlest on",
        arguments: [
            (IncidentCause.crash, SessionStatus.connected, [Rung.softRestart, .stopStart, .newSession]),
            (.zombie, .connected, [.softRestart, .stopStart, .newSession]),
            (.disconnected, .failed, [.softRestart, .stopStart, .newSession]),
            (.notFound, .notFound, [.stopStart, .newSession]),
            (.loggedOut, .disconnected, [.newSession]),
            (.stuckConnecting, .connecting, [.softRestart, .stopStart]),
            (.outdated, .failed, [.softRestart, .stopStart]),
            (.replaced, .disconnected, [.softRestart, .stopStart]),
            (.banned, .failed, [.softRestart, .stopStart]),
        ])
    func order(cause: IncidentCause, status: SessionStatus, rungs: [Rung]) {
        #expect(
            RecoveryLadder.order(cause, status: status, everLinked: true, capabilities: RecoveryCapabilities()) == rungs
        )
    }

    @Test("starts at the first rung that the gateway has")
    func capabilities() {
        func order(_ capabilities: RecoveryCapabilities, _ status: SessionStatus = .disconnected) -> [Rung] {
            RecoveryLadder.order(.disconnected, status: status, everLinked: true, capabilities: capabilities)
        }
        #expect(order(RecoveryCapabilities(softRestart: false)) == [.stopStart, .newSession])
        #expect(order(RecoveryCapabilities(stopStart: false)) == [.softRestart, .newSession])
        #expect(order(RecoveryCapabilities(newSession: false)) == [.softRestart, .stopStart])
        #expect(order(RecoveryCapabilities(startsMissing: false), .notFound) == [.newSession])
        #expect(order(RecoveryCapabilities(stopStart: false), .notFound) == [.softRestart, .newSession])
    }

    @Test("calls a rung a success when the session is connected and stable for five minutes")
    func success() throws {
        var ladder = RecoveryLadder()
        _ = ladder.began(.softRestart, cause: .crash, at: noon, settings: settings)
        #expect(observe(&ladder, .disconnected, 20) == [.recheck(after: .seconds(15))])
        #expect(observe(&ladder, .connected, 40) == [.recheck(after: .seconds(120))])
        #expect(observe(&ladder, .connected, 300) == [.recheck(after: .seconds(40))])
        let actions = observe(&ladder, .connected, 340)
        guard case .rungEnded(let attempt) = actions.first, case .episodeEnded(let episode) = actions.last else {
            Issue.record("no end: \(actions)")
            return
        }
        #expect(attempt.outcome == .recovered)
        #expect(episode.outcome == .recovered)
        #expect(episode.connectedAt == noon + .seconds(40))
        #expect(episode.succeeded(settings))
        #expect(ladder.running == nil)
        #expect(ladder.attempts == [noon])
        #expect(ladder.failures == 0)
    }

    @Test("fails a rung at its deadline, and waits before the next")
    func failure() {
        var ladder = RecoveryLadder()
        _ = ladder.began(.softRestart, cause: .disconnected, at: noon, settings: settings)
        _ = observe(&ladder, .disconnected, 299)
        #expect(ladder.running != nil)
        let actions = observe(&ladder, .disconnected, 300)
        #expect(actions.count == 1)
        #expect(ladder.running == nil)
        #expect(ladder.backoffUntil == noon + .seconds(315))
        #expect(ladder.next(in: [.softRestart, .stopStart, .newSession]) == .stopStart)
        _ = ladder.began(.stopStart, cause: .disconnected, at: noon + .seconds(320), settings: settings)
        _ = observe(&ladder, .disconnected, 620)
        #expect(ladder.next(in: [.softRestart, .stopStart, .newSession]) == .newSession)
        #expect(ladder.failures == 2)
    }

    @Test("does not count a rung that the gateway's own trouble disturbed")
    func inconclusive() {
        var ladder = RecoveryLadder()
        _ = ladder.began(.softRestart, cause: .disconnected, at: noon, settings: settings)
        _ = observe(&ladder, .unknown, 100, gatewayGood: false)
        _ = observe(&ladder, .disconnected, 301)
        #expect(ladder.episode?.attempts.last?.outcome == .inconclusive)
        #expect(ladder.next(in: [.softRestart, .stopStart, .newSession]) == .softRestart)
    }

    @Test("ends a soft rung at once when it shows that the login is gone")
    func loginGone() {
        var ladder = RecoveryLadder()
        _ = ladder.began(.softRestart, cause: .disconnected, at: noon, settings: settings)
        let shown = result(SessionAnswer(status: .qrScanning, showsQR: true))
        _ = ladder.observed(shown, gatewayGood: true, at: noon + .seconds(30), random: 0.9, settings: settings)
        #expect(ladder.episode?.attempts.last?.outcome == .loginGone)
        #expect(ladder.backoffUntil == nil)
    }

    @Test("fails a rung at once when the session crashes again after it")
    func crashAgain() {
        var ladder = RecoveryLadder()
        _ = ladder.began(.softRestart, cause: .crash, at: noon, settings: settings)
        _ = observe(&ladder, .connected, 30)
        let crashed = HealthAssessment(
            Evidence(
                databaseStatus: .connected, observation: .answered(.connected),
                failures: [FailedMessage(at: noon + .seconds(100), error: "Target closed")]),
            settings: settings, now: noon + .seconds(120))
        _ = ladder.observed(crashed, gatewayGood: true, at: noon + .seconds(120), random: 0, settings: settings)
        #expect(ladder.episode?.attempts.last?.outcome == .failed)
    }

    @Test(
        "goes on to the next rung when the gateway declines one",
        arguments: [
            RungAttempt.Outcome.failed, .unavailable,
        ])
    func declined(outcome: RungAttempt.Outcome) {
        var ladder = RecoveryLadder()
        _ = ladder.began(.softRestart, cause: .disconnected, at: noon, settings: settings)
        _ = ladder.couldNotRun(outcome, at: noon + .seconds(1), random: 0, settings: settings)
        #expect(ladder.running == nil)
        #expect(ladder.next(in: [.softRestart, .stopStart]) == .stopStart)
    }

    @Test("gives up when nobody scans, and stays given up until the session is stable")
    func unscanned() {
        var ladder = RecoveryLadder()
        _ = ladder.began(.newSession, cause: .loggedOut, at: noon, settings: settings)
        _ = observe(&ladder, .qrScanning, 899)
        #expect(ladder.running != nil)
        let actions = observe(&ladder, .qrScanning, 900)
        guard case .episodeEnded(let episode) = actions.last else {
            Issue.record("no end: \(actions)")
            return
        }
        #expect(episode.outcome == .givenUp)
        #expect(episode.usedScan)
        #expect(ladder.heldSince == noon + .seconds(900))
        _ = observe(&ladder, .connected, 5000)
        #expect(ladder.heldSince != nil)
        _ = observe(&ladder, .connected, 5300)
        #expect(ladder.heldSince == nil)
    }

    @Test("forgets its failures only after five minutes of health")
    func reset() {
        var ladder = RecoveryLadder()
        _ = ladder.began(.softRestart, cause: .disconnected, at: noon, settings: settings)
        _ = observe(&ladder, .disconnected, 300)
        _ = observe(&ladder, .connected, 310)
        _ = observe(&ladder, .connected, 600)
        #expect(ladder.failures == 1)
        _ = observe(&ladder, .disconnected, 605)
        _ = observe(&ladder, .connected, 610)
        _ = observe(&ladder, .connected, 909)
        #expect(ladder.failures == 1)
        _ = observe(&ladder, .connected, 910)
        #expect(ladder.failures == 0)
        #expect(ladder.episode == nil)
    }

    @Test(
        "backs off with full jitter, doubled and capped",
        arguments: [
            (1, 0.0, 0.0), (1, 0.5, 15), (1, 0.999_999, 30), (2, 0.999_999, 60), (5, 0.5, 240), (8, 0.999_999, 3600),
            (1_000_000, 0.5, 1800), (3, -4, 0), (3, 7, 120),
        ])
    func backoff(failures: Int, random: Double, seconds: Double) {
        let delay = RecoveryLadder.backoff(failures: failures, random: random, settings: settings)
        #expect(abs(delay.inSeconds - seconds) < 0.01)
    }

    @Test("survives JSON of its own and of another version")
    func json() throws {
        var ladder = RecoveryLadder()
        _ = ladder.began(.softRestart, cause: .crash, at: noon, settings: settings)
        _ = observe(&ladder, .disconnected, 300)
        _ = ladder.began(.stopStart, cause: .crash, by: "ana", at: noon + .seconds(310), settings: settings)
        #expect(try JSONDecoder().decode(RecoveryLadder.self, from: JSONEncoder().encode(ladder)) == ladder)
        let other = #"{"running":{"rung":"teleport"},"failures":-3,"attempts":"many","x":1}"#
        #expect(try JSONDecoder().decode(RecoveryLadder.self, from: Data(other.utf8)) == RecoveryLadder())
    }

    @Test("tells when another attempt may be made: after the back-off, and when each budget has room again")
    func nextAllowed() {
        var ladder = RecoveryLadder()
        #expect(ladder.nextAllowed(at: noon, settings: settings) == nil)
        ladder.backoffUntil = noon + .seconds(20)
        #expect(ladder.nextAllowed(at: noon, settings: settings) == noon + .seconds(20))
        ladder.attempts = [3500, 2000, 10].map { noon - .seconds($0) }
        #expect(ladder.nextAllowed(at: noon, settings: settings) == noon + .seconds(100))
        ladder.attempts = (1...6).map { noon - .seconds($0 * 4000) }
        #expect(ladder.nextAllowed(at: noon, settings: settings) == noon + .seconds(86_400 - 24_000))
        #expect(ladder.attempts(within: .hours(2), at: noon).count == 1)
        #expect(ladder.nextAllowed(at: noon + .days(2), settings: settings) == nil)
    }
}
