import Testing
import WallTime

@testable import SessionHealth

@Suite("An assessment")
struct HealthAssessmentTests {
    let now = Timestamp(seconds: 2_000_000)

    func assess(_ evidence: Evidence, _ settings: HealthSettings = HealthSettings()) -> HealthAssessment {
        HealthAssessment(evidence, settings: settings, now: now)
    }

    @Test(
        "is unknown whenever the gateway could not be asked, and leaves the database alone",
        arguments: GatewayFailure.Kind.allCases)
    func unreachable(kind: GatewayFailure.Kind) {
        let evidence = Evidence(
            databaseStatus: .connected, observation: .unreachable(GatewayFailure(kind, "503 from the proxy")),
            failures: (0..<50).map { FailedMessage(at: now - .seconds($0), error: "Session closed") })
        let assessment = assess(evidence)
        #expect(assessment.outcome == .unknown)
        #expect(assessment.score == nil)
        #expect(assessment.level == .unknown)
        #expect(assessment.verdict == .unknown)
        #expect(assessment.databaseStatus == .connected)
        #expect(assessment.cause == IncidentCause(kind))
        #expect(assessment.cause?.scope == (kind == .notAsked ? nil : .gateway))
        #expect(!assessment.wantsRecovery(below: 40))
    }

    @Test("is unknown, without blaming the gateway, where the status cannot be trusted")
    func untrusted() {
        let assessment = assess(
            Evidence(databaseStatus: .connected, observation: .answered(SessionAnswer(status: .unknown, raw: "?"))))
        #expect(assessment.outcome == .unknown)
        #expect(assessment.cause == nil)
    }

    @Test("does not call a new account idle")
    func newAccount() {
        #expect(assess(Evidence(databaseStatus: .connected, observation: .answered(.connected))).issues.isEmpty)
    }

    @Test("remarks on 24 hours without messages, without points of its own")
    func noMessages() {
        let evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected), lastOutgoing: now - .seconds(86401))
        let assessment = assess(evidence)
        #expect(assessment.issues.map(\.code) == [.idle, .noMessages])
        #expect(assessment.score == 80)
        #expect(assessment.verdict == .good)
    }

    @Test(
        "finds a crash in any case of letters",
        arguments: [
            "Error: SESSION CLOSED", "the page has been closed!", "evaluation failed: e",
            "Protocol error (Runtime.call)",
            "Connection closed.", "Target closed", "Attempted to use detached Frame 'A1'",
            "The browser has disconnected",
        ])
    func crashes(error: String) {
        let evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            failures: [FailedMessage(at: now - .seconds(1799), error: error)])
        #expect(assess(evidence).score == 50)
        #expect(assess(evidence).cause == .crash)
        #expect(assess(evidence).wantsRecovery(below: 40))
    }

    @Test("deducts a crash once, however many errors tell of it")
    func crashOnce() {
        let evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            failures: [
                FailedMessage(at: now - .seconds(5), error: "Session closed"),
                FailedMessage(at: now - .seconds(6), error: "Target closed"),
            ])
        #expect(assess(evidence).score == 50)
    }

    @Test("forgets crashes that are too old, in the future, or of the session before its restart")
    func oldCrashes() {
        var evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            failures: [
                FailedMessage(at: now - .seconds(1801), error: "Session closed"),
                FailedMessage(at: now + .seconds(1), error: "Session closed"),
            ])
        #expect(assess(evidence).score == 100)
        evidence.failures = [FailedMessage(at: now - .seconds(60), error: "Session closed")]
        evidence.sessionStartedAt = now - .seconds(59)
        #expect(assess(evidence).score == 100)
    }

    @Test(
        "believes a destroyed execution context only when a second probe finds the page dead",
        arguments: [
            (DeepProbe?.none, 100, [Finding.crashUnconfirmed]), (.alive, 100, []),
            (.inconclusive, 100, [.crashUnconfirmed]), (.dead, 50, [.crash]),
        ])
    func executionContext(probe: DeepProbe?, score: Int, codes: [Finding]) {
        let evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            failures: [FailedMessage(at: now, error: "Execution context was destroyed, most likely by navigation")],
            probe: probe)
        #expect(assess(evidence).score == score)
        #expect(assess(evidence).issues.map(\.code) == codes)
    }

    @Test(
        "counts only failures that are the session's own",
        arguments: [
            ("The number is not on WhatsApp", 100, Finding.recipientFailures), ("error 463", 100, .timeLocked),
            ("No LID for user", 100, .recipientFailures), ("timed out after 4630 ms", 70, .failedMessages),
            ("", 70, .failedMessages),
        ])
    func blame(error: String, score: Int, code: Finding) {
        let evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            failures: (0..<9).map { FailedMessage(at: now - .seconds($0), error: error) })
        #expect(assess(evidence).score == score)
        #expect(assess(evidence).issues.map(\.code) == [code])
        #expect(!assess(evidence).wantsRecovery(below: 40))
    }

    @Test("needs more than five failures within the hour")
    func failedCount() {
        func failing(_ count: Int, _ age: Duration) -> Evidence {
            Evidence(
                databaseStatus: .connected, observation: .answered(.connected),
                failures: (0..<count).map { _ in FailedMessage(at: now - age, error: "timed out") })
        }
        #expect(assess(failing(5, .seconds(10))).score == 100)
        #expect(assess(failing(6, .seconds(10))).score == 70)
        #expect(assess(failing(6, .seconds(3600))).score == 100)
    }

    @Test("wants recovery of a zombie whose score is full")
    func zombie() {
        let evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            sends: [SentMessage(at: now - .seconds(61), acknowledgement: .pending)])
        let assessment = assess(evidence)
        #expect(assessment.score == 100)
        #expect(assessment.cause == .zombie)
        #expect(assessment.verdict == .bad)
        #expect(assessment.wantsRecovery(below: 40))
    }

    @Test("takes a status of QR scanning for a lost login only when a code is really shown")
    func loginGone() {
        func asking(_ showsQR: Bool?) -> HealthAssessment {
            let answer = SessionAnswer(status: .qrScanning, showsQR: showsQR)
            return assess(Evidence(databaseStatus: .connected, observation: .answered(answer)))
        }
        #expect(asking(true).loginGone)
        #expect(asking(true).cause == .loggedOut)
        #expect(!asking(nil).loginGone)
        #expect(!asking(false).loginGone)
        #expect(asking(nil).cause == .disconnected)
    }

    @Test("waits, instead of complaining, for a session that its user stopped")
    func stopped() {
        let answer = SessionAnswer(status: .disconnected, ending: .stoppedByUser)
        let assessment = assess(Evidence(databaseStatus: .connected, observation: .answered(answer)))
        #expect(assessment.verdict == .waiting)
        #expect(assessment.cause == .stoppedByUser)
        #expect(!assessment.wantsRecovery(below: 40))
    }

    @Test(
        "reads WhatsApp's codes and the gateways' reasons",
        arguments: [
            (401, nil, SessionEnding.loggedOut), (401, "device_removed", .banned), (402, nil, .banned),
            (403, nil, .banned),
            (406, nil, .banned), (405, nil, .outdated), (440, nil, .replaced), (463, nil, .timeLocked), (515, nil, nil),
            (428, nil, nil), (nil, "LOGOUT", .loggedOut), (nil, "CONFLICT", .replaced), (nil, "TOS_BLOCK", .banned),
            (nil, "SMB_TOS_BLOCK", .banned), (nil, "USER_REQUESTED", .stoppedByUser), (nil, "NAVIGATION", nil),
            (nil, "DEPRECATED_VERSION", .outdated), (nil, "UNPAIRED", .loggedOut), (nil, nil, nil),
            (nil, "401: logged out from another device", .loggedOut), (nil, "402: temporarily banned", .banned),
            (nil, "403: primary device was logged out", .banned), (nil, "406: logged out for unknown reason", .banned),
            (nil, "405: client is out of date", .outdated), (nil, "connect failure: 403: unknown error", .banned),
            (nil, "408: unknown error", nil), (nil, "503: service unavailable", nil), (nil, "took 403 ms: slow", nil),
            (nil, "websocket not connected", nil),
        ] as [(Int?, String?, SessionEnding?)])
    func endings(code: Int?, reason: String?, ending: SessionEnding?) {
        #expect(SessionEnding(code: code, reason: reason) == ending)
    }

    @Test("calls no session excellent or good that is bad, whatever its score")
    func badIsNotGood() {
        let zombie = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            sends: [SentMessage(at: now - .seconds(61), acknowledgement: .pending)])
        #expect(assess(zombie).score == 100)
        #expect(assess(zombie).level == .warning)
    }

    @Test(
        "takes the error of a recipient for no crash, though the page threw it",
        arguments: [
            "Evaluation failed: Error: wid error: invalid wid", "O número 5511900000009 não existe.",
            #"{"status":400,"response":{"message":[{"jid":"55@s.whatsapp.net","exists":false,"number":"55"}]}}"#,
            #"{\"exists\": false}"#,
        ])
    func recipientsError(error: String) {
        let failures = (0..<40).map { FailedMessage(at: now - .seconds($0), error: error) }
        let evidence = Evidence(databaseStatus: .connected, observation: .answered(.connected), failures: failures)
        #expect(assess(evidence).score == 100)
        #expect(assess(evidence).verdict == .good)
        #expect(assess(evidence).issues.map(\.code) == [.recipientFailures])
    }

    @Test("forgets a crash once a message has got through after it")
    func healedCrash() {
        var evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            failures: [FailedMessage(at: now - .seconds(100), error: "Session closed")],
            sends: [SentMessage(at: now - .seconds(50), acknowledgement: .server)])
        #expect(assess(evidence).score == 100)
        evidence.sends[0].at = now - .seconds(150)
        #expect(assess(evidence).cause == .crash)
        evidence.sends[0] = SentMessage(at: now - .seconds(50), acknowledgement: .pending)
        #expect(assess(evidence).cause == .crash)
    }

    @Test("finds a session whose every send fails, by the connection's own words sooner")
    func sendsFail() {
        func failing(_ count: Int, _ error: String, accepted: Double? = nil) -> HealthAssessment {
            assess(
                Evidence(
                    databaseStatus: .connected, observation: .answered(.connected),
                    failures: (0..<count).map { FailedMessage(at: now - .seconds($0 * 5 + 10), error: error) },
                    sends: accepted.map { [SentMessage(at: now - .seconds($0))] } ?? []))
        }
        let lost = "failed to send message node: websocket not connected"
        #expect(failing(2, lost).verdict == .good)
        #expect(failing(3, lost).cause == .zombie)
        #expect(failing(3, lost).wantsRecovery(below: 40))
        #expect(failing(32, lost).level == .warning)
        #expect(failing(32, lost, accepted: 5).verdict == .good)
        #expect(failing(10, "the template is broken").verdict == .good)
        #expect(failing(11, "the template is broken").cause == .zombie)
        #expect(failing(11, "the template is broken", accepted: 30).verdict == .good)
        #expect(failing(60, "error 463").cause == nil)
    }

    @Test("waits as long for an acknowledgement as it usually takes on that gateway")
    func lateAcknowledgements() {
        var evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected),
            sends: [SentMessage(at: now - .seconds(100), acknowledgement: .pending)])
        #expect(assess(evidence).cause == .zombie)
        evidence.acknowledgementDelay = .seconds(110)
        #expect(assess(evidence).cause == nil)
        evidence.acknowledgementDelay = .seconds(2)
        #expect(assess(evidence).cause == .zombie)
    }

    @Test("keeps what was said of the ending until something newer contradicts it")
    func rememberedEnding() {
        func judged(
            _ answer: SessionAnswer, _ ending: SessionEnding, heard ago: Double, connected: Double = 5000
        ) -> HealthAssessment {
            let report = EndingReport(ending, heardAt: now - .seconds(ago), teller: .webhook, words: "WORDS")
            return assess(
                Evidence(
                    databaseStatus: .connected, observation: .answered(answer),
                    remembered: Remembered(ending: report, connectedSince: now - .seconds(connected))))
        }
        let bare = SessionAnswer(status: .failed)
        for ending in SessionEnding.allCases where ending != .stoppedByUser {
            #expect(judged(bare, ending, heard: 60).cause == IncidentCause(ending))
            #expect(judged(bare, ending, heard: 60).issues.contains { $0.code == .ended && $0.text.contains("WORDS") })
        }
        #expect(judged(bare, .loggedOut, heard: 60).login == .gone(.reason))
        #expect(judged(bare, .stoppedByUser, heard: 60).verdict == .waiting)
        // Somebody has started it again.
        #expect(judged(SessionAnswer(status: .connecting), .stoppedByUser, heard: 60).cause != .stoppedByUser)
        // A newer reason counts; but what follows a ban is no way out of it.
        #expect(judged(SessionAnswer(status: .failed, ending: .loggedOut), .replaced, heard: 60).cause == .loggedOut)
        #expect(judged(SessionAnswer(status: .failed, ending: .loggedOut), .banned, heard: 60).cause == .banned)
        #expect(judged(SessionAnswer(status: .connected), .loggedOut, heard: 60).verdict == .good)
        // The reason of a logout before the session was last connected still stands in a row of the gateway.
        let old = SessionAnswer(status: .disconnected, ending: .loggedOut, since: now - .seconds(9000))
        let evidence = Evidence(
            databaseStatus: .connected, observation: .answered(old),
            remembered: Remembered(connectedSince: now - .seconds(5000)))
        #expect(assess(evidence).cause == .disconnected)
        #expect(assess(evidence).login == .unknown)
    }

    @Test(
        "holds no login to be gone for the lack of a sign",
        arguments: [SessionStatus.disconnected, .failed, .connecting, .qrScanning, .notFound, .unknown])
    func absenceIsNoProof(status: SessionStatus) {
        for login in [nil, LoginRecord.kept] {
            for shows in [nil, false] as [Bool?] {
                let answer = SessionAnswer(status: status, showsQR: shows, login: login)
                let observation: GatewayObservation = status == .notFound ? .notFound : .answered(answer)
                #expect(!assess(Evidence(databaseStatus: .connected, observation: observation)).loginGone)
            }
        }
        // A record that was cleared is a proof of an account that was linked, and of no other.
        let cleared = SessionAnswer(status: status, login: .cleared)
        guard status != .notFound, status != .unknown else { return }
        #expect(
            assess(Evidence(databaseStatus: .connected, observation: .answered(cleared))).login == .gone(.recordCleared)
        )
        #expect(assess(Evidence(databaseStatus: .unknown, observation: .answered(cleared))).login == .unknown)
    }

    @Test("levels touch without gap or overlap")
    func levels() {
        for score in 0...100 {
            #expect(HealthLevel(score: score).range?.contains(score) == true)
        }
        #expect(HealthLevel(score: nil) == .unknown)
        #expect(Set(HealthLevel.allCases.map(\.dot)).count == 6)
        #expect(HealthLevel.allCases.map(\.colour) == ["green", "cyan", "yellow", "orange", "red", "grey"])
    }
}
