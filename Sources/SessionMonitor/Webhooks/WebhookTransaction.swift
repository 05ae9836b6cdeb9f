import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

/// What a verified webhook changes, in one transaction with the note that it was taken.
struct WebhookTransaction {
    let transaction: SQLiteTransaction
    let gateway: String
    let settings: HealthSettings

    private static let noteSQL = """
        INSERT INTO webhook_deliveries (gateway, delivery, received_at, event, session) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO NOTHING
        """

    /// No more events of one delivery are taken.
    private static let eventLimit = 1000

    private var db: Database { transaction.database }

    func take(_ delivery: WebhookDelivery) throws -> WebhookReport {
        var report = WebhookReport()
        let first = delivery.events.first
        let isNew =
            try db.changes(
                Self.noteSQL,
                [gateway, delivery.key, transaction.now.milliseconds, first?.content.name, first?.session]) == 1
        guard isNew else {
            report.isDuplicate = true
            return report
        }
        let accounts = AccountTable(db: db)
        var messages: [MessageRecord] = []
        var checked: Set<Int64> = []
        for (index, event) in delivery.events.prefix(Self.eventLimit).enumerated() {
            guard let scan = try account(of: event).flatMap({ try accounts.scan($0) }) else {
                report.ignored += 1
                continue
            }
            let recorded = self.messages(event, index: index, key: delivery.key, session: scan.account.session)
            messages += recorded
            if case .qrCode(let code, let count) = event.content {
                try accounts.store(
                    code, of: scan.account.id, number: count, at: min(event.at ?? transaction.now, transaction.now),
                    settings: settings)
                report.codes += 1
            }
            let isNewReason = try heard(event, about: scan.account)
            if isNewReason || callsForCheck(event, scan), checked.insert(scan.account.id).inserted {
                _ = try transaction.enqueue([try MonitorSessionHealth.immediate(scan.account)])
                report.checks += 1
            } else if recorded.isEmpty, !checked.contains(scan.account.id) {
                report.ignored += 1
            }
        }
        let recorded = try MonitorStore.record(messages, in: transaction)
        report.messages = recorded.added + recorded.updated
        return report
    }

    private func account(of event: WebhookEvent) throws -> Int64? {
        let accounts = AccountTable(db: db)
        if let session = event.session, let id = try accounts.id(gateway: gateway, session: session) { return id }
        if event.isOnlySession { return try accounts.onlyID(gateway: gateway) }
        guard event.session == nil else { return nil }
        for phone in event.phone.map(PhoneNumber.forms) ?? [] {
            if let id = try accounts.id(gateway: gateway, phone: phone) { return id }
        }
        return nil
    }

    /// Keeps why a session ended: the gateway says it once, and its next answer is a bare state.
    ///
    /// - Returns: whether it is news.
    private func heard(_ event: WebhookEvent, about account: AccountReference) throws -> Bool {
        guard case .state(let told) = event.content, let ending = told.ending, told.status != .connected else {
            return false
        }
        // A late word about the session that the account had before its last new login is not about this one.
        if let session = event.session, !event.isOnlySession, !session.utf8.elementsEqual(account.session.utf8) {
            return false
        }
        let accounts = AccountTable(db: db)
        guard var watched = try accounts.watched(account.id) else { return false }
        // Our own rung stops sessions, too, and a gateway says it in the same words.
        if ending == .stoppedByUser, watched.memory.ladder.mayHaveStoppedIt { return false }
        let report = EndingReport(
            ending, at: event.at ?? told.since, heardAt: transaction.now, teller: .webhook,
            words: told.detail ?? (told.rawStatus.isEmpty ? nil : told.rawStatus))
        guard watched.memory.state.heard(report) else { return false }
        try accounts.remember(watched)
        return true
    }

    /// Whether the account is to be looked at now.
    private func callsForCheck(_ event: WebhookEvent, _ scan: ScanState) -> Bool {
        switch event.content {
        // A state that is known already is no news; a restart's flood of them costs nothing.
        case .state(let observation): observation.status != scan.gatewayStatus
        case .qrCode: scan.gatewayStatus != .qrScanning
        // OpenWA counts each code that nobody scans as a try, too (OpenWA#1584).
        case .reconnectLoop: scan.gatewayStatus != .qrScanning
        // The crash patterns stand in errors: the first failed send is enough to look.
        case .failure(_, let error): CrashPattern.find(in: error, confirmed: true) != nil
        case .message, .acknowledgement, .other: false
        }
    }

    private func messages(_ event: WebhookEvent, index: Int, key: String, session: String) -> [MessageRecord] {
        records(event, index: index, key: key, session: session).filter {
            (1...200).contains($0.message.unicodeScalars.count)
        }
    }

    private func records(_ event: WebhookEvent, index: Int, key: String, session: String) -> [MessageRecord] {
        let at = min(event.at ?? transaction.now, transaction.now)
        func record(
            _ id: String, _ direction: MessageRecord.Direction, _ status: MessageRecord.Status? = nil,
            _ acknowledgement: Acknowledgement? = nil, error: String? = nil
        ) -> MessageRecord {
            MessageRecord(
                gateway: gateway, session: session, message: id, direction: direction, status: status,
                acknowledgement: acknowledgement, error: error, at: at)
        }
        switch event.content {
        case .message(let id, .incoming): return [record(id, .incoming)]
        case .message(let id, .outgoing): return [record(id, .outgoing)]
        case .acknowledgement(let ids, let level):
            return ids.prefix(Self.eventLimit).map { record($0, .outgoing, nil, level) }
        case .failure(let id, let error):
            return [record(id ?? "webhook-\(key.prefix(100))-\(index)", .outgoing, .failed, .error, error: error)]
        case .state, .qrCode, .reconnectLoop, .other: return []
        }
    }
}

extension WebhookEvent.Content {
    /// The word for it in `webhook_deliveries`.
    fileprivate var name: String {
        switch self {
        case .state(let observation): "state \(observation.status.rawValue)"
        case .qrCode: "qr"
        case .message: "message"
        case .acknowledgement: "acknowledgement"
        case .failure: "failure"
        case .reconnectLoop: "reconnect_loop"
        case .other(let name): name
        }
    }
}
