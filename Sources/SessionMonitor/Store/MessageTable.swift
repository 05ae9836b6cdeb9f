import GRDB
import SessionHealth
import WallTime

/// The tables `messages` and `message_hours`, inside a transaction.
struct MessageTable {
    let db: Database

    private static let knownSQL = """
        SELECT id, status, ack, error, at, failed_at FROM messages WHERE account_id = ?1 AND message = ?2
        """
    private static let insertSQL = """
        INSERT INTO messages (account_id, message, direction, status, ack, error, at, failed_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """
    private static let updateSQL = """
        UPDATE messages SET status = ?2, ack = ?3, error = ?4, at = ?5, failed_at = ?6, updated_at = ?7 WHERE id = ?1
        """
    private static let hourSQL = """
        INSERT INTO message_hours (account_id, hour, incoming, outgoing) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (account_id, hour) DO UPDATE SET incoming = incoming + ?3, outgoing = outgoing + ?4
        """
    private static let seenSQL = """
        UPDATE accounts SET
          last_incoming_at = CASE WHEN ?2 IS NULL OR last_incoming_at >= ?2 THEN last_incoming_at ELSE ?2 END,
          last_outgoing_at = CASE WHEN ?3 IS NULL OR last_outgoing_at >= ?3 THEN last_outgoing_at ELSE ?3 END,
          last_failed_at = CASE WHEN ?4 IS NULL OR last_failed_at >= ?4 THEN last_failed_at ELSE ?4 END
        WHERE id = ?1
        """
    private static let failuresSQL = """
        SELECT failed_at, error FROM messages WHERE account_id = ?1 AND status = 'failed' AND failed_at > ?2
        ORDER BY failed_at DESC LIMIT 200
        """
    private static let sendsSQL = """
        SELECT at, ack FROM messages WHERE account_id = ?1 AND direction = 'out' AND at >= ?2 AND status <> 'failed'
        ORDER BY at DESC LIMIT 100
        """

    /// Records what was told of a message. Telling it again, late or out of order does no harm.
    ///
    /// - Returns: what changed, and how long after the message its first acknowledgement came, where this was it.
    func record(
        _ record: MessageRecord, account: Int64, now: Timestamp
    ) throws -> (change: AccountChange, delay: Duration?) {
        // A sender's clock that is ahead must not make an account look busy for ever.
        let at = min(record.at, now)
        let new = Stored(
            status: record.status, ack: record.acknowledgement?.rawValue, error: record.error, at: at,
            failedAt: record.status == .failed ? at : nil)
        guard let row = try db.row(Self.knownSQL, [account, record.message]) else {
            try insert(record, new, account: account, now: now)
            return (.added, nil)
        }
        let id: Int64 = row[0]
        let old = Stored(
            status: row.value(1, or: .pending), ack: (row[2] as Int64?).map(Int.init), error: row[3],
            at: Timestamp(milliseconds: row[4]), failedAt: row.time(5))
        let merged = old.merged(with: new)
        guard merged != old else { return (.unchanged, nil) }
        try db.run(
            Self.updateSQL,
            [
                id, merged.status.rawValue, merged.ack, merged.error, merged.at.milliseconds,
                merged.failedAt?.milliseconds, now.milliseconds,
            ])
        if merged.failedAt != old.failedAt { try seen(account, incoming: nil, outgoing: nil, failed: merged.failedAt) }
        let isFirst = record.direction == .outgoing && (old.ack ?? 0) == 0 && (merged.ack ?? 0) >= 1
        return (.updated, isFirst ? now - old.at : nil)
    }

    private func insert(_ record: MessageRecord, _ new: Stored, account: Int64, now: Timestamp) throws {
        try db.run(
            Self.insertSQL,
            [
                account, record.message, record.direction.rawValue, new.status.rawValue, new.ack, new.error,
                new.at.milliseconds, new.failedAt?.milliseconds, now.milliseconds,
            ])
        let isIncoming = record.direction == .incoming
        let hour = new.at.milliseconds - (new.at.milliseconds % 3_600_000 + 3_600_000) % 3_600_000
        try db.run(Self.hourSQL, [account, hour, isIncoming ? 1 : 0, isIncoming ? 0 : 1])
        try seen(
            account, incoming: isIncoming ? new.at : nil, outgoing: isIncoming ? nil : new.at, failed: new.failedAt)
    }

    private func seen(_ account: Int64, incoming: Timestamp?, outgoing: Timestamp?, failed: Timestamp?) throws {
        try db.run(
            Self.seenSQL, [account, incoming?.milliseconds, outgoing?.milliseconds, failed?.milliseconds])
    }

    /// Outgoing messages that failed after a time, the newest first, at most 200.
    func failures(of account: Int64, after time: Timestamp) throws -> [FailedMessage] {
        try db.rows(Self.failuresSQL, [account, time.milliseconds]) { row in
            FailedMessage(at: Timestamp(milliseconds: row[0]), error: row[1] as String? ?? "")
        }
    }

    /// Outgoing messages that were accepted since a time, the newest first, at most 100.
    func sends(of account: Int64, since time: Timestamp) throws -> [SentMessage] {
        try db.rows(Self.sendsSQL, [account, time.milliseconds]) { row in
            SentMessage(
                at: Timestamp(milliseconds: row[0]),
                acknowledgement: (row[1] as Int64?).flatMap { Acknowledgement(rawValue: Int($0)) })
        }
    }

    /// What is kept of a message.
    private struct Stored: Equatable {
        var status: MessageRecord.Status
        var ack: Int?
        var error: String?
        var at: Timestamp
        var failedAt: Timestamp?

        /// Takes in what was told later, or late: acknowledgements only rise, and a message that arrived has not failed.
        func merged(with new: Stored) -> Stored {
            var merged = self
            merged.at = min(at, new.at)
            let acks = [ack, new.ack].compactMap(\.self)
            let reached = acks.max() ?? .min
            merged.ack = acks.isEmpty ? nil : (acks.contains(-1) && reached < 1 ? -1 : reached)
            merged.status = status.rank >= new.status.rank ? status : new.status
            if merged.status == .failed {
                merged.error = new.status == .failed ? new.error ?? error : error
                merged.failedAt = failedAt.map { min($0, new.failedAt ?? $0) } ?? new.failedAt
            } else {
                merged.error = nil
                merged.failedAt = nil
            }
            return merged
        }
    }
}

extension MessageRecord.Status {
    /// How far a message has come; a failure counts more than being under way, and less than having arrived.
    fileprivate var rank: Int {
        switch self {
        case .pending: 0
        case .failed: 2
        case .sent: 1
        case .delivered: 3
        case .read: 4
        }
    }
}
