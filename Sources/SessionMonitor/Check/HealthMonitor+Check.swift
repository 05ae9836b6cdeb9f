import Basics
import Gateways
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension HealthMonitor {
    /// The handler of `MonitorSessionHealth`.
    ///
    /// - Parameter looks: where the gateway is asked outside of the worker's lanes; nil: in the lane.
    func check(_ job: MonitorSessionHealth, _ context: JobContext, _ looks: LookRoom?) async throws -> Outcome {
        guard let account = try await reference(job) else { return .done }
        let due = context.job.availableAt
        let observe = { @Sendable () async -> SessionCheck in
            await self.observe(
                account, due: due, isForced: job.force, isExtra: job.extra, isFresh: job.fresh, probing: job.probe)
        }
        let check: SessionCheck
        if let looks {
            switch await looks.look(context.job.id, at: account.gateway, observe) {
            case .later(let time): return .snooze(until: time)
            case .done(let look): check = look
            }
        } else {
            check = await observe()
        }
        let random = random()
        context.onSettle { (transaction: SQLiteTransaction) in
            let writer = CaseWriter(transaction: transaction, settings: settings, notifications: notifications)
            log.add(try CheckTransaction(writer: writer, random: random).run(check), in: transaction)
        }
        return .done
    }

    private func reference(_ job: MonitorSessionHealth) async throws -> AccountReference? {
        if let gateway = job.gateway, let session = job.session {
            return AccountReference(id: job.account, gateway: gateway, session: session)
        }
        return try await store.account(job.account).map {
            AccountReference(id: $0.id, gateway: $0.gateway, session: $0.session)
        }
    }

    /// The gateway's part of the evidence: from the list that all checks of a sweep share, where it tells.
    ///
    /// - Parameter seesCode: whether a session that may be showing a code is asked for it: a person is about to act.
    func observe(
        _ account: AccountReference, due: Timestamp, isForced: Bool, isExtra: Bool, isFresh: Bool = false,
        probing: Bool,
        seesCode: Bool = false
    ) async -> SessionCheck {
        let snapshot = await snapshots.snapshot(of: account.gateway, due: due, isFresh: isFresh)
        var check = SessionCheck(
            account: account,
            observation: snapshot.observation(of: account.session) ?? .unreachable(Self.silent),
            phone: snapshot.phone(of: account.session), probe: nil, observedAt: snapshot.takenAt,
            latency: snapshot.latency, due: due, gateway: snapshot.gateway, isForced: isForced, isExtra: isExtra)
        guard let gateway = snapshot.connection?.gateway else { return check }
        if let question = question(about: account, snapshot, isExtra: isExtra) {
            let answer = await LiveAnswer.ask(gateway, account.session, clock: clock)
            check.isContradiction = question == .isMissing && answer.isAnswered && answer.observation != .notFound
            // What the list said is worth more than no answer, where the list is no mere record.
            if answer.isAnswered || question != .tellsMore {
                check.observation = answer.observation.toldAlone(by: gateway.capabilities)
            }
            check.phone = answer.phone ?? check.phone
            check.observedAt = answer.at
            check.latency = answer.latency
        } else if let answer = snapshot.live[Name(account.session)] {
            check.observedAt = answer.at
            check.latency = answer.latency
        }
        if check.observation == .notFound, snapshot.gateway.state.contradictsItself(at: clock.now()) {
            check.observation = .unreachable(Self.contradictory)
        }
        if seesCode, case .answered(var answer) = check.observation, answer.mayShowCode,
            !gateway.capabilities.qrOnDemand, case .code? = await Self.code(of: account.session, gateway)
        {
            (answer.status, answer.showsQR) = (.qrScanning, true)
            check.observation = .answered(answer)
        }
        if probing, gateway.capabilities.deepProbe {
            check.probe = await Self.probe(gateway, account.session)
        }
        return check
    }

    /// The list names neither the session nor a reason.
    private static let silent = GatewayFailure(
        .badAnswer, "The gateway's list is not whole and does not name the session")

    /// One process of several that share the sessions says that it has not got it.
    private static let contradictory = GatewayFailure(
        .badAnswer,
        "The gateway does not know the session, but it has contradicted itself: several processes answer, each for a part of the sessions"
    )

    /// Why a session is asked for by itself.
    private enum Question {
        /// The list is not whole, or costs more than the question.
        case isUnknown
        /// Whoever answered the list may not be the one that holds it: another worker process, another replica, a proxy.
        case isMissing
        /// It looks bad, and the gateway tells more of it alone: why, and whether its login is still there.
        case tellsMore
        /// The list calls it connected from a record, and something happened: a webhook, a first bad look, a recovery.
        case isRecord
    }

    private func question(about account: AccountReference, _ snapshot: SweepSnapshot, isExtra: Bool) -> Question? {
        // A gateway in trouble is not asked thousands of times whether it really means it.
        if snapshot.gateway.state.inhibitsSessions { return nil }
        guard case .success(let list) = snapshot.list, let capabilities = snapshot.gateway.capabilities else {
            return nil
        }
        // It was asked for alone in this very sweep.
        if snapshot.live[Name(account.session)] != nil { return nil }
        switch list[account.session] {
        case .unknown: return .isUnknown
        case .notFound: return capabilities.absence == .indistinct ? nil : .isMissing
        case .found(let listed) where capabilities.tellsMoreAlone && listed.status != .connected: return .tellsMore
        case .found(let listed) where capabilities.confirmsAlone && isExtra && listed.status == .connected:
            return .isRecord
        // Where the list costs a request per session, one is cheaper than the list.
        case .found, .failed: return isExtra && capabilities.bulkList != .withStatus ? .isUnknown : nil
        }
    }

    private static func probe(_ gateway: any Gateway, _ session: String) async -> DeepProbe {
        do throws(GatewayError) {
            return try await gateway.deepProbe(session).finding
        } catch {
            return .inconclusive
        }
    }
}

extension SessionAnswer {
    /// Whether it is worth asking for the code, for a person who is about to act: it waits for a scan and does not tell whether it shows
    /// one, or it connects and nobody knows yet whether the code that is there is shown (Evolution).
    fileprivate var mayShowCode: Bool {
        (status == .qrScanning && showsQR != true) || (status == .connecting && showsQR == nil)
    }
}
