import Testing
import WallTime

@testable import SessionHealth

/// Each gate at the last moment before it would hold, or the first after.
@Suite("A recovery gate that is open")
struct OpenGateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var gate: RecoveryGate
        var name: String
        var make: @Sendable () -> RecoveryContext
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(gate: .gatewayWell, name: "the last probe is two intervals old") {
            lostSession { $0.gateway.lastProbeAt = noon - .seconds(240) }
        },
        Case(gate: .gatewayWell, name: "the circuit may be tried again") {
            lostSession { $0.gateway.circuitOpenUntil = noon }
        },
        Case(gate: .gatewayRestart, name: "the grace after a restart has just ended") {
            lostSession {
                $0.gateway.restartedAt = noon - $0.settings.restartGrace(sessions: $0.gatewaySessions)
                $0.gateway.settlingUntil = noon
            }
        },
        Case(gate: .fleetBrake, name: "54 of 100 are bad") {
            lostSession { $0.gateway.census = FleetCensus(expected: 100, bad: 54, listed: 100) }
        },
        Case(gate: .fleetBrake, name: "both of two are bad") {
            lostSession { $0.gateway.census = FleetCensus(expected: 2, bad: 2, listed: 2) }
        },
        Case(gate: .confirmed, name: "confirmed, after one change only") {
            lostSession {
                for result in "gggggb" { _ = $0.session.flaps.record(bad: result == "b", settings: $0.settings) }
            }
        },
        Case(gate: .qrPending, name: "the window has just ended, and it is the first") {
            lostSession(SessionAnswer(status: .qrScanning)) { $0.session.qrSince = noon - .seconds(300) }
        },
        Case(gate: .connecting, name: "connecting for longer than the grace, and the gateway has tried enough") {
            lostSession {
                $0.session.status = .connecting
                $0.session.statusSince = noon - .seconds(181)
                $0.session.notConnectedSince = noon - .seconds(181)
            }
        },
        Case(gate: .connecting, name: "the gateway's own tries have just ended") {
            lostSession { $0.session.notConnectedSince = noon - .seconds(155) }
        },
        Case(gate: .terminalCause, name: "logged out, and nobody was asked to scan yet") {
            lostSession(SessionAnswer(status: .disconnected, ending: .loggedOut))
        },
        Case(gate: .realFailure, name: "connected over a dead page") {
            lostSession {
                let dead = Evidence(
                    databaseStatus: .connected, observation: .answered(.connected),
                    failures: [FailedMessage(at: noon - .seconds(10), error: "Session closed")])
                $0.assessment = HealthAssessment(dead, settings: $0.settings, now: noon)
            }
        },
        Case(gate: .budget, name: "one attempt is left of the hour and of the day, and the back-off is over") {
            lostSession {
                $0.ladder.attempts = [10, 20, 3600, 7000, 8000].map { noon - .seconds($0) }
                $0.ladder.backoffUntil = noon
                $0.recoveringOnGateway = 9
            }
        },
        Case(gate: .wantedByPeople, name: "the maintenance has just ended") {
            lostSession { $0.account.maintenanceUntil = noon }
        },
        Case(gate: .wantedByPeople, name: "stopped by its user, who asks for it now") {
            lostSession {
                $0.account.stoppedByUser = true
                $0.request = .person(PersonsRequest(name: "ana"))
            }
        },
        Case(gate: .alone, name: "no other recovery, no other account with its number") {
            lostSession {
                $0.account.otherRecoveryRuns = false
                $0.account.sharesNumberWith = []
            }
        },
        Case(gate: .evidenceOfLife, name: "acknowledged just over a minute ago, and a send since that is not") {
            lostSession(sends: [
                SentMessage(at: noon - .milliseconds(60_001), acknowledgement: .server),
                SentMessage(at: noon - .seconds(5), acknowledgement: .pending),
            ])
        },
    ]

    @Test("lets a recovery through", arguments: cases)
    func passes(example: Case) {
        #expect(example.gate.hold(example.make()) == nil)
    }

    @Test("has its example, as has every gate that holds", arguments: RecoveryGate.allCases)
    func complete(gate: RecoveryGate) {
        #expect(Self.cases.contains { $0.gate == gate })
        #expect(RecoveryGateTests.cases.contains { $0.gate == gate })
    }
}
