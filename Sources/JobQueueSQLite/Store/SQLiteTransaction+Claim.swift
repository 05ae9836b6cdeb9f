import Foundation
import JobQueue
import WallTime

extension SQLiteTransaction {
    // Each of these repeats `lease_token IS NULL` literally, because only then does SQLite use the partial index.
    static let nextPrioritySQL = """
        SELECT priority FROM jobs WHERE lease_token IS NULL AND queue = ?1 AND priority >= ?2 ORDER BY priority LIMIT 1
        """
    static let dueSQL = """
        SELECT id, kind, payload, payload_version, attempts, crashes, max_attempts, available_at, created_at, unique_key,
          trace, batch_id, chain IS NOT NULL
        FROM jobs WHERE lease_token IS NULL AND queue = ?1 AND priority = ?2 AND available_at <= ?3
        ORDER BY available_at, id
        """
    static let nextDueSQL = """
        SELECT available_at FROM jobs WHERE lease_token IS NULL AND queue = ?1 AND priority = ?2 AND available_at > ?3
        ORDER BY available_at LIMIT 1
        """
    static let leaseSQL = "UPDATE jobs SET lease_token = ?1, lease_expires_at = ?2, worker = ?3 WHERE id = ?4"
    static let nextExpirySQL = """
        SELECT lease_expires_at FROM jobs WHERE lease_token IS NOT NULL ORDER BY lease_expires_at LIMIT 1
        """
    static let nextDeadlineSQL = """
        SELECT deadline_at FROM jobs WHERE deadline_at IS NOT NULL AND lease_token IS NULL ORDER BY deadline_at LIMIT 1
        """

    /// Leases the next jobs, by queue in the order named, then priority, due time and id.
    func claim(_ request: ClaimRequest, worker: String, into result: inout ExchangeResult) throws {
        try takeBackExpiredLeases(maxCrashes: request.maxCrashes)
        try failCancelledJobs()
        try failOverdueJobs()
        let token = LeaseToken.random()
        let wanted = max(request.limit, 0)
        // A queue that is named twice gives its jobs once: none is leased before all are collected.
        var seen: Set<String> = []
        for queue in request.queues where result.claimed.count < wanted && seen.insert(queue).inserted {
            try collect(queue: queue, request, token: token, wanted: wanted, into: &result)
        }
        try lease(result.claimed, token: token, until: now + request.lease, worker: worker)
        if result.claimed.count < wanted {
            for sql in [Self.nextExpirySQL, Self.nextDeadlineSQL] {
                try result.note(nextDue: first(sql))
            }
        }
    }

    private func collect(
        queue: String, _ request: ClaimRequest, token: LeaseToken, wanted: Int, into result: inout ExchangeResult
    ) throws {
        let nextPriority = try session.statement(Self.nextPrioritySQL)
        let due = try session.statement(Self.dueSQL)
        var lowest = Int64.min
        // One seek per priority in use, so that delayed jobs of one priority do not stand in the way of another.
        while result.claimed.count < wanted {
            nextPriority.bind(queue, at: 1)
            nextPriority.bind(lowest, at: 2)
            guard let priority = try first(nextPriority) else { return }
            due.bind(queue, at: 1)
            due.bind(priority, at: 2)
            due.bind(now.milliseconds, at: 3)
            try due.run { row in
                let kind = row.text(1)
                guard request.kinds?.contains(kind) ?? true else { return true }
                result.claimed.append(Self.job(from: row, queue: queue, kind: kind, token: token))
                return result.claimed.count < wanted
            }
            if result.claimed.count < wanted {
                let nextDue = try session.statement(Self.nextDueSQL)
                nextDue.bind(queue, at: 1)
                nextDue.bind(priority, at: 2)
                nextDue.bind(now.milliseconds, at: 3)
                try result.note(nextDue: first(nextDue))
            }
            guard priority < .max else { return }
            lowest = priority + 1
        }
    }

    private func lease(_ jobs: [ClaimedJob], token: LeaseToken, until expiry: Timestamp, worker: String) throws {
        guard !jobs.isEmpty else { return }
        let statement = try session.statement(Self.leaseSQL)
        statement.bind(token.rawValue, at: 1)
        statement.bind(expiry.milliseconds, at: 2)
        statement.bind(worker, at: 3)
        for job in jobs {
            statement.bind(job.id.rawValue, at: 4)
            try statement.run()
        }
    }

    private static func job(from row: HotStatement, queue: String, kind: String, token: LeaseToken) -> ClaimedJob {
        ClaimedJob(
            id: JobID(row.integer(0)), queue: queue, kind: kind, payload: row.data(2),
            payloadVersion: Int(row.integer(3)), attempts: Int(row.integer(4)), crashes: Int(row.integer(5)),
            maxAttempts: row.optionalInteger(6).map(Int.init(_:)), availableAt: Timestamp(milliseconds: row.integer(7)),
            createdAt: Timestamp(milliseconds: row.integer(8)), uniqueKey: row.optionalText(9),
            trace: row.optionalText(10), batch: row.optionalInteger(11).map(BatchID.init(_:)),
            hasChain: row.integer(12) != 0, token: token)
    }

    private func first(_ statement: HotStatement) throws -> Int64? {
        var value: Int64?
        try statement.run { row in
            value = row.optionalInteger(0)
            return false
        }
        return value
    }

    private func first(_ sql: String) throws -> Int64? {
        try first(session.statement(sql))
    }
}

extension ExchangeResult {
    /// Keeps the earlier of two times.
    fileprivate mutating func note(nextDue milliseconds: Int64?) {
        guard let milliseconds else { return }
        let time = Timestamp(milliseconds: milliseconds)
        nextDue = nextDue.map { min($0, time) } ?? time
    }
}
