import GRDB
package import Gateways
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension PageRecords {
    /// A delivery counts once; a gateway that repeats it is told that all is well.
    private static let deliverySQL = """
        INSERT INTO webhook_deliveries (gateway, delivery, received_at, event, session) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (gateway, delivery) DO NOTHING
        """
    private static let phoneSQL = "SELECT id FROM accounts WHERE gateway = ?1 AND phone = ?2 ORDER BY id LIMIT 1"
    private static let qrSQL = """
        UPDATE accounts SET qr = ?2, qr_format = ?3, qr_at = ?4, qr_expires_at = ?5,
          qr_number = CASE WHEN ?6 IS NULL THEN qr_number + 1 ELSE ?6 END, revision = revision + 1
        WHERE id = ?1 AND (qr IS NOT ?2) AND (qr_at IS NULL OR qr_at <= ?4)
        """
    /// How long a code can be scanned where the gateway does not say.
    private static let codeLifetime = Duration.seconds(20)
    /// No more events of one delivery are taken.
    private static let eventLimit = 1000

    /// Takes in what a verified webhook brought, in one transaction; says whether it was new.
    ///
    /// States are not believed: they have the account checked at once, one check however many events there are.
    package func take(_ delivery: WebhookDelivery, from gateway: String) async throws -> Bool {
        try await store.queue.write { transaction in
            let db = transaction.database
            let first = delivery.events.first
            let isNew =
                try db.changes(
                    Self.deliverySQL,
                    [
                        gateway, delivery.key, transaction.now.milliseconds, first.map { Self.name($0.content) },
                        first?.session,
                    ]) == 1
            guard isNew else { return false }
            var checks: [Int64: AccountReference] = [:]
            for event in delivery.events.prefix(Self.eventLimit) {
                guard let id = try Self.account(of: event, gateway, db) else { continue }
                let reference = try Self.reference(id, db)
                if try Self.take(event, reference, transaction) { checks[id] = reference }
            }
            if !checks.isEmpty {
                _ = try transaction.enqueue(
                    try checks.values.sorted { $0.id < $1.id }.map { try MonitorSessionHealth.immediate($0) })
            }
            return true
        }
    }

    private static func account(of event: WebhookEvent, _ gateway: String, _ db: Database) throws -> Int64? {
        if let session = event.session, let id = try AccountTable(db: db).id(gateway: gateway, session: session) {
            return id
        }
        guard let phone = event.phone else { return nil }
        return try db.integer(phoneSQL, [gateway, phone])
    }

    /// Takes in one event; whether the account should be checked at once.
    private static func take(
        _ event: WebhookEvent, _ account: AccountReference, _ transaction: SQLiteTransaction
    ) throws -> Bool {
        let now = transaction.now
        let at = min(event.at ?? now, now)
        switch event.content {
        case .state, .reconnectLoop: return true
        case .qrCode(let code, let count):
            try show(code, count, account, at: at, transaction)
            return true
        case .message(let id, let direction):
            try record(account, id, direction == .incoming ? .incoming : .outgoing, nil, nil, at, transaction)
            return false
        case .acknowledgement(let messages, let level):
            for id in messages.prefix(eventLimit) { try record(account, id, .outgoing, level, nil, at, transaction) }
            return false
        case .failure(let id, let error):
            // Without an id of its own a failure is told apart by its time.
            try record(
                account, id ?? "failure-\(at.milliseconds)", .outgoing, .error, error, at, transaction)
            return false
        case .other: return false
        }
    }

    private static func record(
        _ account: AccountReference, _ id: String, _ direction: MessageRecord.Direction, _ ack: Acknowledgement?,
        _ error: String?, _ at: Timestamp, _ transaction: SQLiteTransaction
    ) throws {
        guard (1...200).contains(id.count) else { return }
        let message = MessageRecord(
            gateway: account.gateway, session: account.session, message: id, direction: direction,
            acknowledgement: ack, error: error, at: at)
        _ = try MonitorStore.record([message], in: transaction)
    }

    private static func show(
        _ code: QRCode, _ count: Int?, _ account: AccountReference, at: Timestamp, _ transaction: SQLiteTransaction
    ) throws {
        let (value, format) =
            switch code.content {
            case .picture(let url): (url, "picture")
            case .text(let text): (text, "text")
            }
        try transaction.database.run(
            qrSQL,
            [
                account.id, value, format, at.milliseconds,
                (code.expiresAt ?? at + codeLifetime).milliseconds, count,
            ])
    }

    private static func name(_ content: WebhookEvent.Content) -> String {
        switch content {
        case .state: "state"
        case .qrCode: "qr"
        case .message: "message"
        case .acknowledgement: "ack"
        case .failure: "failure"
        case .reconnectLoop: "reconnect_loop"
        case .other(let name): String(name.prefix(64))
        }
    }
}
