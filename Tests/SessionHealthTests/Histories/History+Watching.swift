import SeededRandom
import WallTime

@testable import SessionHealth

/// What the gateway says, and what Denyut makes of it.
extension History {
    private func answer(_ random: UInt64) -> GatewayObservation {
        if gatewayFailsUntil > seconds { return .unreachable(GatewayFailure(.unreachable, "refused")) }
        if garbledUntil > seconds { return .answered(SessionAnswer(status: .unknown, raw: "null", words: "TypeError")) }
        let age = seconds - since
        func told(_ status: SessionStatus, _ ending: SessionEnding? = nil, code: Bool? = nil) -> GatewayObservation {
            let isHidden = ending.map(grammar.hides.contains) ?? true
            let tells = status != .connected && !isHidden && grammar.tellsEndingFor.map { age <= $0 } ?? false
            let record: LoginRecord? =
                switch grammar.record {
                case .none: nil
                case .sign: loginAlive && status != .qrScanning ? .kept : nil
                case .listed: loginAlive ? .kept : .cleared
                }
            return .answered(
                SessionAnswer(
                    status: status, source: .memory, ending: tells ? ending : nil,
                    showsQR: grammar.tellsCode ? code ?? false : nil, login: record))
        }
        switch truth {
        case .up: return told(.connected)
        case .stopped, .missing, .starting, .showingCode: break
        default:
            // Nobody has asked for it alone, and the row says what it said.
            if seconds - lastUp < grammar.storedFor, random & 1 == 0 {
                return .answered(SessionAnswer(status: .connected, source: .stored))
            }
        }
        switch truth {
        case .up, .dead: return told(.connected)
        case .lost: return told([.disconnected, .disconnected, .failed, .connecting][Int(random >> 1 & 3)])
        case .starting: return told(grammar.starting)
        case .showingCode: return told(.qrScanning, code: true)
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

    /// Whether a code is on a screen, whatever is said of it.
    private var isCodeOnScreen: Bool {
        switch truth {
        case .showingCode: true
        case .loggedOut: grammar.afterLogout == .qrScanning && seconds - since >= 3
        default: false
        }
    }

    /// The probe and the list.
    mutating func look() {
        let failure = gatewayFailsUntil > seconds ? GatewayFailure(.unreachable, "refused") : nil
        let uptime = failure == nil && grammar.tellsRestart ? seconds - startedAt : nil
        let probe = ProbeRecord(at: now, failure: failure, uptime: uptime)
        let random = Double.random(in: 0..<1, using: &generator)
        if looksForLine { gateway.line.looked(lineDownUntil <= seconds, at: now) }
        _ = gateway.probed(probe, gateway: "g", random: random, settings: settings)
        guard failure == nil else { return }
        // The others are well, but where the line is down.
        let isLineDown = lineDownUntil > seconds
        let isLost = if case .lost = truth { true } else { false }
        let census = FleetCensus(
            expected: fleet, bad: isLineDown ? fleet : truth == .up ? 0 : 1, known: fleet, listed: fleet,
            together: isLineDown ? fleet : isLost ? 1 : 0)
        _ = gateway.surveyed(census, gateway: "g", at: now, random: random, settings: settings)
    }

    mutating func check(looks: Bool) {
        let observation = answer(generator.next())
        if case .answered(let answer) = observation, let ending = answer.ending { said(ending) }
        // As a check writes it: a start that lies ahead was written under another clock.
        sessionStartedAt = sessionStartedAt.flatMap { $0 > now ? nil : $0 }
        let evidence = Evidence(
            databaseStatus: database, observation: observation, hadTraffic: false, failures: failures, sends: sends,
            acknowledgementsReported: grammar.tellsServerAcknowledgement,
            probe: looks ? (truth == .dead ? .dead : .alive) : nil, sessionStartedAt: sessionStartedAt)
        let surroundings = SessionCase.Surroundings(
            subject: SessionSubject(gateway: "g", session: "s"), gateway: gateway, capabilities: grammar.capabilities)
        let random = Double.random(in: 0..<1, using: &generator)
        let result = file.checked(evidence, in: surroundings, at: now, random: random, settings: settings)
        database = result.assessment.databaseStatus
        if let delay = result.recheckAfter { recheck(max(delay, .seconds(1)), looks: result.takesLook) }
        hold(result)
        carryOut(result, observation)
    }

    /// A session that is dead, and for which that shows, is not called up for longer than the kind's bound.
    private mutating func hold(_ result: SessionCase.Result) {
        let shows: Bool =
            switch truth {
            case .up, .stopped: false
            // Seen by what it sends alone.
            case .dead: evidentSince.map { $0 <= seconds } ?? false && !looksHealed
            default: true
            }
        let isUp = result.assessment.verdict == .good && file.state.phase == .good
        guard shows, isUp else {
            deniedSince = nil
            return
        }
        events.insert("called up")
        let first = deniedSince ?? seconds
        deniedSince = first
        if seconds - first > grammar.bound { fault("dead for \(seconds - first) s and called up: \(truth)") }
    }

    /// Whether a message that got through while the clock was ahead looks newer than all that failed since: its time came, and nothing
    /// tells it from one of now. The next failure does.
    private var looksHealed: Bool {
        let known = now + .minutes(1)
        let accepted = sends.filter { $0.acknowledgement != .pending && $0.at <= known }.map(\.at).max()
        let stuck = sends.filter { $0.acknowledgement == .pending && $0.at <= now }.map(\.at).max()
        let failed = failures.filter { $0.at <= now }.map(\.at).max()
        return accepted.map { $0 >= max(stuck ?? .distantPast, failed ?? .distantPast) } ?? false
    }

    private mutating func carryOut(_ result: SessionCase.Result, _ observation: GatewayObservation) {
        let decision = result.plan.decision
        let begun = file.began(
            decision, subject: SessionSubject(gateway: "g", session: "s"), at: now, settings: settings)
        if let delay = begun.recheckAfter { recheck(max(delay, .seconds(1)), looks: false) }
        file.accepted(decision)
        switch decision {
        case .soft(let step) where step.action == .askScan:
            events.insert("asked to scan")
            database = .qrScanning
            if isCodeOnScreen, generator.chance(60) { scan() }
        case .soft:
            events.insert("restart")
            judgeSoftStep()
            sessionStartedAt = now
            (failures, sends) = ([], [])
            restart()
        case .replaceLogin(let replacement):
            events.insert("new login")
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
        let count = restarts + 1
        switch truth {
        case .replaced(let until): become(.replaced(until: until))
        case .banned, .stopped: break
        default: start(after: 20)
        }
        switch truth {
        case .replaced, .banned: restarts = count
        default: break
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
        if isCodeOnScreen { fault("killed the code on a screen by a new login") }
    }

    /// Whether anything tells that it works: what was sent last got through, or it was seen to come back after that. Where the last thing
    /// that is known is a message that got stuck, a gentle restart is right, though the session may have mended itself meanwhile.
    private var showsThatItWorks: Bool {
        // What lies ahead was written under another clock, and proves nothing.
        let send = sends.filter { $0.at <= now }.max { $0.at < $1.at }
        let failure = failures.map(\.at).max()
        if let last = [send?.at, failure].compactMap({ $0 }).max(), let back = file.state.backSince, back > last {
            return true
        }
        guard let send, send.at > failure ?? .distantPast else { return failure == nil }
        return send.acknowledgement != .pending
    }

    private mutating func judgeSoftStep() {
        if isCodeOnScreen { fault("killed the code on a screen by a restart") }
        if truth == .up, showsThatItWorks { fault("restarted what works") }
        if saidStop, truth == .stopped { fault("started what its user stopped") }
        switch truth {
        case .banned, .replaced:
            if saidTerminal { fault("restarted though the gateway gave the reason: \(truth)") }
            // Where nobody says why, it is noticed by what becomes of the restarts.
            if restarts >= 4 { fault("restarted for the fifth time: \(truth)") }
        default: break
        }
    }
}
