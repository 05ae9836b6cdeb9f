import GRDB
import Gateways
import JobQueueSQLite
import SessionHealth
import WallTime

/// One check, written: from the evidence to the health row, the account, the incident and the jobs that follow, all in the
/// transaction that settles the check's job.
struct CheckTransaction {
    let transaction: SQLiteTransaction
    let settings: HealthSettings
    /// 0..<1, drawn once per check, so that a repeated transaction comes to the same.
    let random: Double

    private var db: Database { transaction.database }
    private var now: Timestamp { transaction.now }

    func run(_ check: SessionCheck) throws -> CheckResult {
        let accounts = AccountTable(db: db)
        guard var account = try accounts.watched(check.account.id) else { return Self.skipped(check, .gone, at: now) }
        guard !account.isDisabled else { return result(check, account, .skipped(.disabled)) }
        guard account.gateway == check.account.gateway, account.session == check.account.session else {
            return try moved(check, account)
        }
        if !check.isForced, !check.isExtra, let last = account.attemptedAt, now >= last,
            now - last < settings.throttle
        {
            return result(check, account, .throttled)
        }
        let evidence = try evidence(check, account)
        let assessment = HealthAssessment(evidence, settings: settings, now: now)
        account.status = assessment.databaseStatus
        let actions = account.state.checked(
            assessment, subject: SessionSubject(gateway: account.gateway, session: account.session),
            inhibited: check.gateway.state.inhibitsSessions, at: now, random: random, settings: settings)
        try carryOut(actions, &account, assessment)
        account.connectedSince = assessment.outcome == .checked ? account.state.connectedSince : account.connectedSince
        try accounts.save(account, assessment, phone: check.phone, at: now)
        try HealthTable(db: db).add(row(check, account, assessment), evidence: evidence.summary)
        return result(check, account, assessment)
    }

    // MARK: Evidence

    private func evidence(_ check: SessionCheck, _ account: WatchedAccount) throws -> Evidence {
        let messages = MessageTable(db: db)
        // Quiet accounts are the most: their messages are not even looked for.
        func isRecent(_ time: Timestamp?) -> Bool { time.map { $0 > now - settings.failedWindow } ?? false }
        let failedWindow = max(settings.failedWindow, settings.crashWindow)
        let hasFailures = account.lastFailedAt.map { $0 > now - failedWindow } ?? false
        let failures = hasFailures ? try messages.failures(of: account.id, after: now - failedWindow) : []
        let sends =
            isRecent(account.lastOutgoingAt)
            ? try messages.sends(of: account.id, since: now - settings.failedWindow) : []
        let shared = account.phone.map(check.gateway.sharedPhones.contains) ?? false
        return Evidence(
            databaseStatus: account.status, observation: check.observation, lastIncoming: account.lastIncomingAt,
            lastOutgoing: account.lastOutgoingAt, failures: failures, sends: sends,
            acknowledgementsReported: check.gateway.reportsAcknowledgements, probe: check.probe,
            sessionStartedAt: account.sessionStartedAt,
            sharesNumberWith: shared
                ? try AccountTable(db: db).others(withPhone: account.phone ?? "", than: account.id) : [])
    }

    // MARK: Consequences

    private func carryOut(
        _ actions: [SessionAction], _ account: inout WatchedAccount, _ assessment: HealthAssessment
    ) throws {
        let incidents = IncidentTable(db: db)
        for action in actions {
            switch action {
            case .recheck(let delay):
                _ = try transaction.enqueue([
                    try MonitorSessionHealth.confirmation(
                        of: account.reference, probing: assessment.has(.crashUnconfirmed), at: now + delay)
                ])
            case .openIncident(let incident):
                account.state.incident?.id = try incidents.add(incident, account: account.id)
            case .updateIncident(let incident), .closeIncident(let incident):
                try incidents.update(incident)
            case .flappingStarted, .flappingStopped:
                break
            }
        }
    }

    /// The account was given another session while the check was under way: what was seen is not about it.
    private func moved(_ check: SessionCheck, _ account: WatchedAccount) throws -> CheckResult {
        _ = try transaction.enqueue([try MonitorSessionHealth.immediate(account.reference)])
        return result(check, account, .skipped(.moved))
    }

    // MARK: Results

    private func row(_ check: SessionCheck, _ account: WatchedAccount, _ assessment: HealthAssessment) -> HealthCheck {
        HealthCheck(
            account: account.id, at: now, outcome: assessment.outcome, score: assessment.score,
            level: assessment.level, status: assessment.status, rawStatus: assessment.rawStatus,
            phase: account.state.phase, issues: assessment.issues, latency: check.latency, isForced: check.isForced)
    }

    private func result(
        _ check: SessionCheck, _ account: WatchedAccount, _ assessment: HealthAssessment
    ) -> CheckResult {
        var result = result(check, account, assessment.outcome == .checked ? .checked : .unknown)
        if assessment.outcome == .checked {
            result.score = assessment.score
            result.level = assessment.level
        }
        result.issues = assessment.issues
        result.gatewayStatus = assessment.status
        return result
    }

    private func result(
        _ check: SessionCheck, _ account: WatchedAccount, _ disposition: CheckResult.Disposition
    ) -> CheckResult {
        CheckResult(
            disposition: disposition, account: account.id, gateway: account.gateway, session: account.session,
            phone: account.phone ?? check.phone, label: account.label, at: now, score: account.score,
            level: account.level, status: account.status, gatewayStatus: check.observation.status, issues: [],
            latency: check.latency, phase: account.state.phase, blockedBy: [], action: nil)
    }

    private static func skipped(_ check: SessionCheck, _ reason: CheckResult.Reason, at now: Timestamp) -> CheckResult {
        CheckResult(
            disposition: .skipped(reason), account: check.account.id, gateway: check.account.gateway,
            session: check.account.session, phone: nil, label: nil, at: now, score: nil, level: .unknown,
            status: .unknown, gatewayStatus: check.observation.status, issues: [], latency: check.latency,
            phase: .unchecked, blockedBy: [], action: nil)
    }
}

extension WatchedAccount {
    var reference: AccountReference { AccountReference(id: id, gateway: gateway, session: session) }
}

extension SessionHealthState {
    /// Since when it is connected, as far as the checks saw.
    var connectedSince: Timestamp? { status == .connected ? statusSince : nil }
}
