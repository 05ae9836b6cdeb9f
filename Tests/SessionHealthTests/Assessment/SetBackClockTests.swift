import Testing
import WallTime

@testable import SessionHealth

/// A clock that ran ahead and was set back leaves times behind that have not come yet. None of them may outvote what is found now.
@Suite("A clock that was set back")
struct SetBackClockTests {
    private let settings = HealthSettings()
    private let ahead = noon + .hours(2)

    private func connected(_ change: (inout Evidence) -> Void) -> HealthAssessment {
        var evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected), hadTraffic: false,
            acknowledgementsReported: true)
        change(&evidence)
        return HealthAssessment(evidence, settings: settings, now: noon)
    }

    @Test("leaves no acknowledged message that heals a crash of now")
    func healed() {
        let crash = FailedMessage(at: noon - .seconds(30), error: "Protocol error: Session closed")
        func found(_ sent: Timestamp) -> Bool {
            connected {
                $0.failures = [crash]
                $0.sends = [SentMessage(at: sent, acknowledgement: .server)]
            }.has(.crash)
        }
        #expect(found(ahead))
        #expect(!found(noon - .seconds(5)))
        // The gateway's clock is a little ahead of ours.
        #expect(!found(noon + .seconds(20)))
    }

    @Test("leaves no accepted message that hides that nothing goes out")
    func accepted() {
        let failures = (0..<4).map {
            FailedMessage(at: noon - .seconds(10 + $0), error: "websocket not connected")
        }
        let assessment = connected {
            $0.failures = failures
            $0.sends = [SentMessage(at: ahead, acknowledgement: .pending)]
        }
        #expect(assessment.has(.sendsFail))
    }

    @Test("leaves no restart that hides a crash of now")
    func restarted() {
        let assessment = connected {
            $0.failures = [FailedMessage(at: noon - .seconds(30), error: "Target closed")]
            $0.sessionStartedAt = ahead
        }
        #expect(assessment.has(.crash))
    }

    @Test("leaves no restart that hides what gets stuck, however little ahead it was", arguments: [30.0, 7200])
    func stuck(seconds: Double) {
        let assessment = connected {
            $0.sends = [SentMessage(at: noon - .seconds(90), acknowledgement: .pending)]
            $0.sessionStartedAt = noon + .seconds(seconds)
        }
        #expect(assessment.cause == .zombie)
    }

    @Test("leaves no check ahead that hides what fails now")
    func lossAhead() {
        var file = SessionCase()
        let surroundings = SessionCase.Surroundings(
            subject: SessionSubject(gateway: "g", session: "s"), gateway: GatewayState(),
            capabilities: RecoveryCapabilities())
        func cause(_ status: SessionStatus, _ time: Timestamp) -> IncidentCause? {
            let evidence = Evidence(
                databaseStatus: .connected, observation: .answered(SessionAnswer(status: status)),
                failures: (0..<4).map {
                    FailedMessage(at: noon - .seconds(Double($0)), error: "Protocol error: Session closed.")
                })
            return file.checked(evidence, in: surroundings, at: time, random: 0, settings: settings).assessment.cause
        }
        // It is seen lost at a time that lies ahead once the clock is set back: when it came back is not known then.
        _ = cause(.disconnected, ahead)
        #expect(cause(.connected, noon) == .crash)
        #expect(cause(.connected, noon + .seconds(20)) == .crash)
    }

    @Test("leaves no logout that outlives the next answers of a session that is linked again")
    func ending() {
        var state = SessionHealthState()
        let subject = SessionSubject(gateway: "g", session: "s")
        state.heard(EndingReport(.loggedOut, heardAt: ahead, teller: .webhook))
        let answer = SessionAnswer(status: .connected, source: .live)
        let good = HealthAssessment(
            Evidence(databaseStatus: .connected, observation: .answered(answer)), settings: settings, now: noon)
        for seconds in [0.0, 20] {
            _ = state.checked(good, subject: subject, at: noon + .seconds(seconds), random: 0, settings: settings)
        }
        #expect(state.ending == nil)
    }

    @Test("leaves no time of an incident that holds its recovery back")
    func found() {
        let context = lostSession { context in
            context.session.incident?.detectedAt = ahead
            // Its own confirmation is not what is asked here.
            context.session.phase = .hard
        }
        #expect(!context.holdCodes.contains("gateway_stale") && !context.holdCodes.contains("census_stale"))
    }
}
