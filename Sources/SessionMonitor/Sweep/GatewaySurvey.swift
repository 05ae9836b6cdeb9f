import Basics
import Gateways
import JobQueue
import JobQueueSQLite
import Logging
import SessionHealth
import WallTime

/// Asks a gateway once for all: its list of sessions and how it is doing itself; and writes down what that means for it.
struct GatewaySurvey: Sendable {
    let store: MonitorStore
    let fleet: GatewayFleet
    let settings: HealthSettings
    let notifications: NotificationSettings
    let clock: any WallClock
    let random: @Sendable () -> Double
    let logger: Logger
    /// Confirms what lists only remember.
    let live: LiveQuestions
    /// Looks whether WhatsApp's own hosts can be reached; nil where that is switched off.
    let line: LineWatch?

    /// Takes a snapshot. Whatever goes wrong is in it: this never throws.
    func take(_ gateway: String) async -> SweepSnapshot {
        let startedAt = clock.now()
        do {
            let connection = try await fleet.connection(to: gateway)
            let accounts = try await store.surveyed(gateway: gateway)
            let (list, probe) = await Self.ask(connection.gateway, known: accounts.map(\.session))
            let now = clock.now()
            let stored = Self.stored(probe, list: list, at: now, latency: now - startedAt)
            var answers: [Name: LiveAnswer] = [:]
            if case .success(let list) = list { answers = await live.ask(connection.gateway, list, accounts) }
            let before = try await store.state(of: gateway)
            let contradicts = before.contradictsItself(at: now)
            let census = Self.census(
                accounts, list: list, live: answers, capabilities: connection.gateway.capabilities,
                contradicts: contradicts, anchor: before.brakeSince ?? now, settings: settings)
            // Often while something is bad, else once in a while: a failure tells something only where it succeeded before.
            let isReachable = await line?.look(isUrgent: (census?.bad ?? 0) > 0 || before.line.isUnreachable)
            let view = try await write(
                stored, census, gateway: gateway, asked: connection.gateway, listAt: startedAt,
                list: try? list.get(), accounts: accounts, isLineUp: isReachable ?? nil)
            return SweepSnapshot(
                takenAt: startedAt, latency: now - startedAt, list: list.mapError(\.failure), live: answers,
                gateway: view,
                connection: connection)
        } catch {
            return await unusable(gateway, error, at: startedAt)
        }
    }

    /// The snapshot of a gateway that cannot even be asked: its setting is wrong, or the database cannot be read.
    private func unusable(_ gateway: String, _ error: any Error, at startedAt: Timestamp) async -> SweepSnapshot {
        logger.error("WhatsApp Session Health: the gateway \(gateway) cannot be asked: \(error)")
        let kind: GatewayFailure.Kind = error is GatewayConfigurationError ? .unauthorized : .unreachable
        let failure = GatewayFailure(kind, "\(error)")
        var state = GatewayState()
        // Suspect: nothing may be done about any of its sessions.
        state.phase = .suspect
        state.lastFailure = failure
        if error is GatewayConfigurationError {
            let probe = StoredProbe(at: startedAt, failure: failure, sessionsByStatus: [:])
            if let view = try? await write(probe, nil, gateway: gateway, asked: nil, listAt: startedAt) {
                state = view.state
            }
        }
        return SweepSnapshot(
            takenAt: startedAt, latency: .zero, list: .failure(failure),
            gateway: GatewayView(
                name: gateway, kind: nil, capabilities: nil, state: state, reportsAcknowledgements: false,
                sharedPhones: []),
            connection: nil)
    }

    // MARK: Asking

    /// Asks for the list and the probe. With an open circuit only one of both gets through as the trial: when that one was answered
    /// the other is asked again, so that a gateway that is back is known to be at its first trial.
    private static func ask(
        _ gateway: any Gateway, known: [String]
    ) async -> (list: Result<SessionList, GatewayError>, probe: Result<GatewayProbe, GatewayError>) {
        async let probing = Self.probe(gateway)
        var list = await Self.list(gateway, known: known)
        var probe = await probing
        if list.isNotAsked, case .success = probe { list = await Self.list(gateway, known: known) }
        if probe.isNotAsked, case .success = list { probe = await Self.probe(gateway) }
        return (list, probe)
    }

    private static func probe(_ gateway: any Gateway) async -> Result<GatewayProbe, GatewayError> {
        do throws(GatewayError) { return .success(try await gateway.probe()) } catch { return .failure(error) }
    }

    private static func list(
        _ gateway: any Gateway, known: [String]
    ) async -> Result<SessionList, GatewayError> {
        do throws(GatewayError) { return .success(try await gateway.sessions(known: known)) } catch {
            return .failure(error)
        }
    }

    // MARK: Understanding

    /// The probe as it is kept. The list belongs to it: a gateway whose list fails is not well, whatever its probe says. What we
    /// did not ask counts only where nothing else is known.
    private static func stored(
        _ probe: Result<GatewayProbe, GatewayError>, list: Result<SessionList, GatewayError>, at now: Timestamp,
        latency: Duration
    ) -> StoredProbe {
        var stored = StoredProbe(at: now, latency: latency, sessionsByStatus: [:])
        switch probe {
        case .success(let probe):
            stored.latency = probe.latency
            stored.uptime = probe.uptime
            stored.version = probe.version
            stored.memory = probe.memory?.resident ?? probe.memory?.heapUsed
            stored.cpu = probe.cpu
            stored.sessions = probe.sessions?.total
            stored.sessionsByStatus = probe.sessions?.byStatus ?? [:]
            stored.failure = probe.complaint.map {
                GatewayFailure(.unreachable, "The gateway says it is not well: \($0)")
            }
        case .failure(let error) where error.code == .unsupported || error.code == .wrongRoute:
            // It has no such route: the list alone tells how it is.
            break
        case .failure(let error):
            stored.failure = error.failure
        }
        switch list {
        case .success(let list):
            stored.sessions = list.count
            stored.sessionsByStatus = Dictionary(grouping: list.observations, by: \.status).mapValues(\.count)
        case .failure(let error):
            if stored.failure == nil || !list.isNotAsked { stored.failure = error.failure }
        }
        return stored
    }

    /// How many sessions are bad at once; nil where there is no list to tell by.
    ///
    /// - Parameter contradicts: sessions that the list does not name may be there all the same.
    private static func census(
        _ accounts: [SurveyedAccount], list: Result<SessionList, GatewayError>, live: [Name: LiveAnswer],
        capabilities: GatewayCapabilities, contradicts: Bool, anchor: Timestamp, settings: HealthSettings
    ) -> FleetCensus? {
        guard case .success(let list) = list else { return nil }
        // One cause shows everywhere within an interval, and is seen within the next one.
        let onset = anchor - settings.checkInterval * 2
        var (expected, bad, together) = (0, 0, 0)
        for account in accounts where account.isExpected {
            expected += 1
            let isConnected =
                if let answer = live[Name(account.session)], answer.isAnswered {
                    answer.observation.status == .connected || answer.observation.status == .unknown
                } else {
                    switch list[account.session] {
                    case .found(let observation): observation.status == .connected
                    // Nothing is known of it: it does not count against the others.
                    case .failed, .unknown: true
                    case .notFound: contradicts
                    }
                }
            if !isConnected || account.isBadThoughConnected { bad += 1 }
            if !isConnected, !account.hasOwnReason, account.badSince.map({ $0 >= onset }) ?? true,
                !hasReason(account.session, list, live)
            {
                together += 1
            }
        }
        let listed = capabilities.bulkList == .none || contradicts ? nil : list.count
        return FleetCensus(expected: expected, bad: bad, known: accounts.count, listed: listed, together: together)
    }

    /// Whether the gateway itself gives a reason that is the session's own.
    private static func hasReason(_ session: String, _ list: SessionList, _ live: [Name: LiveAnswer]) -> Bool {
        if case .answered(let answer)? = live[Name(session)]?.observation {
            return answer.ending != nil || answer.showsQR == true
        }
        guard case .found(let listed) = list[session] else { return false }
        return listed.ending != nil || listed.showsQR == true
    }

    // MARK: Writing

    private func write(
        _ probe: StoredProbe, _ census: FleetCensus?, gateway: String, asked: (any Gateway)?,
        listAt: Timestamp, list: SessionList? = nil, accounts: [SurveyedAccount] = [], isLineUp: Bool? = nil
    ) async throws -> GatewayView {
        let (first, second) = (random(), random())
        return try await store.queue.write(.fast) { transaction in
            let db = transaction.database
            let table = GatewayTable(db: db)
            let previous = try table.newestProbe(gateway)
            // What was not asked is no probe.
            let probeID = probe.failure?.kind == .notAsked ? nil : try table.add(probe, of: gateway)
            var (state, acknowledgedAt) = try table.state(gateway)
            var actions = state.probed(
                probe.record(after: previous), gateway: gateway, random: first, settings: settings)
            let others = census == nil ? [] : try table.siblings(of: gateway)
            if let isLineUp { state.line.looked(isLineUp, at: transaction.now) }
            if let census {
                // What is older than two intervals tells of another time.
                let censuses = others.filter { listAt - ($0.censusAt ?? .distantPast) <= settings.checkInterval * 2 }
                actions += state.surveyed(
                    census, others: censuses.compactMap(\.census), gateway: gateway, at: listAt, random: second,
                    settings: settings)
            }
            // One outage of a host is told once, by the gateway that saw it first.
            let isTold = others.contains { $0.incident?.cause == .shared }
            try carryOut(actions, &state, gateway: gateway, isTold: isTold, in: transaction)
            try table.save(state, of: gateway, newestProbe: probeID)
            if let list, let absence = asked?.capabilities.absence, state.brake == nil {
                try SessionFollower(transaction: transaction, gateway: gateway, logger: logger)
                    .compare(list, accounts, absence: absence, isSettled: !state.inhibitsSessions)
            }
            try tellOfFleet(in: transaction)
            return GatewayView(
                name: gateway, kind: asked?.kind, capabilities: asked?.capabilities, state: state,
                reportsAcknowledgements: acknowledgedAt.map { transaction.now - $0 < .days(1) } ?? false,
                sharedPhones: try AccountTable(db: db).sharedPhones(),
                acknowledgementDelay: try table.acknowledgementDelays(gateway).bound)
        }
    }

    /// More than half of the sessions are bad, whatever gateway they are on.
    private func tellOfFleet(in transaction: SQLiteTransaction) throws {
        let scores = try AccountTable(db: transaction.database).lowScores()
        let event = NotificationEvent.fleet(
            scores: Array(repeating: 0, count: scores.low) + Array(repeating: 100, count: scores.total - scores.low),
            at: transaction.now)
        guard let event else { return }
        try NotificationWriter(transaction: transaction, settings: settings, notifications: notifications)
            .tell(event, account: nil, incident: nil, language: nil)
    }

    private func carryOut(
        _ actions: [GatewayAction], _ state: inout GatewayState, gateway: String, isTold: Bool,
        in transaction: SQLiteTransaction
    ) throws {
        let incidents = IncidentTable(db: transaction.database)
        let before = state.incident?.id
        for action in actions {
            switch action {
            case .recheck(let delay):
                _ = try transaction.enqueue([
                    try ProbeGateway.job(gateway, at: transaction.now + delay)
                ])
            case .restartDetected(let time):
                logger.notice(
                    "The gateway \(gateway) restarted \((transaction.now - time).wholeMilliseconds / 1000) s ago")
            case .openIncident(let incident):
                state.incident?.id = try incidents.add(incident, account: nil)
                logger.warning(
                    "The gateway \(gateway) is in trouble (\(incident.cause.rawValue)): \(incident.evidence.last ?? "")"
                )
            case .updateIncident(let incident):
                try incidents.update(incident)
            case .closeIncident(let incident):
                try incidents.update(incident)
                logger.notice("The gateway \(gateway) is well again (\(incident.cause.rawValue))")
            }
        }
        let events = NotificationEvent.events(of: actions, gateway: gateway, at: transaction.now)
        let writer = NotificationWriter(transaction: transaction, settings: settings, notifications: notifications)
        for event in events where !(isTold && event.cause == .shared && event.kind == .gatewayDown) {
            let incident = actions.lazy.compactMap(\.incident?.id).first
            try writer.tell(event, account: nil, incident: state.incident?.id ?? incident ?? before, language: nil)
        }
    }
}

extension Result where Failure == GatewayError {
    /// Whether nothing was asked, by our own restraint.
    fileprivate var isNotAsked: Bool {
        if case .failure(let error) = self { error.failure.kind == .notAsked } else { false }
    }
}

extension GatewayAction {
    /// The incident that it is about.
    fileprivate var incident: Incident? {
        switch self {
        case .openIncident(let incident), .updateIncident(let incident), .closeIncident(let incident): incident
        case .recheck, .restartDetected: nil
        }
    }
}
