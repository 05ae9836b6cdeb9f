package import WallTime

/// All that is remembered of one account between its checks: stored as one JSON value beside it.
///
/// The whole way of a check in one place: evidence, state, ladder, gates, incident, notifications, availability. The
/// application stores what comes out in the check's transaction, and carries the plan out afterwards.
package struct SessionCase: Sendable, Hashable {
    package var state = SessionHealthState()
    package var ladder = RecoveryLadder()
    package var track = AvailabilityTrack()

    /// An account that was just added.
    package init() {}

    /// What surrounds a check.
    package struct Surroundings: Sendable {
        package var subject: SessionSubject
        package var gateway: GatewayState
        package var capabilities: RecoveryCapabilities
        package var account: AccountConditions
        /// How many other sessions of this gateway are in recovery now.
        package var recoveringOnGateway: Int
        /// Only say what would be done.
        package var dryRun: Bool

        package init(
            subject: SessionSubject, gateway: GatewayState, capabilities: RecoveryCapabilities,
            account: AccountConditions = AccountConditions(), recoveringOnGateway: Int = 0, dryRun: Bool = false
        ) {
            self.subject = subject
            self.gateway = gateway
            self.capabilities = capabilities
            self.account = account
            self.recoveringOnGateway = recoveringOnGateway
            self.dryRun = dryRun
        }
    }

    /// What a check comes to.
    package struct Result: Sendable, Hashable {
        package var assessment: HealthAssessment
        /// What is to be done, and by which gates it is held back.
        package var plan: RecoveryPlan
        /// Opened, updated and closed incidents, in order.
        package var actions: [SessionAction]
        package var finishedEpisodes: [RecoveryEpisode]
        package var finishedIntervals: [AvailabilityInterval]
        /// What is worth telling; `NotificationEvent.decide` says whether it is told.
        package var events: [NotificationEvent]
        /// When to check again, where that is sooner than the next sweep.
        package var recheckAfter: Duration?
        /// Whether that check is to take the deeper look.
        package var takesLook: Bool
    }

    /// Takes in a check.
    ///
    /// - Parameters:
    ///   - random: 0..<1, for all that is spread by chance.
    ///   - settings: those in force.
    package mutating func checked(
        _ evidence: Evidence, in surroundings: Surroundings, at now: Timestamp, random: Double,
        settings: HealthSettings
    ) -> Result {
        let assessment = assess(evidence, at: now, settings: settings)
        let (subject, gateway) = (surroundings.subject, surroundings.gateway)
        let before = state.incident
        // What a gateway that contradicts itself does not answer is its trouble too, and no riddle of the session's.
        let isGateways =
            gateway.inhibitsSessions
            || (assessment.outcome == .unknown && assessment.failure != nil && gateway.contradictsItself(at: now))
        var actions = state.checked(
            assessment, subject: subject, inhibited: isGateways, at: now, random: random, settings: settings)
        var climbed = ladder.observed(
            assessment, gatewayGood: !gateway.inhibitsSessions, at: now, random: random, settings: settings)
        for case .rungEnded(let attempt) in climbed {
            state.recoveryEnded(outcome: (attempt.outcome ?? .failed).rawValue)
        }
        let plan = RecoveryPlan(
            context(assessment, surroundings, at: now, settings: settings), random: random, dryRun: surroundings.dryRun)
        if !plan.observeOnly { climbed += accept(plan, at: now) }
        if state.blocked(by: plan.blockedBy), !actions.contains(where: \.concernsIncident), let open = state.incident {
            actions.append(.updateIncident(open))
        }
        actions = actions.map { $0.replacing(state.incident) }
        var events = NotificationEvent.events(
            of: actions, ladder: climbed, assessment: assessment, subject: subject,
            mendsUntil: mendsUntil(plan, assessment, surroundings, at: now, settings: settings), at: now)
        if let event = NotificationEvent.personNeeded(before: before, after: state.incident, subject: subject, at: now)
        {
            events.append(event)
        }
        let wantsLook =
            surroundings.capabilities.deepProbe
            && assessment.wantsLook(last: state.look?.at, now: now, settings: settings)
        let availability = Availability(
            assessment, session: state, gateway: gateway, account: surroundings.account, at: now)
        return Result(
            assessment: assessment, plan: plan, actions: actions, finishedEpisodes: climbed.compactMap(\.episode),
            finishedIntervals: track.record(
                availability, at: now, changedAt: assessment.since, interval: settings.checkInterval),
            events: events,
            recheckAfter: Self.recheck(
                actions, climbed, plan,
                look: wantsLook && evidence.probe == nil ? settings.confirmDelay(random: random) : nil),
            takesLook: wantsLook)
    }

    /// Judges evidence by what earlier checks and webhooks left behind.
    package func assess(_ evidence: Evidence, at now: Timestamp, settings: HealthSettings) -> HealthAssessment {
        var evidence = evidence
        evidence.remembered = state.remembered
        // Only a connection that came back outlives what broke the last one: while it is lost, that is still its cause.
        if evidence.observation.status == .connected, let lost = state.lastSeenLost(before: now) {
            evidence.remembered.backSince = lost
        }
        return HealthAssessment(evidence, settings: settings, now: now)
    }

    /// The gateway does what was begun. After a new login the reason why the old one ended is history.
    package mutating func accepted(_ decision: RecoveryDecision) {
        if case .replaceLogin = decision { state.ending = nil }
    }

    /// The snapshot that the gates look at; also what a person's request and the job that carries a step out decide by.
    package func context(
        _ assessment: HealthAssessment, _ surroundings: Surroundings, at now: Timestamp,
        request: RecoveryRequest = .automatic, settings: HealthSettings
    ) -> RecoveryContext {
        RecoveryContext(
            subject: surroundings.subject, now: now, settings: settings, assessment: assessment, session: state,
            gateway: surroundings.gateway, capabilities: surroundings.capabilities, ladder: ladder,
            account: surroundings.account, recoveringOnGateway: surroundings.recoveringOnGateway, request: request)
    }

    /// Until when nobody needs to be told: the gateway's own reconnect may still mend it, and where ours waits for a gate that opens by
    /// itself, what is told is that it has begun. A moment longer, so that the check that finds it mended comes first.
    private func mendsUntil(
        _ plan: RecoveryPlan, _ assessment: HealthAssessment, _ surroundings: Surroundings, at now: Timestamp,
        settings: HealthSettings
    ) -> Timestamp? {
        let own = RecoveryGate.connecting.hold(context(assessment, surroundings, at: now, settings: settings))?.until
        var until = own
        if case .recheck(let delay) = plan.decision {
            until = max(until ?? now, now + min(delay, settings.ownRetryGrace))
        }
        // Checked again, and then a job that begins the reconnect.
        return until.map { $0 + settings.confirmDelay(random: 1) * 2 }
    }

    /// Where only a person can go on, the incident says so and the ladder is left.
    private mutating func accept(_ plan: RecoveryPlan, at now: Timestamp) -> [RecoveryLadder.Action] {
        guard case .hold(let reason) = plan.decision else { return [] }
        state.held()
        guard reason != .gate, ladder.heldSince == nil else { return [] }
        return ladder.giveUp(at: now, for: reason)
    }

    private static func recheck(
        _ actions: [SessionAction], _ climbed: [RecoveryLadder.Action], _ plan: RecoveryPlan, look: Duration?
    ) -> Duration? {
        var delays: [Duration] = look.map { [$0] } ?? []
        for case .recheck(let delay) in actions { delays.append(delay) }
        for case .recheck(let delay) in climbed { delays.append(delay) }
        if case .recheck(let delay) = plan.decision { delays.append(delay) }
        return delays.min()
    }
}

extension RecoveryLadder.Action {
    /// The episode that ended.
    var episode: RecoveryEpisode? {
        if case .episodeEnded(let episode) = self { episode } else { nil }
    }
}

extension SessionAction {
    var concernsIncident: Bool {
        switch self {
        case .openIncident, .updateIncident, .closeIncident: true
        case .recheck, .flappingStarted, .flappingStopped: false
        }
    }

    /// The same with the incident as it stands at the end of the check.
    func replacing(_ incident: Incident?) -> SessionAction {
        switch self {
        case .openIncident: incident.map { .openIncident($0) } ?? self
        case .updateIncident: incident.map { .updateIncident($0) } ?? self
        case .closeIncident, .recheck, .flappingStarted, .flappingStopped: self
        }
    }
}
