import Gateways
import JobQueue
import JobQueueSQLite
import Logging
import SessionHealth
import WallTime

extension HealthMonitor {
    /// The handler of `RecoverSession`.
    func recover(_ job: RecoverSession, _ context: JobContext) async throws -> Outcome {
        guard let begun = try await begin(job, isDryRun: false)?.begun else { return .done }
        let result = await carryOut(begun)
        let random = random()
        context.onSettle { (transaction: SQLiteTransaction) in
            try finish(begun, result, random: random, in: transaction)
        }
        return .done
    }

    /// Recovers a session at once, for a person who waits for the answer.
    ///
    /// - Returns: nil where the account is gone.
    package func recoverNow(_ job: RecoverSession, isDryRun: Bool) async throws -> RecoveryReport? {
        guard let (report, begun) = try await begin(job, isDryRun: isDryRun) else { return nil }
        guard let begun, var report else { return report }
        let result = await carryOut(begun)
        let random = random()
        try await store.queue.write { try finish(begun, result, random: random, in: $0) }
        if case .declined(_, let detail, _) = result { report.declined = detail }
        return report
    }

    // MARK: Deciding

    private func begin(
        _ job: RecoverSession, isDryRun: Bool
    ) async throws -> (report: RecoveryReport?, begun: RecoveryTransaction.Begun?)? {
        guard let account = try await store.account(job.account) else { return nil }
        let reference = AccountReference(id: account.id, gateway: account.gateway, session: account.session)
        let random = random()
        // As the session is now, not as it was when the job was enqueued.
        let check = await observe(
            reference, due: clock.now(), isForced: true, isExtra: true, probing: false,
            seesCode: job.by != nil && !(job.newLogin && job.insists))
        return try await store.queue.write { transaction in
            let writer = CaseWriter(transaction: transaction, settings: settings, notifications: notifications)
            return try RecoveryTransaction(writer: writer, random: random)
                .begin(check, request: job.request, isDryRun: isDryRun)
        }
    }

    // MARK: Doing

    /// What the gateway said.
    enum StepResult: Sendable {
        case accepted(NewSession?)
        /// - Parameter isUntouched: nothing of the old login was ended.
        case declined(RungAttempt.Outcome, String, isUntouched: Bool)
    }

    private func carryOut(_ begun: RecoveryTransaction.Begun) async -> StepResult {
        do {
            let connection = try await fleet.connection(to: begun.account.gateway)
            switch begun.decision {
            case .soft(let step): return await soft(step, begun, connection)
            case .replaceLogin(let replacement): return await replace(replacement, begun, connection)
            case .nothing, .recheck, .hold: return .accepted(nil)
            }
        } catch {
            return .declined(.inconclusive, "\(error)", isUntouched: true)
        }
    }

    private func soft(
        _ step: SoftStep, _ begun: RecoveryTransaction.Begun, _ connection: GatewayConnection
    ) async -> StepResult {
        if step.action == .askScan { return .accepted(nil) }
        guard let recovery = connection.softRecovery else {
            return .declined(.unavailable, "This kind of gateway cannot restart a session.", isUntouched: true)
        }
        let session = begun.reference
        do throws(GatewayError) {
            switch step.action {
            case .softRestart: return Self.result(of: try await recovery.softRestart(session))
            case .stopStart:
                // One that is stopped already is only started.
                guard try await recovery.stop(session) != .notFound else { return Self.result(of: .notFound) }
                // A browser needs a moment to let go of its profile.
                try? await clock.sleep(for: settings.stopStartPause)
                return Self.result(of: try await recovery.start(session))
            case .start:
                return Self.result(
                    of: connection.gateway.capabilities.stopStart
                        ? try await recovery.start(session) : try await recovery.softRestart(session))
            case .askScan: return .accepted(nil)
            }
        } catch {
            return Self.declined(error, isUntouched: true)
        }
    }

    /// What an answer to a soft step means. A step that changed nothing is over: nobody is told that the session is being
    /// restored, and the next rung need not wait for a deadline.
    private static func result(of answer: RecoveryAnswer) -> StepResult {
        switch answer {
        case .accepted: .accepted(nil)
        case .notFound:
            .declined(
                .unavailable, "The gateway does not have the session, and starts none it does not have.",
                isUntouched: true)
        case .alreadySo:
            .declined(
                .unavailable, "The gateway says that the session runs already, and did nothing.", isUntouched: true)
        }
    }

    /// The one place that ends a login. Only a `LoginReplacement`, which carries its proof, leads here.
    private func replace(
        _ replacement: LoginReplacement, _ begun: RecoveryTransaction.Begun, _ connection: GatewayConnection
    ) async -> StepResult {
        guard let recovery = connection.destructiveRecovery else {
            return .declined(.unavailable, "This kind of gateway cannot make a new session.", isUntouched: true)
        }
        logger.notice(
            "WhatsApp Session Health: \(begun.account.gateway)/\(begun.oldSession) gets a new login; proof: \(replacement.proof.name)"
        )
        var isUntouched = true
        do throws(GatewayError) {
            var old = begun.reference
            old.id = begun.oldSession
            if replacement.proof == .notThere {
                // There is no login to end; if the session is there after all, there is one to spare.
                guard case .notFound = try await connection.gateway.session(old.id) else {
                    return .declined(.inconclusive, "The gateway has the session after all.", isUntouched: true)
                }
            } else {
                _ = try await recovery.endSession(old)
                isUntouched = false
            }
            return .accepted(try await recovery.createSession(begun.reference))
        } catch {
            return Self.declined(error, isUntouched: isUntouched)
        }
    }

    /// What an error of the gateway means for the rung.
    private static func declined(_ error: GatewayError, isUntouched: Bool) -> StepResult {
        switch error.code {
        // It may well be doing it: starting a browser takes long. The checks will tell.
        case .timedOut: .accepted(nil)
        case .unsupported, .invalidRequest: .declined(.unavailable, error.message, isUntouched: isUntouched)
        case .refused, .badAnswer: .declined(.failed, error.message, isUntouched: isUntouched)
        case .unreachable, .unauthorized, .wrongRoute, .overloaded, .serverError, .tooLarge, .circuitOpen, .cancelled:
            .declined(.inconclusive, error.message, isUntouched: isUntouched)
        }
    }

    // MARK: Afterwards

    private func finish(
        _ begun: RecoveryTransaction.Begun, _ result: StepResult, random: Double, in transaction: SQLiteTransaction
    ) throws {
        let writer = CaseWriter(transaction: transaction, settings: settings, notifications: notifications)
        let recovery = RecoveryTransaction(writer: writer, random: random)
        let who = "WhatsApp Session Health: \(begun.account.gateway)/\(begun.account.session)"
        switch result {
        case .accepted(let session):
            try recovery.accepted(begun, newSession: session)
            logger.notice("\(who): recovery begun: \(begun.decision.rung?.rawValue ?? "-")")
        case .declined(let outcome, let detail, let isUntouched):
            try recovery.declined(begun, outcome, detail, isUntouched: isUntouched)
            logger.warning("\(who): \(begun.decision.rung?.rawValue ?? "-") \(outcome.rawValue): \(detail)")
        }
    }
}

extension RecoveryTransaction.Begun {
    /// The session as gateways want to know it.
    var reference: SessionReference {
        SessionReference(id: account.session, workspace: workspace, account: String(account.id))
    }
}
