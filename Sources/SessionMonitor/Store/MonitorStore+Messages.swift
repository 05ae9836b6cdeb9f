import Basics
import GRDB
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension MonitorStore {
    /// Records messages, in one transaction. Those of sessions that no account has are counted and passed over.
    ///
    /// Idempotent by gateway, session and message: telling the same again changes nothing.
    package func record(_ messages: [MessageRecord]) async throws -> MessageReport {
        guard !messages.isEmpty else { return MessageReport() }
        return try await queue.write(.fast) { transaction in
            try Self.record(messages, in: transaction)
        }
    }

    /// Records messages inside a transaction that does other things as well.
    static func record(_ messages: [MessageRecord], in transaction: SQLiteTransaction) throws -> MessageReport {
        let db = transaction.database
        let accounts = AccountTable(db: db)
        let table = MessageTable(db: db)
        var ids: [AccountKey: Int64?] = [:]
        var acknowledged: [Name: Timestamp] = [:]
        var delays: [Name: [Duration]] = [:]
        var report = MessageReport()
        for message in messages {
            let key = AccountKey(gateway: Name(message.gateway), session: Name(message.session))
            let known = try ids[key] ?? accounts.id(gateway: message.gateway, session: message.session)
            ids[key] = .some(known)
            guard let id = known else {
                var unknown = MessageReport()
                unknown.unknownSessions = 1
                unknown.unknownExamples = ["\(key.gateway)/\(key.session)"]
                report.add(unknown)
                continue
            }
            let recorded = try table.record(message, account: id, now: transaction.now)
            if let delay = recorded.delay { delays[Name(message.gateway), default: []].append(delay) }
            switch recorded.change {
            case .added: report.added += 1
            case .updated: report.updated += 1
            case .unchanged: report.unchanged += 1
            }
            if message.direction == .outgoing, let ack = message.acknowledgement, ack >= .server {
                let at = min(message.at, transaction.now)
                acknowledged[Name(message.gateway)] = max(acknowledged[Name(message.gateway)] ?? at, at)
            }
        }
        for (gateway, time) in acknowledged {
            try GatewayTable(db: db).acknowledged(gateway.text, at: time)
        }
        for (gateway, delays) in delays { try GatewayTable(db: db).learn(delays, of: gateway.text) }
        return report
    }

    private struct AccountKey: Hashable {
        var gateway: Name
        var session: Name
    }
}
