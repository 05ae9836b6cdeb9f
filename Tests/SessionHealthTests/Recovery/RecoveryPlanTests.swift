import Testing
import WallTime

@testable import SessionHealth

@Suite("A recovery plan")
struct RecoveryPlanTests {
    func failed(_ rungs: Rung..., outcome: RungAttempt.Outcome = .failed) -> RecoveryLadder {
        var ladder = RecoveryLadder()
        ladder.episode = RecoveryEpisode(cause: .disconnected, startedAt: noon - .seconds(700))
        ladder.episode?.attempts = rungs.map {
            RungAttempt(rung: $0, startedAt: noon - .seconds(700), endedAt: noon - .seconds(60), outcome: outcome)
        }
        return ladder
    }

    func proof(_ context: RecoveryContext) -> LoginReplacement.Proof? {
        if case .replaceLogin(let replacement) = context.plan.decision { replacement.proof } else { nil }
    }

    @Test("does nothing about a session that is well, unknown, or bad in a way that recovery does not mend")
    func nothing() {
        let well = lostSession(SessionAnswer(status: .connected))
        #expect(well.plan.decision == .nothing(.healthy))
        let waiting = lostSession(SessionAnswer(status: .qrScanning), database: .qrScanning)
        #expect(waiting.plan.decision == .nothing(.notWanted))
        let failure = GatewayFailure(.unreachable, "refused")
        let unknown = lostSession(Evidence(databaseStatus: .connected, observation: .unreachable(failure)))
        #expect(unknown.plan.decision == .nothing(.notChecked))
    }

    @Test("is silent when automatic recovery is off, and obeys a person all the same")
    func switchedOff() {
        var context = lostSession { $0.settings.autoReconnect = false }
        #expect(context.plan.decision == .nothing(.switchedOff))
        context.request = .person(PersonsRequest(name: "ana"))
        guard case .soft = context.plan.decision else {
            Issue.record("\(context.plan)")
            return
        }
    }

    @Test("says the same in observe-only mode, and marks it as not to be done")
    func observeOnly() {
        let acting = lostSession()
        let watching = lostSession { $0.settings.observeOnly = true }
        #expect(watching.plan.observeOnly)
        #expect(watching.plan.decision == acting.plan.decision)
        #expect(RecoveryPlan(acting, random: 0, dryRun: true).observeOnly)
        #expect(!acting.plan.observeOnly)
    }

    @Test("wants recovery below the threshold only")
    func threshold() {
        let low = lostSession { $0.settings.reconnectThreshold = 10 }
        #expect(low.plan.decision == .nothing(.notWanted))
        let high = lostSession { $0.settings.reconnectThreshold = 11 }
        #expect(high.plan.decision != .nothing(.notWanted))
    }

    @Test("replaces a login only with a proof")
    func proofs() {
        #expect(proof(lostSession()) == nil)
        // That everything gentler failed proves nothing: in an outage of the line all of it fails, and the login lives.
        let exhausted = lostSession { $0.ladder = failed(.softRestart, .stopStart) }
        #expect(exhausted.plan.decision == .hold(.loginMayBeAlive))
        #expect(proof(lostSession(SessionAnswer(status: .disconnected, ending: .loggedOut))) == .loginGone(.reason))
        #expect(proof(lostSession(SessionAnswer(status: .disconnected, login: .cleared))) == .loginGone(.recordCleared))
        #expect(
            lostSession(SessionAnswer(status: .notFound)) { $0.ladder = failed(.stopStart) }.plan.decision
                == .hold(.loginMayBeAlive))
        let shown = lostSession(SessionAnswer(status: .qrScanning, showsQR: true))
        #expect(shown.assessment.login == .gone(.codeShown))
        #expect(
            proof(lostSession(SessionAnswer(status: .notFound)) { $0.capabilities.startsMissing = false }) == .notThere)
    }

    @Test("never replaces a login that may be alive")
    func living() {
        let exhausted = failed(.softRestart, .stopStart)
        let kept = lostSession(SessionAnswer(status: .disconnected, login: .kept)) { $0.ladder = exhausted }
        #expect(kept.plan.decision == .hold(.loginMayBeAlive))
        let crash = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            failures: [FailedMessage(at: noon - .seconds(100), error: "Session closed")])
        let crashed = lostSession(crash) { $0.ladder = exhausted }
        #expect(crashed.plan.decision == .hold(.loginMayBeAlive))
        let noSoft = lostSession {
            $0.capabilities.softRestart = false
            $0.capabilities.stopStart = false
        }
        #expect(noSoft.plan.decision == .hold(.loginMayBeAlive))
        var declined = exhausted
        for index in 0..<2 { declined.episode?.attempts[index].declined = true }
        #expect(lostSession { $0.ladder = declined }.plan.decision == .hold(.loginMayBeAlive))
        var seenAlive = exhausted
        seenAlive.episode?.attempts[0].connected = true
        #expect(lostSession { $0.ladder = seenAlive }.plan.decision == .hold(.loginMayBeAlive))
        let inconclusive = lostSession { $0.ladder = failed(.softRestart, .stopStart, outcome: .inconclusive) }
        #expect(proof(inconclusive) == nil)
        var asked = crashed
        asked.request = .person(PersonsRequest(name: "ana", overrides: true, newLogin: true))
        #expect(asked.plan.decision == .hold(.loginMayBeAlive))
    }

    @Test("makes a new login for a person who asks, where none is alive")
    func person() {
        var context = lostSession()
        context.request = .person(PersonsRequest(name: "ana", newLogin: true))
        #expect(proof(context) == .person("ana"))
        var first = lostSession(SessionAnswer(status: .disconnected), database: .disconnected) {
            $0.session = SessionHealthState()
            $0.session.phase = .waiting
        }
        first.request = .person(PersonsRequest(name: "ana"))
        #expect(proof(first) == .neverLinked("ana"))
    }

    @Test("lets a person end what the gateway still has only when all else was tried, or they know")
    func personKept() {
        var kept = lostSession(SessionAnswer(status: .disconnected, login: .kept))
        kept.request = .person(PersonsRequest(name: "ana", newLogin: true))
        #expect(kept.plan.decision == .hold(.loginMayBeAlive))
        kept.ladder.heldSince = noon - .seconds(60)
        #expect(proof(kept) == .person("ana"))
        kept.ladder.heldSince = nil
        kept.request = .person(PersonsRequest(name: "ana", overrides: true, newLogin: true, insists: false))
        #expect(kept.plan.decision == .hold(.loginMayBeAlive))
        kept.request = .person(PersonsRequest(name: "ana", overrides: true, newLogin: true))
        #expect(proof(kept) == .person("ana"))
    }

    @Test("does not restart against another client what was connected and lost again at once")
    func lostAgain() {
        var ladder = failed(.softRestart)
        ladder.episode?.attempts[0].lostAgain = true
        var context = lostSession { $0.ladder = ladder }
        #expect(context.plan.decision == .hold(.lostAgain))
        context.request = .person(PersonsRequest(name: "ana"))
        guard case .soft = context.plan.decision else {
            Issue.record("\(context.plan)")
            return
        }
    }

    @Test("restarts first where the gateway says logged out and still has the login")
    func contradictoryLogout() {
        let context = lostSession(SessionAnswer(status: .failed, ending: .loggedOut, login: .kept))
        #expect(
            context.plan.decision == .soft(SoftStep(action: .softRestart, cause: .loggedOut, deadline: .seconds(300))))
        var exhausted = context
        exhausted.ladder = failed(.softRestart, .stopStart)
        #expect(exhausted.plan.decision == .hold(.loginMayBeAlive))
    }

    @Test("never tears down what may be showing a code, for whoever asks")
    func codeOnScreen() {
        let ask = SoftStep.Action.askScan
        func action(_ context: RecoveryContext) -> SoftStep.Action? {
            if case .soft(let step) = context.plan.decision { step.action } else { nil }
        }
        for shows in [true, nil] as [Bool?] {
            let answer = SessionAnswer(status: .qrScanning, ending: .loggedOut, showsQR: shows)
            var context = lostSession(answer) { $0.session.qrSince = noon - .seconds(20) }
            #expect(action(context) == ask)
            context.session.scanAskedAt = noon - .seconds(10)
            #expect(context.plan.decision == .hold(.gate))
            context.request = .person(PersonsRequest(name: "ana"))
            #expect(action(context) == ask)
        }
        var shown = lostSession(SessionAnswer(status: .qrScanning, showsQR: true))
        shown.request = .person(PersonsRequest(name: "ana", newLogin: true))
        #expect(action(shown) == ask)
        shown.request = .person(PersonsRequest(name: "ana", overrides: true, newLogin: true, insists: false))
        #expect(action(shown) == ask)
        shown.request = .person(PersonsRequest(name: "ana", overrides: true, newLogin: true))
        #expect(action(shown) == nil)
    }

    @Test("leaves to a person what the gateway wants done on the phone")
    func passkey() {
        let answer = SessionAnswer(status: .failed, words: "confirm the passkey", needsPerson: true)
        let context = lostSession(answer)
        #expect(context.plan.decision == .hold(.gate))
        #expect(context.plan.blockedBy == ["the gateway waits for somebody at the phone: confirm the passkey"])
        #expect(context.session.incident?.needsHuman == true)
    }

    @Test("shows the code that a session waits with, at once and once")
    func askScan() {
        let answer = SessionAnswer(status: .qrScanning, showsQR: true)
        var context = lostSession(answer) { $0.session.qrSince = noon - .seconds(20) }
        let ask = RecoveryDecision.soft(SoftStep(action: .askScan, cause: .loggedOut, deadline: .seconds(900)))
        #expect(context.plan.decision == ask)
        context.session.scanAskedAt = noon
        #expect(context.plan.decision == .hold(.gate))
        context.request = .person(PersonsRequest(name: "ana"))
        #expect(context.plan.decision == ask)
    }

    @Test("asks nobody to scan while the whole gateway is in trouble")
    func noScanStorm() {
        let answer = SessionAnswer(status: .qrScanning, showsQR: true)
        let context = lostSession(answer) { $0.gateway.census = FleetCensus(expected: 9, bad: 9, listed: 9) }
        guard case .recheck = context.plan.decision else {
            Issue.record("\(context.plan)")
            return
        }
    }

    @Test("makes a session of an account that was never linked and that nobody has, and ends nothing for it")
    func neverLinkedNotThere() {
        let context = lostSession(SessionAnswer(status: .notFound), database: .disconnected) {
            $0.session.linkedAt = nil
        }
        #expect(proof(context) == .notThere)
    }

    @Test("starts a missing session instead of restarting it")
    func missing() {
        #expect(
            lostSession(SessionAnswer(status: .notFound)).plan.decision
                == .soft(SoftStep(action: .start, cause: .notFound, deadline: .seconds(300))))
    }

    @Test("looks again when the gate opens, not at the next sweep")
    func recheck() {
        let context = lostSession { $0.session.notConnectedSince = noon - .seconds(100) }
        #expect(context.plan.decision == .recheck(after: .seconds(55)))
        #expect(context.plan.blockedBy == ["the gateway's own reconnect may still run, for 55 s"])
        let late = lostSession { $0.account.maintenanceUntil = noon + .seconds(90_000) }
        #expect(late.plan.decision == .recheck(after: .seconds(120)))
    }

    @Test("leaves a running rung alone until its deadline")
    func underWay() {
        let context = lostSession {
            _ = $0.ladder.began(.softRestart, cause: .disconnected, at: noon, settings: $0.settings)
        }
        #expect(context.plan.decision == .nothing(.underWay))
    }

    @Test("stays with a person once every rung was tried")
    func held() {
        let context = lostSession { $0.ladder.heldSince = noon - .seconds(9000) }
        #expect(context.plan.decision == .hold(.ladderExhausted))
        let stuck = lostSession(SessionAnswer(status: .connecting)) {
            $0.now = noon + .seconds(30)
            ($0.gateway.lastProbeAt, $0.gateway.censusAt) = ($0.now, $0.now)
            _ = $0.session.checked(
                $0.assessment, subject: $0.subject, at: $0.now, random: 0, settings: $0.settings)
            #expect($0.session.incident?.cause == .stuckConnecting)
            $0.ladder = failed(.softRestart, .stopStart)
        }
        #expect(stuck.plan.decision == .hold(.ladderExhausted))
    }
}
