import Basics
import Foundation
import GRDB
import JobQueue
import WallTime

extension SQLiteTransaction {
    // Each of these repeats `lease_token IS NULL` literally, because only then does SQLite use the partial index.
    static let nextKindSQL = """
        SELECT kind FROM jobs WHERE lease_token IS NULL AND queue = ?1 AND kind >= ?2 ORDER BY kind LIMIT 1
        """
    static let nextPrioritySQL = """
        SELECT priority FROM jobs WHERE lease_token IS NULL AND queue = ?1 AND kind = ?2 AND priority >= ?3
        ORDER BY priority LIMIT 1
        """
    private static let columns = """
        id, kind, payload, payload_version, attempts, crashes, max_attempts, available_at, created_at, unique_key, trace,
          batch_id, chain IS NOT NULL
        """
    static let dueSQL = """
        SELECT \(columns)
        FROM jobs WHERE lease_token IS NULL AND queue = ?1 AND kind = ?2 AND priority = ?3 AND available_at <= ?4
        ORDER BY available_at, id LIMIT ?5
        """
    static let dueKeysSQL = """
        SELECT available_at, id
        FROM jobs WHERE lease_token IS NULL AND queue = ?1 AND kind = ?2 AND priority = ?3 AND available_at <= ?4
        ORDER BY available_at, id LIMIT ?5
        """
    static let byIDSQL = "SELECT \(columns) FROM jobs WHERE id = ?1"
    static let nextDueSQL = """
        SELECT available_at FROM jobs
        WHERE lease_token IS NULL AND queue = ?1 AND kind = ?2 AND priority = ?3 AND available_at > ?4
        ORDER BY available_at LIMIT 1
        """
    static let leaseSQL = """
        UPDATE jobs SET lease_token = ?1, lease_expires_at = ?2, worker = ?3, leased_at = ?5 WHERE id = ?4
        """
    static let nextExpirySQL = """
        SELECT lease_expires_at FROM jobs WHERE lease_token IS NOT NULL AND lease_expires_at > ?1
        ORDER BY lease_expires_at LIMIT 1
        """
    static let nextDeadlineSQL = """
        SELECT deadline_at FROM jobs WHERE deadline_at IS NOT NULL AND lease_token IS NULL AND deadline_at > ?1
        ORDER BY deadline_at LIMIT 1
        """

    /// As blobs: GRDB cuts a text at a NUL.
    static let pausesSQL = "SELECT CAST(queue AS BLOB) FROM queue_pauses"

    /// Leases the next jobs, by queue in the order named, then priority, due time and id.
    ///
    /// - Parameter reclaim: Whose leases are taken back first.
    func claim(_ request: ClaimRequest, _ reclaim: Reclaim, into result: inout ExchangeResult) throws {
        try takeBackExpiredLeases(request, reclaim, into: &result)
        try failCancelledJobs(into: &result)
        try failOverdueJobs(into: &result)
        let token = LeaseToken.random()
        let wanted = max(request.limit, 0)
        // A queue that is named twice gives its jobs once: none is leased before all are collected.
        var seen: Set<Name> = []
        for queue in try openQueues(request) where result.claimed.count < wanted && seen.insert(Name(queue)).inserted {
            try collect(queue: queue, request, token: token, wanted: wanted, into: &result)
        }
        try lease(token: token, until: now + request.lease, worker: reclaim.worker, in: &result)
        if result.claimed.count < wanted {
            // Only what comes: what has ended and is still there was left alone, and when it is looked at again is noted.
            for sql in [Self.nextExpirySQL, Self.nextDeadlineSQL] {
                let statement = try session.statement(sql)
                statement.bind(now.milliseconds, at: 1)
                try result.note(nextDue: first(statement).map(Timestamp.init(milliseconds:)))
            }
            result.note(nextDue: session.setAside.next)
        }
    }

    /// The queues that are not paused. What a worker knows of pauses may be half a second old.
    private func openQueues(_ request: ClaimRequest) throws -> [String] {
        guard !request.ignoresPauses else { return request.queues }
        var paused: Set<Name> = []
        try session.statement(Self.pausesSQL).run { row in
            paused.insert(Name(row.text(0)))
            return true
        }
        return request.queues.filter { !QueuePause.holds($0, among: paused) }
    }

    /// Collects what is due in one queue. The work depends on what is taken and on how many kinds and priorities are in use,
    /// never on how many jobs wait: those of unknown kinds, and delayed ones, are stepped over as a whole.
    private func collect(
        queue: String, _ request: ClaimRequest, token: LeaseToken, wanted: Int, into result: inout ExchangeResult
    ) throws {
        var fronts: [(kind: [UInt8], priority: Int64)] = []
        for kind in try waitingKinds(queue, among: request.kinds) {
            if let priority = try nextPriority(queue, kind, from: .min) { fronts.append((kind, priority)) }
        }
        while result.claimed.count < wanted, let priority = fronts.map(\.priority).min() {
            let kinds = fronts.filter { $0.priority == priority }.map(\.kind)
            let limit = wanted - result.claimed.count
            if kinds.count == 1 {
                try bindSlice(Self.dueSQL, queue, kinds[0], priority, limit + session.setAside.count).run { row in
                    if !session.setAside.contains(row.integer(0)) {
                        result.claimed.append(Self.job(from: row, queue: queue, token: token))
                    }
                    return result.claimed.count < wanted
                }
            } else {
                try collectInOrder(queue, kinds, priority, limit: limit, token: token, into: &result)
            }
            if result.claimed.count < wanted {
                for kind in kinds {
                    let next = try first(bindSlice(Self.nextDueSQL, queue, kind, priority))
                    result.note(nextDue: next.map(Timestamp.init(milliseconds:)))
                }
            }
            fronts = try fronts.compactMap { front in
                guard front.priority == priority else { return front }
                guard priority < .max, let next = try nextPriority(queue, front.kind, from: priority + 1) else {
                    return nil
                }
                return (front.kind, next)
            }
        }
    }

    /// Takes the jobs of several kinds by due time and id: the keys of all first, then only the jobs that are taken.
    private func collectInOrder(
        _ queue: String, _ kinds: [[UInt8]], _ priority: Int64, limit: Int, token: LeaseToken,
        into result: inout ExchangeResult
    ) throws {
        var keys: [(availableAt: Int64, id: Int64)] = []
        for kind in kinds {
            try bindSlice(Self.dueKeysSQL, queue, kind, priority, limit + session.setAside.count).run { row in
                if !session.setAside.contains(row.integer(1)) { keys.append((row.integer(0), row.integer(1))) }
                return true
            }
        }
        keys.sort { $0 < $1 }
        let byID = try session.statement(Self.byIDSQL)
        for key in keys.prefix(limit) {
            byID.bind(key.id, at: 1)
            try byID.run { row in
                result.claimed.append(Self.job(from: row, queue: queue, token: token))
                return false
            }
        }
    }

    /// The kinds that wait in a queue, of those that are asked for, as the bytes that the rows hold: a kind that another program
    /// wrote may be no UTF-8, and a repaired one would never be found again. Leaps from one to the next, in SQLite's order of
    /// texts, so that neither many registered kinds nor many waiting ones cost more than the fewer of both.
    private func waitingKinds(_ queue: String, among wanted: Set<Name>?) throws -> [[UInt8]] {
        let nextKind = try session.statement(Self.nextKindSQL)
        var candidates = wanted?.sorted().map { Array($0.text.utf8) }[...]
        var lowest = candidates?.first ?? []
        var found: [[UInt8]] = []
        while candidates?.isEmpty != true {
            nextKind.bind(queue, at: 1)
            nextKind.bind(lowest, at: 2)
            var next: [UInt8]?
            try nextKind.run { row in
                next = row.bytes(0)
                return false
            }
            guard let next else { break }
            if candidates == nil {
                found.append(next)
                // The smallest text after it.
                lowest = next + [0]
            } else {
                candidates = candidates?.drop { $0.lexicographicallyPrecedes(next) }
                if candidates?.first == next { found.append(candidates?.removeFirst() ?? next) }
                lowest = candidates?.first ?? []
            }
        }
        return found
    }

    private func nextPriority(_ queue: String, _ kind: [UInt8], from lowest: Int64) throws -> Int64? {
        let statement = try session.statement(Self.nextPrioritySQL)
        statement.bind(queue, at: 1)
        statement.bind(kind, at: 2)
        statement.bind(lowest, at: 3)
        return try first(statement)
    }

    private func bindSlice(_ sql: String, _ queue: String, _ kind: [UInt8], _ priority: Int64, _ limit: Int? = nil)
        throws
        -> HotStatement
    {
        let statement = try session.statement(sql)
        statement.bind(queue, at: 1)
        statement.bind(kind, at: 2)
        statement.bind(priority, at: 3)
        statement.bind(now.milliseconds, at: 4)
        if let limit { statement.bind(Int64(limit), at: 5) }
        return statement
    }

    /// Leases what was collected. A job whose row refuses it is left out.
    private func lease(
        token: LeaseToken, until expiry: Timestamp, worker: String, in result: inout ExchangeResult
    ) throws {
        guard !result.claimed.isEmpty else { return }
        let statement = try session.statement(Self.leaseSQL)
        statement.bind(token.rawValue, at: 1)
        statement.bind(expiry.milliseconds, at: 2)
        statement.bind(worker, at: 3)
        statement.bind(now.milliseconds, at: 5)
        var refused: Set<JobID> = []
        for job in result.claimed {
            statement.bind(job.id.rawValue, at: 4)
            do {
                try statement.run()
            } catch  where database.isInsideTransaction && !error.isStoreFailure {
                refused.insert(job.id)
                setAside(job.id.rawValue, kind: job.kind, "It cannot be leased", error, into: &result)
            }
        }
        if !refused.isEmpty { result.claimed.removeAll { refused.contains($0.id) } }
    }

    private static func job(from row: HotStatement, queue: String, token: LeaseToken) -> ClaimedJob {
        ClaimedJob(
            id: JobID(row.integer(0)), queue: queue, kind: row.text(1), payload: row.data(2),
            payloadVersion: Int(row.integer(3)), attempts: row.count(4), crashes: row.count(5),
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
}

extension ExchangeResult {
    /// Keeps the earlier of two times.
    mutating func note(nextDue time: Timestamp?) {
        guard let time else { return }
        nextDue = nextDue.map { min($0, time) } ?? time
    }
}
