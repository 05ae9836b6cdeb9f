import GRDB
import Gateways
import JobQueueSQLite
import SessionHealth
import WallTime

/// What checks and recoveries of one session have in common: they read the same evidence, and what comes of them is stored
/// in the same places, all in one transaction.
struct CaseWriter {
    let transaction: SQLiteTransaction
    let settings: HealthSettings
    let notifications: NotificationSettings

    var db: Database { transaction.database }
    var now: Timestamp { transaction.now }

    // MARK: What is known

    /// All that bears on the judgement of a session, with as few statements as its traffic allows.
    func evidence(_ check: SessionCheck, _ account: WatchedAccount) throws -> Evidence {
        let messages = MessageTable(db: db)
        // Quiet accounts are the most: their messages are not even looked for.
        let failedSince = now - max(settings.failedWindow, settings.crashWindow)
        let hasFailures = account.lastFailedAt.map { $0 > failedSince } ?? false
        let sentSince = now - settings.failedWindow
        let hasSends = account.lastOutgoingAt.map { $0 > sentSince } ?? false
        let lastMessage = [account.lastIncomingAt, account.lastOutgoingAt].compactMap(\.self).max()
        let quietSince = lastMessage.flatMap { now - $0 > settings.maxIdle ? $0 : nil }
        let silence = try quietSince.flatMap { since in
            try AccountTable(db: db).usualTraffic(of: account.id)?.silence(since: since, now: now)
        }
        return Evidence(
            databaseStatus: account.status,
            observation: check.observation(at: now).withoutOwnStop(of: account.memory.ladder),
            lastIncoming: account.lastIncomingAt,
            lastOutgoing: account.lastOutgoingAt,
            failures: hasFailures ? try messages.failures(of: account.id, after: failedSince) : [],
            sends: hasSends ? try messages.sends(of: account.id, since: sentSince) : [],
            acknowledgementsReported: check.gateway.reportsAcknowledgements
                && check.gateway.capabilities?.tellsServerAcknowledgement != false,
            acknowledgementDelay: check.gateway.acknowledgementDelay, probe: check.probe,
            sessionStartedAt: account.sessionStartedAt, sharesNumberWith: try others(check, account),
            silence: silence, observedAt: check.observedAt, anotherNumber: Self.anotherNumber(check, account))
    }

    /// What the gates look at besides the session itself.
    func surroundings(_ check: SessionCheck, _ account: WatchedAccount) throws -> SessionCase.Surroundings {
        // Nothing is recovered that was well at the last check: then the number does not matter.
        let mayRecover = ![.unchecked, .good].contains(account.memory.state.phase)
        let recovering = mayRecover ? try AccountTable(db: db).recovering(on: account.gateway, besides: account.id) : 0
        return SessionCase.Surroundings(
            subject: account.subject, gateway: check.gateway.state,
            capabilities: RecoveryCapabilities(check.gateway.capabilities, kind: check.gateway.kind),
            account: account.conditions(sharesNumberWith: try others(check, account), at: now),
            recoveringOnGateway: recovering, dryRun: check.isDryRun)
    }

    private func others(_ check: SessionCheck, _ account: WatchedAccount) throws -> [String] {
        guard let phone = account.phone else { return [] }
        let accounts = AccountTable(db: db)
        var others =
            check.gateway.sharedPhones.contains(phone) ? try accounts.others(withPhone: phone, than: account.id) : []
        // Whoever has the number that the session was newly linked with holds it, too.
        if let number = Self.anotherNumber(check, account) {
            others += try accounts.others(withPhone: number.told, than: account.id).filter { !others.contains($0) }
        }
        return others
    }

    private static func anotherNumber(_ check: SessionCheck, _ account: WatchedAccount) -> Evidence.AnotherNumber? {
        guard let known = account.phone, let told = check.phone, !PhoneNumber.isSame(known, told) else { return nil }
        return Evidence.AnotherNumber(known: known, told: told)
    }

    // MARK: What comes of it

    /// Stores incidents as they were opened, changed and closed. A new one gets its number.
    func store(_ actions: [SessionAction], _ account: inout WatchedAccount) throws {
        let incidents = IncidentTable(db: db)
        for action in actions {
            switch action {
            case .openIncident(let incident):
                account.memory.state.incident?.id = try incidents.add(incident, account: account.id)
            case .updateIncident(let incident), .closeIncident(let incident):
                try incidents.update(incident)
            case .recheck, .flappingStarted, .flappingStopped:
                break
            }
        }
    }

    /// Brings the open incident's row up to date.
    func updateIncident(_ account: WatchedAccount) throws {
        if let incident = account.memory.state.incident { try IncidentTable(db: db).update(incident) }
    }

    /// Stores how the rung that ran before has ended, if it has, and the episodes that are over.
    func store(_ episodes: [RecoveryEpisode], before: RecoveryLadder, _ account: WatchedAccount, detail: String? = nil)
        throws
    {
        let table = RecoveryTable(db: db)
        if let ran = before.running, account.memory.ladder.running?.startedAt != ran.startedAt {
            let attempts = (account.memory.ladder.episode ?? episodes.first)?.attempts ?? []
            let attempt = attempts.last { $0.startedAt == ran.startedAt }
            let outcome = attempt?.outcome ?? .abandoned
            try table.end(
                account: account.id, startedAt: ran.startedAt, at: attempt?.endedAt ?? now, outcome: outcome,
                detail: detail)
            try noteEnd(of: ran, outcome, account)
        }
        let incident = account.memory.state.incident?.id
        for episode in episodes {
            try table.add(episode, account: account.id, gateway: account.gateway, incident: incident)
        }
    }

    /// A session is well again before its recovery has proved to be stable: then the incident is closed already, and its row
    /// is told what became of the attempt.
    private func noteEnd(
        of ran: RecoveryLadder.Running, _ outcome: RungAttempt.Outcome, _ account: WatchedAccount
    ) throws {
        guard account.memory.state.incident == nil,
            let id = try RecoveryTable(db: db).incident(account: account.id, startedAt: ran.startedAt),
            var incident = try IncidentTable(db: db).incident(id)?.incident,
            let index = incident.actions.lastIndex(where: { $0.at == ran.startedAt && $0.outcome == nil })
        else { return }
        incident.actions[index].outcome = outcome.rawValue
        try IncidentTable(db: db).update(incident)
    }

    /// Notes what is worth telling, as far as it is to be told.
    func tell(_ events: [NotificationEvent], _ account: WatchedAccount, incident: Int64?) throws {
        guard !events.isEmpty else { return }
        let writer = NotificationWriter(transaction: transaction, settings: settings, notifications: notifications)
        for event in events {
            try writer.tell(event, account: account.id, incident: incident, language: account.language)
        }
    }

    /// Checks the account again after that long.
    func recheck(_ account: WatchedAccount, after delay: Duration?, probing: Bool = false) throws {
        guard let delay else { return }
        _ = try transaction.enqueue([
            try MonitorSessionHealth.confirmation(of: account.reference, probing: probing, at: now + delay)
        ])
    }
}
