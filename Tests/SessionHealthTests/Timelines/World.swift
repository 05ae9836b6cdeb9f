import Testing
import WallTime

@testable import SessionHealth

/// A gateway with sessions, and Denyut watching it, in virtual time: what the application does around the judgement, with
/// lists instead of tables.
final class World {
    var settings = HealthSettings()
    var capabilities = RecoveryCapabilities(deepProbe: true, ownRetry: .seconds(155))
    var sessions: [SimulatedSession]

    // The gateway, how it really is.
    var failure: GatewayFailure.Kind?
    var startedAt: Double = -900_000
    var listsNothing = false

    // What Denyut has and did.
    var gateway = GatewayState()
    var gatewayIncidents: [Incident] = []
    var incidents: [Incident] = []
    var openedIncidents = 0
    var episodes: [RecoveryEpisode] = []
    var intervals: [String: [AvailabilityInterval]] = [:]
    var notices: [NotificationEvent] = []
    var suppressed: [(NotificationEvent, NotificationDecision.Reason)] = []
    /// Destructive calls on logins that lived, and soft ones on sessions that were well. Both must stay away.
    var harm: [String] = []
    var random = 0.0
    /// How late acknowledgements usually come, as the gateway's have taught.
    var acknowledgementDelay: Duration?

    private let start = Timestamp(seconds: 1_700_000_000)
    private(set) var seconds = 0.0
    /// Sorted, the next last.
    private var queue: [(at: Double, order: Int, event: (World) -> Void)] = []
    private var order = 0
    private var recheckDue: [Int: Double] = [:]
    private var gatewayRecheckDue: Double?
    private var lookedAt = -1.0

    init(sessions count: Int, settings: (inout HealthSettings) -> Void = { _ in }) {
        sessions = (0..<count).map { SimulatedSession(name: "s\($0)") }
        settings(&self.settings)
        at(0) { $0.sweep() }
    }

    var now: Timestamp { start + .seconds(seconds) }

    func time(_ seconds: Double) -> Timestamp { start + .seconds(seconds) }

    /// Puts an event on the timeline.
    func at(_ seconds: Double, _ event: @escaping (World) -> Void) {
        order += 1
        let place = queue.firstIndex { $0.at <= seconds } ?? queue.endIndex
        queue.insert((seconds, order, event), at: place)
    }

    /// Lets time pass.
    func run(until end: Double) {
        while let next = queue.last, next.at <= end {
            queue.removeLast()
            seconds = max(seconds, next.at)
            next.event(self)
        }
        seconds = end
    }

    // MARK: What Denyut does

    private func sweep() {
        at(seconds + settings.checkInterval.inSeconds) { $0.sweep() }
        look()
        for index in sessions.indices { check(index) }
    }

    /// Probes the gateway and takes its census.
    private func look() {
        lookedAt = seconds
        let failure = failure.map { GatewayFailure($0, "simulated") }
        let probe = ProbeRecord(at: now, failure: failure, uptime: failure == nil ? seconds - startedAt : nil)
        hear(gateway.probed(probe, gateway: "g", random: random, settings: settings))
        guard failure == nil else { return }
        let expected = sessions.filter {
            $0.database == .connected && $0.account == AccountConditions() && $0.file.state.phase != .held
        }
        let bad = expected.count { listsNothing || $0.answer?.status != .connected }
        let census = FleetCensus(
            expected: expected.count, bad: bad, known: sessions.count,
            listed: listsNothing ? 0 : sessions.count { $0.answer != nil })
        hear(gateway.surveyed(census, gateway: "g", at: now, random: random, settings: settings))
    }

    private func hear(_ actions: [GatewayAction]) {
        for action in actions {
            switch action {
            case .recheck(let delay):
                let due = seconds + delay.inSeconds
                gatewayRecheckDue = due
                at(due) { if $0.gatewayRecheckDue == due { $0.look() } }
            case .closeIncident(let incident): gatewayIncidents.append(incident)
            default: break
            }
        }
        for event in NotificationEvent.events(of: actions, gateway: "g", at: now) { tell(event) }
    }

    /// - Parameter looks: whether it takes the deeper look as well.
    func check(_ index: Int, looks: Bool = false) {
        let session = sessions[index]
        let observation: GatewayObservation =
            failure.map { .unreachable(GatewayFailure($0, "simulated")) }
            ?? (listsNothing ? .notFound : session.observation)
        let evidence = Evidence(
            databaseStatus: session.database, observation: observation, hadTraffic: false, failures: session.failures,
            sends: session.sends, acknowledgementsReported: session.sends.contains(where: \.reachedServer),
            acknowledgementDelay: acknowledgementDelay, probe: looks ? session.probe ?? .alive : nil,
            sessionStartedAt: session.startedAt)
        if looks { sessions[index].looks.append(seconds) }
        let surroundings = self.surroundings(index)
        let result = sessions[index].file.checked(
            evidence, in: surroundings, at: now, random: random, settings: settings)
        sessions[index].score = result.assessment.score ?? sessions[index].score
        sessions[index].database = result.assessment.databaseStatus
        sessions[index].blocks.formUnion(result.plan.holds.map(\.code))
        for action in result.actions {
            if case .openIncident = action { openedIncidents += 1 }
            if case .closeIncident(let incident) = action { incidents.append(incident) }
        }
        episodes += result.finishedEpisodes
        intervals[session.name, default: []] += result.finishedIntervals
        for event in result.events { tell(event) }
        if let delay = result.recheckAfter { recheck(index, after: delay, looks: result.takesLook) }
        if !result.plan.observeOnly { carryOut(result.plan.decision, index, by: nil) }
    }

    /// One extra check per session, however often it is asked for: the earliest. As a unique job.
    private func recheck(_ index: Int, after delay: Duration, looks: Bool = false) {
        let due = seconds + delay.inSeconds
        guard due < recheckDue[index] ?? .infinity else { return }
        recheckDue[index] = due
        at(due) { world in
            guard world.recheckDue[index] == due else { return }
            world.recheckDue[index] = nil
            // A check by itself brings a list of its own.
            if world.lookedAt + 5 < world.seconds { world.look() }
            world.check(index, looks: looks)
        }
    }

    /// A webhook says why a session ended; it is looked at at once.
    func hear(_ index: Int, _ ending: SessionEnding, words: String? = nil) {
        let report = EndingReport(ending, heardAt: now, teller: .webhook, words: words)
        if sessions[index].file.state.heard(report) { check(index) }
    }

    func surroundings(_ index: Int) -> SessionCase.Surroundings {
        let others = sessions.indices.count { $0 != index && sessions[$0].file.ladder.running != nil }
        return SessionCase.Surroundings(
            subject: SessionSubject(gateway: "g", session: sessions[index].name), gateway: gateway,
            capabilities: capabilities, account: sessions[index].account, recoveringOnGateway: others)
    }

    /// A person presses Reconnect.
    func reconnect(_ index: Int, _ request: PersonsRequest) -> RecoveryPlan {
        let session = sessions[index]
        let evidence = Evidence(
            databaseStatus: session.database, observation: session.observation, sends: session.sends)
        let assessment = session.file.assess(evidence, at: now, settings: settings)
        let context = session.file.context(
            assessment, surroundings(index), at: now, request: .person(request), settings: settings)
        let plan = RecoveryPlan(context, random: random)
        carryOut(plan.decision, index, by: request.name)
        return plan
    }

    private func carryOut(_ decision: RecoveryDecision, _ index: Int, by name: String?) {
        let subject = SessionSubject(gateway: "g", session: sessions[index].name)
        let begun = sessions[index].file.began(decision, subject: subject, by: name, at: now, settings: settings)
        if let delay = begun.recheckAfter { recheck(index, after: delay) }
        if begun.recheckAfter != nil, let outcome = sessions[index].declines {
            note(index, "declined")
            sessions[index].file.couldNotRun(outcome, at: now, random: random, settings: settings)
            return
        }
        if let event = begun.event { tell(event) }
        sessions[index].file.accepted(decision)
        switch decision {
        case .soft(let step):
            note(index, step.action.rawValue)
            if step.action == .askScan {
                sessions[index].database = .qrScanning
                awaitScan(index)
            } else {
                if isWell(index) { harm.append("\(seconds) \(step.action) of \(sessions[index].name), which is well") }
                sessions[index].startedAt = now
                take(sessions[index].effects[step.action] ?? .connects(after: 20), index)
            }
        case .replaceLogin(let replacement):
            note(index, "new_session")
            if sessions[index].loginAlive {
                harm.append("\(seconds) ended the living login of \(sessions[index].name): \(replacement.proof)")
            }
            sessions[index].startedAt = now
            sessions[index].database = .qrScanning
            sessions[index].become(.qrScanning, showsQR: true, at: now)
            awaitScan(index)
        case .nothing, .recheck, .hold: break
        }
    }

    private func note(_ index: Int, _ step: String) { sessions[index].steps.append((seconds, step)) }

    private func isWell(_ index: Int) -> Bool {
        sessions[index].answer?.status == .connected && sessions[index].failures.isEmpty
            && !sessions[index].sends.contains { !$0.reachedServer } && sessions[index].probe != .dead
    }

    private func take(_ effect: SimulatedSession.Effect, _ index: Int) {
        switch effect {
        case .nothing: break
        case .connects(let delay):
            sessions[index].become(.connecting, at: now)
            at(seconds + delay) {
                $0.sessions[index].become(.connected, at: $0.now)
                $0.sessions[index].probe = nil
            }
        case .connectsFor(let stay, let delay):
            sessions[index].become(.connecting, at: now)
            at(seconds + delay) { $0.sessions[index].become(.connected, at: $0.now) }
            at(seconds + delay + stay) { $0.sessions[index].become(.disconnected, at: $0.now) }
        case .showsQR(let delay):
            sessions[index].loginAlive = false
            at(seconds + delay) { $0.sessions[index].become(.qrScanning, showsQR: true, at: $0.now) }
        }
    }

    private func awaitScan(_ index: Int) {
        guard let delay = sessions[index].scansAfter else { return }
        at(seconds + delay) {
            guard $0.sessions[index].answer?.status == .qrScanning else { return }
            $0.sessions[index].loginAlive = true
            $0.sessions[index].become(.connected, at: $0.now)
        }
    }

    // MARK: Notifications, as a store would keep them

    private struct Waiting {
        var event: NotificationEvent
        var dueAt: Timestamp
        var incident: Int
    }
    private var waiting: [Waiting] = []
    private var sent: [(event: NotificationEvent, incident: Int)] = []
    private var incidentNumber: [String: Int] = [:]

    /// Notices that were sent, after groups were collected.
    var told: [NotificationEvent] {
        flush()
        return sent.map(\.event)
    }

    func told(_ kind: NotificationKind) -> Int { told.count { $0.kind == kind } }

    private func flush() {
        sent += waiting.filter { $0.dueAt <= now }.map { ($0.event, $0.incident) }
        waiting.removeAll { $0.dueAt <= now }
    }

    private func tell(_ event: NotificationEvent) {
        flush()
        let subject = event.session ?? "gateway"
        let number = incidentNumber[subject, default: 0]
        func mine(_ other: NotificationEvent) -> Bool {
            other.session == event.session && other.gateway == event.gateway && other.audience == event.audience
        }
        let same = (sent.map(\.event) + waiting.map(\.event)).filter { $0.key == event.key }.map(\.at).max()
        func isSuperseded(_ other: Waiting) -> Bool {
            mine(other.event) && other.incident == number && event.supersedes.contains(other.event.kind)
        }
        let sentBefore = sent.filter { mine($0.event) && $0.incident == number }.map(\.event.kind)
        let standing = waiting.filter { mine($0.event) && $0.incident == number && !isSuperseded($0) }
        let history = NotificationHistory(
            lastSameAt: same, gatewayIncidentOpen: gateway.incident != nil, sentInIncident: sentBefore.count,
            waitingInIncident: standing.count, toldInIncident: Set(sentBefore + standing.map(\.event.kind)),
            groupDueAt: waiting.first {
                $0.event.audience == event.audience && $0.dueAt <= event.at + settings.notifyGroup
            }?.dueAt)
        switch event.decide(history, settings: settings) {
        case .send(let due):
            waiting.removeAll(where: isSuperseded)
            waiting.append(Waiting(event: event, dueAt: due, incident: number))
            if event.withdrawsAccounts { waiting.removeAll { $0.event.session != nil } }
        case .withdraw: waiting.removeAll { mine($0.event) && $0.incident == number }
        case .suppress(let reason): suppressed.append((event, reason))
        }
        if event.kind == .recovered, event.audience == .admin { incidentNumber[subject] = number + 1 }
    }
}
