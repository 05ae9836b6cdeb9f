import Gateways
import JobQueueSQLite
import SessionHealth
import WallTime

/// One check, written: from the evidence to the health row, the account, the incident and the jobs that follow, all in the
/// transaction that settles the check's job.
struct CheckTransaction {
    let writer: CaseWriter
    /// 0..<1, drawn once per check, so that a repeated transaction comes to the same.
    let random: Double

    private var now: Timestamp { writer.now }

    func run(_ check: SessionCheck) throws -> CheckResult {
        let accounts = AccountTable(db: writer.db)
        guard var account = try accounts.watched(check.account.id) else { return Self.skipped(check, .gone, at: now) }
        guard !account.isDisabled else { return result(check, account, .skipped(.disabled)) }
        guard account.gateway == check.account.gateway, account.session == check.account.session else {
            return try moved(check, account)
        }
        guard !isTooSoon(check, account) else { return result(check, account, .throttled) }
        if check.isContradiction { try noteContradiction(of: account.gateway) }
        let evidence = try writer.evidence(check, account)
        let (ladder, incident) = (account.memory.ladder, account.memory.state.incident)
        let outcome = account.memory.checked(
            evidence, in: try writer.surroundings(check, account), at: now, random: random, settings: writer.settings)
        account.status = outcome.assessment.databaseStatus
        try writer.store(outcome.actions, &account)
        try writer.store(outcome.finishedEpisodes, before: ladder, account)
        try IntervalTable(db: writer.db).add(outcome.finishedIntervals, account: account.id)
        try writer.tell(outcome.events, account, incident: account.memory.state.incident?.id ?? incident?.id)
        try accounts.save(
            account, outcome.assessment, phone: check.phone, at: now, counted: counted(check),
            isUnknown: account.memory.state.isUnknown(at: now, settings: writer.settings))
        try HealthTable(db: writer.db).add(
            row(check, account, outcome.assessment), evidence: evidence.summary)
        let action = try follow(outcome, account)
        return result(check, account, outcome, action: action)
    }

    /// Remembers that the gateway contradicted itself; once in ten minutes is enough.
    private func noteContradiction(of gateway: String) throws {
        let table = GatewayTable(db: writer.db)
        var (state, _) = try table.state(gateway)
        if let last = state.contradictedAt, last <= now, now - last < .minutes(10) { return }
        state.contradictedAt = now
        try table.save(state, of: gateway, newestProbe: nil)
    }

    /// What this check's age is measured from: when it was due. Else a sweep that a busy machine delayed by some seconds
    /// would make the next one, which is on time, look too young, and a session would be unseen for two intervals. Half the
    /// throttle is forgiven at most, so that late sweeps do not come in heaps.
    private func counted(_ check: SessionCheck) -> Timestamp {
        check.isForced || check.isExtra ? now : min(now, max(check.due, now - writer.settings.throttle / 2))
    }

    /// Whether the last check is so young that this one is left out. A clock that was set back must not stop the checks.
    private func isTooSoon(_ check: SessionCheck, _ account: WatchedAccount) -> Bool {
        guard !check.isForced, !check.isExtra, let last = account.attemptedAt else { return false }
        return now >= last && now - last < writer.settings.throttle
    }

    /// Enqueues what has to follow: a recovery, another look.
    ///
    /// - Returns: what a line about the check says of it.
    private func follow(_ outcome: SessionCase.Result, _ account: WatchedAccount) throws -> String? {
        try writer.recheck(
            account, after: outcome.recheckAfter, probing: outcome.takesLook)
        guard let rung = outcome.plan.decision.rung else { return nil }
        if outcome.plan.observeOnly { return "would begin \(rung.rawValue)" }
        _ = try writer.transaction.enqueue([try RecoverSession(account: account.id).job()])
        return rung.rawValue
    }

    /// The account was given another session while the check was under way: what was seen is not about it.
    private func moved(_ check: SessionCheck, _ account: WatchedAccount) throws -> CheckResult {
        _ = try writer.transaction.enqueue([try MonitorSessionHealth.immediate(account.reference)])
        return result(check, account, .skipped(.moved))
    }

    // MARK: Results

    private func row(_ check: SessionCheck, _ account: WatchedAccount, _ assessment: HealthAssessment) -> HealthCheck {
        HealthCheck(
            account: account.id, at: now, outcome: assessment.outcome, score: assessment.score,
            level: assessment.level, status: assessment.status, rawStatus: assessment.rawStatus,
            phase: account.memory.state.phase, issues: assessment.issues, latency: check.latency,
            isForced: check.isForced)
    }

    private func result(
        _ check: SessionCheck, _ account: WatchedAccount, _ outcome: SessionCase.Result, action: String?
    ) -> CheckResult {
        let assessment = outcome.assessment
        var result = result(check, account, assessment.outcome == .checked ? .checked : .unknown)
        if assessment.outcome == .checked {
            result.score = assessment.score
            result.level = assessment.level
        }
        result.issues = assessment.issues
        result.gatewayStatus = assessment.status
        result.blockedBy = outcome.plan.blockedBy
        result.action = action
        return result
    }

    private func result(
        _ check: SessionCheck, _ account: WatchedAccount, _ disposition: CheckResult.Disposition
    ) -> CheckResult {
        CheckResult(
            disposition: disposition, account: account.id, gateway: account.gateway, session: account.session,
            phone: account.phone ?? check.phone, label: account.label, at: now, score: account.score,
            level: account.level, status: account.status, gatewayStatus: check.observation.status, issues: [],
            latency: check.latency, phase: account.memory.state.phase, blockedBy: [], action: nil)
    }

    private static func skipped(_ check: SessionCheck, _ reason: CheckResult.Reason, at now: Timestamp) -> CheckResult {
        CheckResult(
            disposition: .skipped(reason), account: check.account.id, gateway: check.account.gateway,
            session: check.account.session, phone: nil, label: nil, at: now, score: nil, level: .unknown,
            status: .unknown, gatewayStatus: check.observation.status, issues: [], latency: check.latency,
            phase: .unchecked, blockedBy: [], action: nil)
    }
}

extension RecoveryDecision {
    /// The rung that is to be begun; nil where none is.
    var rung: Rung? {
        switch self {
        case .soft(let step): step.rung
        case .replaceLogin: .newSession
        case .nothing, .recheck, .hold: nil
        }
    }
}
