import Foundation
import GRDB
public import JobQueue
import WallTime

extension SQLiteTransaction {
    private static let insertSQL = """
        INSERT INTO jobs (queue, kind, payload, payload_version, priority, available_at, created_at, deadline_at,
          unique_key, max_attempts, trace, batch_id, chain)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """
    private static let insertUniqueSQL =
        insertSQL + " ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING"
    static let liveIDSQL = "SELECT id, available_at, created_at, returned_at FROM jobs WHERE unique_key = ?1"

    /// Adds jobs in this transaction.
    ///
    /// - Throws: `JobStoreError.invalidJob` for a name that is empty or too long, a payload that is too large, or a batch that
    ///   has ended.
    public func enqueue(_ jobs: [NewJob]) throws -> [EnqueuedJob] {
        var answers: [EnqueuedJob] = []
        var added: [BatchID: Int64] = [:]
        try checkBatches(of: jobs)
        answers.reserveCapacity(jobs.count)
        let plain = try session.statement(Self.insertSQL)
        for job in jobs {
            try job.validate()
            let statement = job.uniqueKey == nil ? plain : try session.statement(Self.insertUniqueSQL)
            try bind(job, to: statement)
            let isNew = try statement.changes() == 1
            if isNew {
                count(queue: job.queue, kind: job.kind) { $0.enqueued += 1 }
                if let batch = job.batch { added[batch, default: 0] += 1 }
                answers.append(EnqueuedJob(id: JobID(database.lastInsertedRowID), isNew: true))
            } else {
                answers.append(EnqueuedJob(id: try liveJob(withKey: job.uniqueKey ?? ""), isNew: false))
            }
        }
        for (batch, count) in added { try add(count, to: batch) }
        markEnqueued()
        return answers
    }

    private func bind(_ job: NewJob, to statement: HotStatement) throws {
        statement.bind(job.queue, at: 1)
        statement.bind(job.kind, at: 2)
        statement.bind(job.payload, at: 3)
        statement.bind(Int64(job.payloadVersion), at: 4)
        statement.bind(Int64(job.priority), at: 5)
        statement.bind(job.dueTime(now: now).milliseconds, at: 6)
        statement.bind(now.milliseconds, at: 7)
        statement.bind(job.lastStart(now: now)?.milliseconds, at: 8)
        statement.bind(job.uniqueKey, at: 9)
        statement.bind(job.maxAttempts.map(Int64.init), at: 10)
        statement.bind(job.trace, at: 11)
        statement.bind(job.batch?.rawValue, at: 12)
        statement.bind(try job.chain.isEmpty ? nil : Self.encode(job.chain), at: 13)
    }

    private func liveJob(withKey key: String) throws -> JobID {
        let statement = try session.statement(Self.liveIDSQL)
        statement.bind(key, at: 1)
        var id: Int64 = 0
        var waits = false
        try statement.run { row in
            id = row.integer(0)
            waits = TimesAhead.waits(
                availableAt: Timestamp(milliseconds: row.integer(1)),
                createdAt: Timestamp(milliseconds: row.integer(2)),
                returnedAt: row.optionalInteger(3).map(Timestamp.init(milliseconds:)), now: now)
            return false
        }
        // Enqueued by a clock that was ahead, it would hold the key until this one gets there.
        if waits { try TimesAhead.mend(database, job: id, now: now) }
        return JobID(id)
    }

    static func encode(_ chain: [NewJob]) throws -> String {
        String(decoding: try JSONEncoder().encode(chain), as: UTF8.self)
    }
}
