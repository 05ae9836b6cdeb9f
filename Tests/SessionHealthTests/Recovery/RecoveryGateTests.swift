import Testing
import WallTime

@testable import SessionHealth

@Suite("Each recovery gate")
struct RecoveryGateTests {
    @Test("lets a plainly lost session through")
    func open() {
        let context = lostSession()
        #expect(context.holdCodes == [])
        #expect(
            context.plan.decision
                == .soft(SoftStep(action: .softRestart, cause: .disconnected, deadline: .seconds(300))))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var gate: RecoveryGate
        var code: String
        var protectsLogin: Bool
        var needsHuman = false
        var text: String
        var make: @Sendable () -> RecoveryContext
        var testDescription: String { code }
    }

    static let cases: [Case] = [
        Case(gate: .gatewayWell, code: "gateway_unknown", protectsLogin: true, text: "the gateway was not probed yet") {
            lostSession { $0.gateway.lastProbeAt = nil }
        },
        Case(
            gate: .gatewayWell, code: "gateway_down", protectsLogin: true, text: "the gateway is not well (bad_answer)"
        ) {
            lostSession { $0.gateway.lastFailure = GatewayFailure(.badAnswer, "HTML") }
        },
        Case(
            gate: .gatewayWell, code: "gateway_unauthorized", protectsLogin: true,
            text: "the gateway refuses our key (401 or 403)"
        ) {
            lostSession { $0.gateway.lastFailure = GatewayFailure(.unauthorized, "401") }
        },
        Case(gate: .gatewayWell, code: "circuit_open", protectsLogin: true, text: "the gateway's circuit is open") {
            lostSession { $0.gateway.circuitOpenUntil = noon + .seconds(5) }
        },
        Case(
            gate: .gatewayWell, code: "gateway_recovering", protectsLogin: true,
            text: "the gateway was down and has answered only once since"
        ) {
            lostSession { $0.gateway.phase = .halfOpen }
        },
        Case(
            gate: .gatewayWell, code: "gateway_stale", protectsLogin: true,
            text: "the gateway was last probed 5 min ago"
        ) {
            lostSession { $0.gateway.lastProbeAt = noon - .seconds(300) }
        },
        Case(
            gate: .gatewayWell, code: "gateway_stale", protectsLogin: true,
            text: "the gateway was not probed since the session was found bad"
        ) {
            lostSession { $0.gateway.lastProbeAt = noon - .seconds(601) }
        },
        Case(
            gate: .fleetBrake, code: "census_stale", protectsLogin: true,
            text: "the gateway's list was not read since the session was found bad"
        ) {
            lostSession { $0.gateway.censusAt = noon - .seconds(601) }
        },
        Case(
            gate: .gatewayRestart, code: "gateway_restarted", protectsLogin: true, text: "gateway restarted 3 min ago"
        ) {
            lostSession { $0.gateway.restartedAt = noon - .seconds(200) }
        },
        Case(
            gate: .gatewayRestart, code: "gateway_settling", protectsLogin: true,
            text: "the gateway's sessions are just coming back"
        ) {
            lostSession { $0.gateway.settlingUntil = noon + .seconds(1) }
        },
        Case(
            gate: .fleetBrake, code: "shared", protectsLogin: true,
            text: "55 of 100 sessions of this gateway are bad at once"
        ) {
            lostSession { $0.gateway.census = FleetCensus(expected: 100, bad: 55, listed: 100) }
        },
        Case(
            gate: .fleetBrake, code: "empty_list", protectsLogin: true,
            text: "the gateway lists no session, and 1 are known"
        ) {
            lostSession { $0.gateway.census = FleetCensus(expected: 1, bad: 1, listed: 0) }
        },
        Case(
            gate: .confirmed, code: "unconfirmed", protectsLogin: true, text: "not confirmed by a second check"
        ) {
            lostSession {
                $0.session.phase = .soft
                $0.session.incident = nil
                $0.session.firstBadAt = noon
            }
        },
        Case(
            gate: .confirmed, code: "flapping", protectsLogin: false,
            text: "the session flaps (41 % of its last checks changed)"
        ) {
            lostSession {
                for result in "gbgbgb" { _ = $0.session.flaps.record(bad: result == "b", settings: $0.settings) }
            }
        },
        Case(
            gate: .qrPending, code: "qr_window", protectsLogin: false,
            text: "the QR code waits to be scanned, for 100 s more"
        ) {
            lostSession(SessionAnswer(status: .qrScanning)) { $0.session.qrSince = noon - .seconds(200) }
        },
        Case(gate: .qrPending, code: "qr_dialog", protectsLogin: false, text: "a person has the QR code open") {
            lostSession { $0.account.qrDialogOpen = true }
        },
        Case(
            gate: .qrPending, code: "qr_unscanned", protectsLogin: false, needsHuman: true,
            text: "nobody scanned the QR code through 3 windows"
        ) {
            lostSession(SessionAnswer(status: .qrScanning)) { $0.session.qrSince = noon - .seconds(900) }
        },
        Case(
            gate: .connecting, code: "connecting", protectsLogin: true,
            text: "the session has been connecting for 100 s"
        ) {
            lostSession {
                $0.session.status = .connecting
                $0.session.statusSince = noon - .seconds(100)
            }
        },
        Case(
            gate: .connecting, code: "own_retry", protectsLogin: true,
            text: "the gateway's own reconnect may still run, for 5 s"
        ) {
            lostSession { $0.session.notConnectedSince = noon - .seconds(150) }
        },
        Case(
            gate: .terminalCause, code: "logged_out", protectsLogin: false, needsHuman: true,
            text: "logged out, and a scan was asked for 60 s ago"
        ) {
            lostSession(SessionAnswer(status: .disconnected, ending: .loggedOut)) {
                $0.session.scanAskedAt = noon - .seconds(60)
            }
        },
        Case(
            gate: .terminalCause, code: "replaced", protectsLogin: false, needsHuman: true,
            text: "replaced by another client: reconnecting would start a fight"
        ) { lostSession(SessionAnswer(status: .disconnected, ending: .replaced)) },
        Case(
            gate: .terminalCause, code: "banned", protectsLogin: false, needsHuman: true,
            text: "banned or locked by WhatsApp: see the phone"
        ) { lostSession(SessionAnswer(status: .failed, ending: .banned)) },
        Case(
            gate: .terminalCause, code: "outdated", protectsLogin: false, needsHuman: true,
            text: "the gateway's WhatsApp Web version is outdated: update the gateway"
        ) { lostSession(SessionAnswer(status: .failed, ending: .outdated)) },
        Case(
            gate: .terminalCause, code: "time_locked", protectsLogin: false, needsHuman: true,
            text: "WhatsApp's time lock (463): it ends by itself"
        ) { lostSession(SessionAnswer(status: .disconnected, ending: .timeLocked)) },
        Case(
            gate: .realFailure, code: "only_idle", protectsLogin: true,
            text: "the session is connected, and quiet alone is no failure"
        ) {
            lostSession {
                let idle = Evidence(
                    databaseStatus: .connected, observation: .answered(.connected),
                    lastIncoming: noon - .seconds(90_000))
                $0.assessment = HealthAssessment(idle, settings: $0.settings, now: noon)
            }
        },
        Case(
            gate: .realFailure, code: "recipient_failures", protectsLogin: true,
            text: "the failures are the recipients', and the session is connected"
        ) {
            lostSession {
                let failing = Evidence(
                    databaseStatus: .connected, observation: .answered(.connected),
                    failures: (0..<9).map { FailedMessage(at: noon - .seconds($0), error: "error 463") })
                $0.assessment = HealthAssessment(failing, settings: $0.settings, now: noon)
            }
        },
        Case(gate: .budget, code: "backoff", protectsLogin: false, text: "back-off, for 20 s more") {
            lostSession { $0.ladder.backoffUntil = noon + .seconds(20) }
        },
        Case(
            gate: .budget, code: "budget_hour", protectsLogin: false, text: "3 attempts within an hour, 3 are allowed"
        ) {
            lostSession { $0.ladder.attempts = [3500, 2000, 10].map { noon - .seconds($0) } }
        },
        Case(gate: .budget, code: "budget_day", protectsLogin: false, text: "6 attempts within a day, 6 are allowed") {
            lostSession { $0.ladder.attempts = (1...6).map { noon - .seconds($0 * 4000) } }
        },
        Case(
            gate: .budget, code: "recovery_share", protectsLogin: false,
            text: "10 sessions of this gateway are in recovery, 10 at once are allowed"
        ) {
            lostSession { $0.recoveringOnGateway = 10 }
        },
        Case(gate: .wantedByPeople, code: "disabled", protectsLogin: false, text: "the account is disabled") {
            lostSession { $0.account.isDisabled = true }
        },
        Case(gate: .wantedByPeople, code: "on_hold", protectsLogin: false, text: "the account is on hold: number moves")
        {
            lostSession { $0.account.onHold = "number moves" }
        },
        Case(
            gate: .wantedByPeople, code: "maintenance", protectsLogin: false, text: "maintenance window, for 60 s more"
        ) {
            lostSession { $0.account.maintenanceUntil = noon + .seconds(60) }
        },
        Case(gate: .wantedByPeople, code: "stopped_by_user", protectsLogin: false, text: "disconnected by its user") {
            lostSession { $0.account.stoppedByUser = true }
        },
        Case(
            gate: .alone, code: "recovery_runs", protectsLogin: true, text: "another recovery of this account runs"
        ) {
            lostSession { $0.account.otherRecoveryRuns = true }
        },
        Case(
            gate: .alone, code: "duplicate_number", protectsLogin: true, needsHuman: true,
            text: "the same number is held by sales"
        ) {
            lostSession { $0.account.sharesNumberWith = ["sales"] }
        },
        Case(
            gate: .evidenceOfLife, code: "evidence_of_life", protectsLogin: true,
            text: "WhatsApp acknowledged a message sent 60 s ago"
        ) {
            lostSession(sends: [SentMessage(at: noon - .seconds(60), acknowledgement: .server)])
        },
    ]

    @Test("holds on its own, and says why", arguments: cases)
    func holds(example: Case) throws {
        let context = example.make()
        let hold = try #require(example.gate.hold(context))
        #expect(hold.code == example.code)
        #expect(hold.text == example.text)
        #expect(hold.line == "blocked by: \(example.text)")
        #expect(hold.protectsLogin == example.protectsLogin)
        #expect(hold.needsHuman == example.needsHuman)
        // What is stored with the incident, unless nothing was wanted anyway.
        switch context.plan.decision {
        case .recheck, .hold(.gate): #expect(context.plan.blockedBy.contains(example.text))
        default: #expect(context.plan.blockedBy.isEmpty)
        }
        // Nothing is done while it holds, for whatever reason it is asked.
        switch context.plan.decision {
        case .soft(let step): #expect(step.action == .askScan)
        case .replaceLogin: Issue.record("replaced a login though \(example.code) held")
        default: break
        }
    }

    @Test("that protects a login is overridden by nobody", arguments: cases.filter(\.protectsLogin))
    func noOverride(example: Case) {
        for newLogin in [false, true] {
            var context = example.make()
            context.request = .person(PersonsRequest(name: "ana", overrides: true, newLogin: newLogin))
            switch context.plan.decision {
            case .soft, .replaceLogin: Issue.record("\(example.code) was overridden")
            case .nothing, .recheck, .hold: break
            }
        }
    }

    @Test("that protects no login gives way to a person who knows", arguments: cases.filter { !$0.protectsLogin })
    func override(example: Case) {
        var context = example.make()
        context.request = .person(PersonsRequest(name: "ana", overrides: true))
        switch context.plan.decision {
        case .soft: break
        case .replaceLogin(let replacement): #expect(replacement.cause == .loggedOut)
        case .nothing, .recheck, .hold: Issue.record("\(example.code) held: \(context.plan)")
        }
    }

    @Test("comes in its place, and all that hold are named")
    func order() {
        let context = lostSession(sends: [SentMessage(at: noon, acknowledgement: .read)]) {
            $0.gateway.lastFailure = GatewayFailure(.unreachable, "refused")
            $0.gateway.restartedAt = noon
            $0.gateway.brake = .shared
            $0.session.phase = .soft
            $0.account.qrDialogOpen = true
            $0.session.notConnectedSince = noon
            $0.session.incident?.cause = .banned
            $0.ladder.backoffUntil = noon + .seconds(9)
            $0.account.isDisabled = true
            $0.account.otherRecoveryRuns = true
        }
        let holds = RecoveryGate.holds(context)
        #expect(holds.map(\.gate.rawValue) == [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12])
        #expect(context.plan.blockedBy.count == 11)
        #expect(RecoveryGate.allCases.map(\.rawValue) == Array(1...12))
    }

    @Test("opens at the instant it names", arguments: cases)
    func until(example: Case) throws {
        let context = example.make()
        guard let hold = example.gate.hold(context), let until = hold.until else { return }
        #expect(until > noon)
        var later = context
        later.now = until
        #expect(example.gate.hold(later)?.code != hold.code || hold.code == "unconfirmed" || hold.code == "connecting")
    }

    @Test("lets at least one session of a small gateway recover")
    func share() {
        let context = lostSession { $0.gateway.census = FleetCensus(expected: 5, bad: 1, listed: 5) }
        #expect(context.holdCodes == [])
        var second = context
        second.recoveringOnGateway = 1
        #expect(second.holdCodes == ["recovery_share"])
    }

    @Test("does not wait for a reconnect that the gateway never tries")
    func ownRetry() {
        let context = lostSession {
            $0.session.notConnectedSince = noon
            $0.capabilities.ownRetry = .zero
        }
        #expect(context.holdCodes == [])
        let quick = lostSession {
            $0.session.notConnectedSince = noon - .seconds(3)
            $0.capabilities.ownRetry = .seconds(2)
        }
        #expect(quick.holdCodes == [])
    }
}
