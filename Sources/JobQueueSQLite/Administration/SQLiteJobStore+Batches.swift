import GRDB
public import JobQueue
import WallTime

extension SQLiteJobStore {
    /// Adds a batch with its jobs, as a whole or not at all; refused with `.full` while the disk is nearly full.
    public func enqueue(_ batch: NewBatch, durability: Durability) async throws -> BatchID {
        try checkFreeSpace()
        return try await write(durability) { try $0.enqueue(batch) }
    }

    /// How far a batch has got; `nil`: there is none with that id, or it was pruned.
    public func batch(_ id: BatchID) async throws -> Batch? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT \(Batch.columns) FROM job_batches WHERE id = ?", arguments: [id.rawValue])
                .map(Batch.init(row:))
        }
    }

    /// Cancels a batch that has not ended. Its waiting jobs fail, however many they are, in transactions of some milliseconds; who is
    /// killed in between can say it again.
    public func cancelBatch(_ id: BatchID) async throws -> Batch? {
        guard let (found, isOpen) = try await writeAndRing({ try $0.beginCancelling(id) }) else { return nil }
        guard isOpen else { return found }
        let now = clock.now()
        let waiting = try await read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT id FROM jobs WHERE batch_id = ? AND (lease_token IS NULL OR lease_expires_at <= ?) ORDER BY id
                    """, arguments: [id.rawValue, now.milliseconds])
        }
        try await inPortions(waiting) {
            try $0.cancelWaiting($1, of: id)
        } each: { _ in
        }
        // Those that workers took meanwhile.
        return try await writeAndRing { transaction in
            try transaction.cancelHeldJobs(of: id)
            return try transaction.batch(id)
        }
    }

    /// The batches, newest first.
    ///
    /// - Parameters:
    ///   - limit: At most so many, from 1.
    ///   - before: Only with ids below that one, to page on.
    public func batches(limit: Int, before: BatchID?) async throws -> [Batch] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Batch.columns) FROM job_batches WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2
                    """, arguments: [before?.rawValue, max(limit, 1)]
            ).map(Batch.init(row:))
        }
    }

    /// The live jobs of a batch, counted by queue and kind.
    public func liveJobs(of batch: BatchID) async throws -> [BatchPart] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT queue, kind, sum(lease_token IS NULL), sum(lease_token IS NOT NULL) FROM jobs
                    WHERE batch_id = ? GROUP BY queue, kind ORDER BY queue, kind
                    """, arguments: [batch.rawValue]
            ).map { BatchPart(queue: $0[0], kind: $0[1], waiting: $0[2], running: $0[3]) }
        }
    }
}
