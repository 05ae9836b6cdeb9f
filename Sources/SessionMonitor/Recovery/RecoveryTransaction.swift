import GRDB
import Gateways
import JobQueueSQLite
import SessionHealth
import WallTime

/// The two written halves of a recovery: what is about to be done is stored before it is done, and what became of it after.
///
/// A step that was sent and forgotten would be sent again; one that is stored and never sent only fails by its deadline.
struct RecoveryTransaction {
    let writer: CaseWriter
    let random: Double

    private var now: Timestamp { writer.now }
    private var settings: HealthSettings { writer.settings }

    /// What is to be carried out, with the account as it stood when that was decided.
    struct Begun: Sendable {
        var account: AccountReference
        var workspace: String?
        /// The session that the account had before; another one only where a new login takes a new name.
        var oldSession: String
        var decision: RecoveryDecision
        /// What its people are told once the gateway does it.
        var event: NotificationEvent?
    }

    /// Decides by the gates and the ladder as they are now, and stores what is to be carried out.
    ///
    /// - Returns: the report, and nothing to carry out where a gate holds, or only to say what would be done.
    func begin(_ check: SessionCheck, request: RecoveryRequest, isDryRun: Bool) throws -> (RecoveryReport?, Begun?) {
        let accounts = AccountTable(db: writer.db)
        guard var account = try accounts.watched(check.account.id), account.session == check.account.session else {
            return (nil, nil)
        }
        let evidence = try writer.evidence(check, account)
        let assessment = account.memory.assess(evidence, at: now, settings: settings)
        let surroundings = try writer.surroundings(check, account)
        let context = account.memory.context(
            assessment, surroundings, at: now, request: request, settings: settings)
        let plan = RecoveryPlan(context, random: random, dryRun: isDryRun)
        var report = RecoveryReport(
            account: account.id, plan: plan, rung: plan.decision.rung, isDryRun: plan.observeOnly, declined: nil)
        guard plan.decision.rung != nil, !plan.observeOnly else {
            if !plan.observeOnly { try note(plan, &account) }
            return (report, nil)
        }
        var begun = Begun(
            account: account.reference, workspace: account.workspace, oldSession: account.session,
            decision: plan.decision)
        begun.event = try store(begun, request, &account, check)
        report.isDryRun = false
        var renamed = begun
        renamed.account = account.reference
        return (report, renamed)
    }

    /// Nothing is done: what holds it back is written with the incident.
    private func note(_ plan: RecoveryPlan, _ account: inout WatchedAccount) throws {
        let before = account.memory.ladder
        guard account.memory.state.blocked(by: plan.blockedBy) else { return }
        try writer.updateIncident(account)
        try AccountTable(db: writer.db).remember(account)
        try writer.store([], before: before, account)
    }

    private func store(
        _ begun: Begun, _ request: RecoveryRequest, _ account: inout WatchedAccount, _ check: SessionCheck
    ) throws -> NotificationEvent? {
        let before = account.memory.ladder
        let name = request.person?.name
        let (event, delay) = account.memory.began(
            begun.decision, subject: account.subject, by: name, at: now, settings: settings)
        if let running = account.memory.ladder.running {
            // Whatever ran before was put aside by a person.
            try writer.store([], before: before, account)
            let attempt = account.memory.ladder.episode?.attempts.count ?? 1
            try RecoveryTable(db: writer.db).begin(running, attempt: attempt, account)
        }
        let accounts = AccountTable(db: writer.db)
        if name != nil { try accounts.wanted(account.id) }
        if case .replaceLogin = begun.decision, check.gateway.capabilities?.newLogin == .newName {
            account.session = try accounts.nextSession(after: account.session, gateway: account.gateway)
            try accounts.rename(account.id, to: account.session)
        }
        try writer.updateIncident(account)
        try accounts.remember(account)
        try writer.recheck(account, after: delay)
        return event
    }

    // MARK: Afterwards

    /// The gateway does it: its people are told, and the crashes and stuck sends from before are not the new session's.
    func accepted(_ begun: Begun, newSession: NewSession?) throws {
        let accounts = AccountTable(db: writer.db)
        guard var account = try accounts.watched(begun.account.id) else { return }
        account.memory.accepted(begun.decision)
        try accounts.remember(account)
        try writer.tell(begun.event.map { [$0] } ?? [], account, incident: account.memory.state.incident?.id)
        switch begun.decision {
        case .soft(let step) where step.action == .askScan:
            try accounts.asksForScan(begun.account.id)
            _ = try writer.transaction.enqueue([try RefreshQRCode.job(begun.account.id)])
        case .replaceLogin:
            // A gateway that names another account's session does not take it away from that one.
            if let id = newSession?.id, try accounts.id(gateway: begun.account.gateway, session: id) == nil {
                try accounts.rename(begun.account.id, to: id)
            }
            try accounts.waitsForScan(begun.account.id, at: now)
            if let code = newSession?.qrCode {
                try accounts.store(code, of: begun.account.id, at: now, settings: settings)
            }
            _ = try writer.transaction.enqueue([try RefreshQRCode.job(begun.account.id)])
        default:
            try accounts.started(begun.account.id, at: now)
        }
    }

    /// The gateway did not do it: the rung has ended, and the next check plans the next one.
    ///
    /// - Parameter isUntouched: the old login was not ended either, so that the account keeps its session.
    func declined(_ begun: Begun, _ outcome: RungAttempt.Outcome, _ detail: String, isUntouched: Bool) throws {
        let accounts = AccountTable(db: writer.db)
        guard var account = try accounts.watched(begun.account.id) else { return }
        let before = account.memory.ladder
        account.memory.couldNotRun(outcome, at: now, random: random, settings: settings)
        if isUntouched, account.session != begun.oldSession {
            account.session = begun.oldSession
            try accounts.rename(account.id, to: begun.oldSession)
        }
        try writer.store([], before: before, account, detail: detail)
        if let incident = account.memory.state.incident?.id {
            try NotificationWriter(
                transaction: writer.transaction, settings: settings, notifications: writer.notifications
            ).didNotBegin(incident: incident)
        }
        try writer.updateIncident(account)
        try accounts.remember(account)
        try writer.recheck(account, after: settings.confirmDelay)
    }
}
