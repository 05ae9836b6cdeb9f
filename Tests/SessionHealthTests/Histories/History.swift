import SeededRandom
import WallTime

@testable import SessionHealth

/// One session of one gateway through hours of chance, and Denyut watching it: blows fall, answers are drawn from what the kind
/// can say, and every step that the judgement takes is carried out on the session as it really is.
struct History {
    /// How the session really is.
    enum Truth: Equatable {
        case up
        /// Lost, and back by itself at that time, or with a restart once the line is there.
        case lost(until: Double)
        /// The page under it is dead, or its socket; only a restart mends it.
        case dead
        case starting(until: Double)
        case loggedOut
        /// Another client holds the number until then: each restart connects for some seconds and is thrown out.
        case replaced(until: Double)
        case banned
        case stopped
        /// Its process lost it; its login lies on the disk.
        case missing(until: Double)
    }

    let grammar: KindGrammar
    var generator: SeededGenerator
    private(set) var faults: [String] = []
    private(set) var destructive = 0
    /// The proofs that were gone by.
    private(set) var proofs: Set<String> = []
    private(set) var checks = 0

    private var settings = HealthSettings()
    private var file = SessionCase()
    private var gateway = GatewayState()
    private var database = SessionStatus.connected
    private var seconds = 0.0
    private var truth = Truth.up
    private var since = 0.0
    private var loginAlive = true
    private var lineDownUntil = 0.0
    private var gatewayFailsUntil = 0.0
    private var startedAt = -900_000.0
    /// The gateway says nonsense of this session until then.
    private var garbledUntil = 0.0
    private var saidLogout = false
    private var saidStop = false
    private var saidTerminal = false
    private var failures: [FailedMessage] = []
    private var sends: [SentMessage] = []
    private var sessionStartedAt: Timestamp?
    private var recheckAt: Double?
    private var recheckLooks = false
    /// Since when it is dead, that shows, and it is called up.
    private var deniedSince: Double?
    private var clockOffset = 0.0

    init(_ grammar: KindGrammar, seed: UInt64) {
        self.grammar = grammar
        generator = SeededGenerator(seed: seed)
    }

    private static let start = Timestamp(seconds: 1_700_000_000)
    private var now: Timestamp { Self.start + .seconds(seconds + clockOffset) }
    private var end: Double { 4 * 3600 }

    /// Plays it to its end.
    mutating func play() {
        var nextSweep = 0.0
        var nextBlow = Double.random(in: 200..<2000, using: &generator)
        while seconds < end {
            let due = min(nextSweep, recheckAt ?? .infinity)
            if nextBlow < due {
                seconds = nextBlow
                nextBlow += Double.random(in: 60..<4000, using: &generator)
                strike()
                continue
            }
            seconds = due
            let looks = recheckAt == due && recheckLooks
            if recheckAt == due { recheckAt = nil }
            if nextSweep == due { nextSweep += settings.checkInterval.inSeconds }
            develop()
            look()
            check(looks: looks)
        }
    }

    // MARK: Blows

    private mutating func strike() {
        let length = Double.random(in: 20..<3000, using: &generator)
        switch generator.next() % 16 {
        case 0, 1: if truth == .up { become(.lost(until: seconds + length)) }
        case 2, 3: if truth == .up { become(.dead) }
        case 4:
            if loginAlive, truth != .stopped {
                loginAlive = false
                become(.loggedOut)
                saidLogout = grammar.record == .listed
                report(.loggedOut)
            }
        case 5:
            if truth == .up {
                become(.replaced(until: seconds + length * 4))
                report(.replaced)
            }
        case 6:
            if truth == .up {
                become(.banned)
                report(.banned)
            }
        case 7:
            if truth == .up {
                become(.stopped)
                report(.stoppedByUser)
            }
        case 8: lineDownUntil = max(lineDownUntil, seconds + length)
        case 9: gatewayFailsUntil = seconds + length / 3
        case 10:
            startedAt = seconds
            if truth == .up || truth == .dead { become(.missing(until: seconds + length / 20)) }
        case 11: if truth == .up { become(.missing(until: seconds + length)) }
        case 12: garbledUntil = seconds + length / 4
        case 13: clockOffset += Double.random(in: -90..<90, using: &generator)
        case 14:
            // A webhook of an ending that is long over, delivered now.
            let old = EndingReport(
                .loggedOut, at: now - .seconds(length + 6000), heardAt: now, teller: .webhook)
            if file.state.connectedSince.map({ old.at < $0 }) ?? false { _ = file.state.heard(old) }
        default:
            // A person or the gateway itself starts what was stopped, and unlocks what was banned.
            if truth == .stopped || truth == .banned { start(after: 20) }
        }
        if lineDownUntil > seconds, truth == .up { become(.lost(until: lineDownUntil + 30)) }
    }

    private mutating func become(_ truth: Truth) {
        self.truth = truth
        since = seconds
        if truth == .up { (saidLogout, saidStop, saidTerminal) = (false, false, false) }
    }

    private mutating func start(after delay: Double) {
        guard lineDownUntil <= seconds else { return become(.lost(until: lineDownUntil + 30)) }
        become(loginAlive ? .starting(until: seconds + delay) : .loggedOut)
    }

    /// Why it ended, by webhook, where the kind has one and it arrives.
    private mutating func report(_ ending: SessionEnding) {
        guard generator.chance(grammar.endingWebhooks) else { return }
        _ = file.state.heard(EndingReport(ending, heardAt: now, teller: .webhook))
        said(ending)
        recheckAt = seconds + 0.5
    }

    private mutating func said(_ ending: SessionEnding) {
        if ending == .loggedOut { saidLogout = true }
        if ending == .stoppedByUser { saidStop = true }
        if ending == .banned || ending == .replaced { saidTerminal = true }
    }

    /// What time alone changes.
    private mutating func develop() {
        switch truth {
        case .lost(let until), .missing(let until), .starting(let until):
            if seconds >= until, lineDownUntil <= seconds { become(.up) }
        case .replaced(let until): if seconds >= until { become(.up) }
        case .up, .dead, .loggedOut, .banned, .stopped: break
        }
        converse()
    }

    /// The application sends: what is up answers, what is dead does not.
    private mutating func converse() {
        guard generator.chance(70) else { return }
        switch truth {
        case .up:
            sends = [
                SentMessage(at: now - .seconds(2), acknowledgement: grammar.tellsServerAcknowledgement ? .server : nil)
            ]
        case .dead:
            if grammar.tellsServerAcknowledgement, generator.chance(50) {
                sends = sends.suffix(20) + [SentMessage(at: now - .seconds(2), acknowledgement: .pending)]
            } else {
                let error =
                    grammar.capabilities.deepProbe ? "Protocol error: Session closed" : "websocket not connected"
                failures =
                    failures.suffix(40) + (0..<4).map { FailedMessage(at: now - .milliseconds($0), error: error) }
            }
        default: break
        }
    }

    // MARK: What the gateway says

    private mutating func answer() -> GatewayObservation {
        if gatewayFailsUntil > seconds { return .unreachable(GatewayFailure(.unreachable, "refused")) }
        if garbledUntil > seconds { return .answered(SessionAnswer(status: .unknown, raw: "null", words: "TypeError")) }
        let age = seconds - since
        func told(_ status: SessionStatus, _ ending: SessionEnding? = nil, code: Bool? = nil) -> GatewayObservation {
            let tells = status != .connected && grammar.tellsEndingFor.map { age <= $0 } ?? false
            let record: LoginRecord? =
                switch grammar.record {
                case .none: nil
                case .sign: loginAlive && status != .qrScanning ? .kept : nil
                case .listed: loginAlive ? .kept : .cleared
                }
            return .answered(
                SessionAnswer(
                    status: status, ending: tells ? ending : nil, showsQR: grammar.tellsCode ? code ?? false : nil,
                    login: record))
        }
        switch truth {
        case .up, .dead: return told(.connected)
        case .lost: return told(generator.pick([.disconnected, .disconnected, .failed, .connecting]))
        case .starting: return told(grammar.starting)
        case .replaced: return told(age < 8 ? .connected : grammar.afterConflict, .replaced)
        case .banned: return told(.failed, .banned)
        case .stopped: return told(.disconnected, .stoppedByUser)
        case .missing: return .notFound
        case .loggedOut:
            if age < 3 { return told(.disconnected, .loggedOut) }
            let shows = grammar.afterLogout == .qrScanning
            return told(grammar.afterLogout, .loggedOut, code: shows)
        }
    }

    private mutating func look() {
        let failure = gatewayFailsUntil > seconds ? GatewayFailure(.unreachable, "refused") : nil
        let probe = ProbeRecord(at: now, failure: failure, uptime: failure == nil ? seconds - startedAt : nil)
        let random = Double.random(in: 0..<1, using: &generator)
        _ = gateway.probed(probe, gateway: "g", random: random, settings: settings)
        guard failure == nil else { return }
        // Of ten sessions this one is looked at: the others are well.
        let isBad = truth != .up
        let census = FleetCensus(expected: 10, bad: isBad ? 1 : 0, known: 10, listed: 10)
        _ = gateway.surveyed(census, gateway: "g", at: now, random: random, settings: settings)
    }

    // MARK: What Denyut does

    private mutating func check(looks: Bool) {
        checks += 1
        let observation = answer()
        if case .answered(let answer) = observation, let ending = answer.ending { said(ending) }
        let evidence = Evidence(
            databaseStatus: database, observation: observation, hadTraffic: false, failures: failures, sends: sends,
            acknowledgementsReported: grammar.tellsServerAcknowledgement,
            probe: looks ? (truth == .dead ? .dead : .alive) : nil, sessionStartedAt: sessionStartedAt)
        let surroundings = SessionCase.Surroundings(
            subject: SessionSubject(gateway: "g", session: "s"), gateway: gateway, capabilities: grammar.capabilities)
        let random = Double.random(in: 0..<1, using: &generator)
        let result = file.checked(evidence, in: surroundings, at: now, random: random, settings: settings)
        database = result.assessment.databaseStatus
        if let delay = result.recheckAfter { recheck(delay, looks: result.takesLook) }
        hold(result, observation)
        carryOut(result, observation)
    }

    private mutating func recheck(_ delay: Duration, looks: Bool) {
        let due = seconds + max(delay.inSeconds, 1)
        guard due < recheckAt ?? .infinity else { return }
        (recheckAt, recheckLooks) = (due, looks)
    }

    /// A session that is dead, and for which that shows, is not called up for longer than the kind's bound.
    private mutating func hold(_ result: SessionCase.Result, _ observation: GatewayObservation) {
        let shows: Bool =
            switch truth {
            case .up, .stopped: false
            // Seen by what it sends alone.
            case .dead:
                result.assessment.has(.crash) || result.assessment.has(.zombie) || result.assessment.has(.sendsFail)
            default: true
            }
        let isUp = result.assessment.verdict == .good && file.state.phase == .good
        guard shows, isUp else {
            deniedSince = nil
            return
        }
        let first = deniedSince ?? seconds
        deniedSince = first
        if seconds - first > grammar.bound { fault("dead for \(seconds - first) s and called up: \(truth)") }
    }

    private mutating func carryOut(_ result: SessionCase.Result, _ observation: GatewayObservation) {
        let decision = result.plan.decision
        let begun = file.began(
            decision, subject: SessionSubject(gateway: "g", session: "s"), at: now, settings: settings)
        if let delay = begun.recheckAfter { recheck(delay, looks: false) }
        file.accepted(decision)
        switch decision {
        case .soft(let step) where step.action == .askScan:
            database = .qrScanning
            if generator.chance(60) { scan() }
        case .soft:
            judge(softStepOn: observation)
            sessionStartedAt = now
            (failures, sends) = ([], [])
            restart()
        case .replaceLogin(let replacement):
            destructive += 1
            proofs.insert(replacement.proof.name)
            judge(replacement.proof, observation)
            sessionStartedAt = now
            database = .qrScanning
            if replacement.proof != .notThere { loginAlive = false }
            start(after: 20)
            if generator.chance(60) { scan() }
        case .nothing, .recheck, .hold: break
        }
    }

    private mutating func restart() {
        switch truth {
        case .replaced(let until): become(.replaced(until: until))
        case .banned, .stopped: break
        case .loggedOut: become(.loggedOut)
        default: start(after: 20)
        }
    }

    private mutating func scan() {
        loginAlive = true
        become(.starting(until: seconds + Double.random(in: 10..<900, using: &generator)))
    }

    // MARK: What must never be

    private mutating func judge(_ proof: LoginReplacement.Proof, _ observation: GatewayObservation) {
        let answer: SessionAnswer? = if case .answered(let answer) = observation { answer } else { nil }
        switch proof {
        case .loginGone(.reason): if !saidLogout { fault("a new login by a reason that nobody gave") }
        case .loginGone(.codeShown): if answer?.showsQR != true { fault("a new login by a code that nobody shows") }
        case .loginGone(.recordCleared): if answer?.login != .cleared { fault("a new login by a record that stands") }
        case .notThere: if observation != .notFound { fault("made anew what is there") }
        case .neverLinked, .person: fault("a new login in the name of nobody")
        }
        if loginAlive, proof != .notThere { fault("ended a living login: \(proof), \(truth)") }
        if answer?.showsQR == true { fault("killed the code on a screen") }
    }

    private mutating func judge(softStepOn observation: GatewayObservation) {
        if case .answered(let answer) = observation, answer.showsQR == true { fault("restarted what shows a code") }
        if saidStop, truth == .stopped { fault("started what its user stopped") }
        if saidTerminal {
            switch truth {
            case .banned, .replaced: fault("restarted though the gateway gave the reason: \(truth)")
            default: break
            }
        }
    }

    private mutating func fault(_ text: String) {
        if faults.count < 5 { faults.append("\(Int(seconds)) s: \(text)") }
    }
}
