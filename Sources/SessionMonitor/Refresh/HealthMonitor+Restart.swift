import Gateways
import JobQueue
import JobQueueSQLite
import Logging
import SessionHealth
import WallTime

extension HealthMonitor {
    /// Gates that hold longer than this put a restart off to the next time.
    private static let patience = Duration.minutes(30)

    /// The handler of `RestartSessions`.
    func restartSessions(_ job: RestartSessions, _ context: JobContext) async throws -> Outcome {
        guard (60...43200).contains(job.over), job.olderThan >= 0 else {
            return .discard(reason: "\"over\" must be from 60 to 43200 seconds, and \"older_than\" 0 or more.")
        }
        let before = context.clock.now() - .seconds(job.olderThan)
        context.onSettle { (transaction: SQLiteTransaction) in
            let accounts = try AccountTable(db: transaction.database).restartable(
                gateway: job.gateway, startedBefore: before)
            let step = Duration.seconds(job.over) / max(1, accounts.count)
            let jobs = try accounts.enumerated().map { place, id in
                try RestartSession.job(id, at: transaction.now + step * place)
            }
            _ = try transaction.enqueue(jobs)
        }
        return .done
    }

    /// The handler of `RestartSession`.
    func restartSession(_ job: RestartSession, _ context: JobContext) async throws -> Outcome {
        guard let account = try await store.account(job.account) else { return .done }
        let reference = AccountReference(id: account.id, gateway: account.gateway, session: account.session)
        let check = await observe(reference, due: context.clock.now(), isForced: true, isExtra: true, probing: false)
        guard let recovery = try? await fleet.connection(to: account.gateway).softRecovery,
            check.gateway.capabilities?.softRestart == true
        else { return .discard(reason: "This kind of gateway cannot restart a session softly.") }
        let holds = try await refreshHolds(check)
        if !holds.isEmpty {
            let texts = holds.map(\.text).joined(separator: "; ")
            let waits = holds.allSatisfy { $0.until != nil || $0.code == "recovery_share" }
            guard waits, context.clock.now() - context.job.createdAt < Self.patience else {
                logger.info("WhatsApp Session Health: \(account.path) is not restarted: \(texts)")
                return .done
            }
            let opens = holds.compactMap(\.until).max() ?? context.clock.now() + .minutes(1)
            return .snooze(until: max(opens, context.clock.now() + .seconds(10)))
        }
        do throws(GatewayError) {
            _ = try await recovery.softRestart(
                SessionReference(id: account.session, workspace: account.workspace, account: String(account.id)))
        } catch {
            // The checks will tell what became of it; a restart that was declined is tried the next night.
            logger.warning("WhatsApp Session Health: \(account.path) could not be restarted: \(error.message)")
        }
        context.onSettle { (transaction: SQLiteTransaction) in
            try AccountTable(db: transaction.database).started(reference.id, at: transaction.now)
            try MonitorStore.audit(
                "restart", of: reference, by: "schedule", reason: "a staggered soft restart", in: transaction)
        }
        return .done
    }

    private func refreshHolds(_ check: SessionCheck) async throws -> [GateHold] {
        try await store.queue.write(.fast) { transaction in
            let writer = CaseWriter(transaction: transaction, settings: settings, notifications: notifications)
            guard let account = try AccountTable(db: transaction.database).watched(check.account.id) else { return [] }
            let assessment = account.memory.assess(
                try writer.evidence(check, account), at: transaction.now, settings: settings)
            var surroundings = try writer.surroundings(check, account)
            surroundings.recoveringOnGateway = try AccountTable(db: transaction.database).recovering(
                on: account.gateway, besides: account.id)
            return RecoveryGate.refreshHolds(
                account.memory.context(assessment, surroundings, at: transaction.now, settings: settings))
        }
    }
}
