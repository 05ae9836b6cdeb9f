import Testing
import WallTime

@testable import GatewaySimulator

@Suite("A simulated session")
struct SimulatedSessionTests {
    private let start = Timestamp(seconds: 1_700_000_000)
    private let world = SessionWorld()

    private func session(_ phase: SessionPhase = .absent, hasLogin: Bool = true) -> SimulatedSession {
        var session = SimulatedSession(id: "wa", phone: "62812", hasLogin: hasLogin, at: start)
        session.phase = phase
        if phase == .connected { session.connectedAt = start }
        return session
    }

    /// Plays events one after the other, without time passing by itself.
    @discardableResult
    private func play(_ session: inout SimulatedSession, _ events: SessionEvent...) -> [SessionEffect] {
        events.flatMap { session.handle($0, at: start, in: world) }
    }

    @Test("with a login connects without a QR code")
    func startsWithLogin() {
        var wa = session()
        #expect(play(&wa, .start) == [.tell(.starting), .after(seconds: 1.5, .started)])
        #expect(play(&wa, .started) == [.tell(.authenticated), .after(seconds: 1, .loaded)])
        #expect(play(&wa, .loaded) == [.tell(.ready)])
        #expect(wa.phase == .connected)
        #expect(wa.codeCount == 0)
    }

    @Test("without a login shows codes until one is scanned")
    func startsWithoutLogin() {
        var wa = session(hasLogin: false)
        wa.scanAfter = 12
        play(&wa, .start)
        let first = world.codeText(session: "wa", count: 1)
        #expect(
            play(&wa, .started) == [
                .tell(.code(text: first, count: 1, isRegeneration: false)), .after(seconds: 20, .codeExpired),
                .after(seconds: 12, .scanned),
            ])
        play(&wa, .codeExpired)
        #expect(wa.codeCount == 2)
        #expect(wa.codeText == world.codeText(session: "wa", count: 2))
        play(&wa, .scanned, .loaded)
        #expect(wa.phase == .connected)
        #expect(wa.hasLogin)
        #expect(wa.codeText == nil)
    }

    @Test("keeps its login when it is stopped, restarted, or lost with the process")
    func keepsLogin() {
        for event in [SessionEvent.stop(keepsEntry: true), .stop(keepsEntry: false), .restart, .lostWithProcess] {
            var wa = session(.connected)
            play(&wa, event)
            #expect(wa.hasLogin, "\(event)")
        }
    }

    @Test("loses its login when it is logged out, by whomever")
    func losesLogin() {
        for event in [SessionEvent.logout(keepsEntry: true), .strike(SessionFault(.logout))] {
            var wa = session(.connected)
            play(&wa, event)
            #expect(!wa.hasLogin, "\(event)")
            play(&wa, .start, .started)
            #expect(wa.phase == .scanning, "\(event)")
        }
    }

    @Test("shows each fault as that fault shows itself")
    func faults() {
        let table: [(SessionFault, SessionPhase, SendVerdict)] = [
            (SessionFault(.crash), .connected, .fails(SessionFaultKind.crash.text)),
            (SessionFault(.crash, error: "detached Frame"), .connected, .fails("detached Frame")),
            (SessionFault(.crash, reportsConnected: false), .disconnected, .notConnected),
            (SessionFault(.zombie), .connected, .acceptedUnacknowledged),
            (SessionFault(.disconnect), .disconnected, .notConnected),
            (SessionFault(.logout), .disconnected, .notConnected),
            (SessionFault(.conflict), .disconnected, .notConnected),
            (SessionFault(.banned), .disconnected, .notConnected),
            (SessionFault(.outdated), .disconnected, .notConnected),
            (SessionFault(.stuck), .authenticated, .notConnected),
            (SessionFault(.stuck, stuckAt: .starting), .starting, .notConnected),
            (SessionFault(.stuck, stuckAt: .scanning), .scanning, .notConnected),
            (SessionFault(.missing), .absent, .notConnected),
            (SessionFault(.error), .failed, .notConnected),
            (SessionFault(.timeLocked), .connected, .fails(SessionFaultKind.timeLocked.text)),
            (SessionFault(.flapping), .disconnected, .notConnected),
        ]
        #expect(Set(table.map(\.0.kind)) == Set(SessionFaultKind.allCases))
        for (fault, phase, verdict) in table {
            var wa = session(.connected)
            play(&wa, .strike(fault))
            #expect(wa.phase == phase, "\(fault.kind)")
            #expect(wa.sendVerdict(to: "62813") == verdict, "\(fault.kind)")
        }
    }

    @Test(
        "is cured by a restart, or is not",
        arguments: [
            (SessionFaultKind.crash, SessionPhase.connected), (.zombie, .connected), (.disconnect, .connected),
            (.missing, .connected), (.error, .connected), (.banned, .failed), (.outdated, .failed),
            (.logout, .scanning),
        ])
    func restarts(kind: SessionFaultKind, phase: SessionPhase) {
        var wa = session(.connected)
        play(&wa, .strike(SessionFault(kind)), .restart, .started, .loaded)
        #expect(wa.phase == phase)
    }

    @Test("stays ill for as many restarts as its fault survives")
    func survives() {
        var wa = session(.connected)
        play(&wa, .strike(SessionFault(.zombie, survives: 1)), .restart, .started, .loaded)
        #expect(wa.sendVerdict(to: "62813") == .acceptedUnacknowledged)
        play(&wa, .restart, .started, .loaded)
        #expect(wa.sendVerdict(to: "62813") == .accepted)
    }

    @Test("falls again and again in a conflict, whoever restarts it")
    func conflict() {
        var wa = session(.connected)
        play(&wa, .strike(SessionFault(.conflict, period: 5)))
        for _ in 0..<3 {
            #expect(play(&wa, .restart, .started, .loaded).last == .after(seconds: 5, .faultDue))
            #expect(wa.phase == .connected)
            #expect(play(&wa, .faultDue) == [.tell(.disconnected(reason: "CONFLICT"))])
        }
        play(&wa, .heal)
        #expect(wa.phase == .connected)
    }

    @Test("comes back by the gateway's own tries, after 5, 10, 20, 40 and 80 seconds, or never")
    func ownRetries() {
        var wa = session(.connected)
        #expect(
            play(&wa, .strike(SessionFault(.disconnect)))
                == [.tell(.disconnected(reason: "NAVIGATION")), .after(seconds: 5, .ownRetry(1))])
        for (number, wait) in [(1, 10.0), (2, 20), (3, 40), (4, 80)] {
            #expect(play(&wa, .ownRetry(number)) == [.after(seconds: wait, .ownRetry(number + 1))])
        }
        #expect(play(&wa, .ownRetry(5)) == [.tell(.reconnectFailed(tries: 5))])

        var other = session(.connected)
        play(&other, .strike(SessionFault(.disconnect, ownRetryThatWorks: 2)), .ownRetry(1))
        #expect(play(&other, .ownRetry(2)) == [.tell(.ready), .tell(.reconnected)])
    }

    @Test("heals by itself when its fault's time is over, if it still has that fault")
    func timedFault() {
        var wa = session(.connected)
        let effects = play(&wa, .strike(SessionFault(.zombie, seconds: 30)))
        #expect(effects == [.afterAll(seconds: 30, .faultOver(.zombie))])
        play(&wa, .stop(keepsEntry: false), .strike(SessionFault(.banned)), .faultOver(.zombie))
        #expect(wa.fault?.kind == .banned)
        play(&wa, .faultOver(.banned))
        #expect(wa.phase == .connected)
    }

    @Test("fails for numbers that are on no phone, through no fault of its own")
    func recipients() {
        #expect(session(.connected).sendVerdict(to: "00012345") == .fails("number is not on WhatsApp"))
    }
}
