import GRDB
import JobQueue
import WallTime

/// What was written under a clock that was ahead, and would be believed for as long as it takes the right clock to get there: found,
/// counted, and set right.
///
/// A time in the future is wrong where it says when something happened. How far ahead it was is known from that, so what follows
/// from it (the end of a lease, the next attempt) is moved by as much.
package enum TimesAhead {
    /// How thoroughly to look.
    enum Extent {
        /// What indexes find in no time; all jobs where those show that somebody wrote under such a clock.
        case indexed
        /// All waiting jobs.
        case all
    }

    /// How many rows there are of each sort.
    package struct Count: Sendable, Equatable {
        /// Jobs that were enqueued, or came back from an attempt, in the future, and wait for it.
        package var waiting = 0
        /// Leases that end later than they can.
        package var leases = 0
        /// Workers that were seen in the future.
        package var workers = 0
        /// Requests to start anew that were made in the future.
        package var restarts = 0

        /// Whether there is none at all.
        package var isEmpty: Bool { self == Count() }

        /// Jobs that wait because of it.
        package var jobs: Int { waiting + leases }
    }

    /// The longest lease there is (`queue-work --lease`), in milliseconds.
    static let longestLease: Int64 = 86_400_000
    /// A lease of which nobody knows how long it was to be holds that long still, in milliseconds.
    private static let usualLease: Int64 = 60_000
    /// So many rows are changed in one transaction: others write, too.
    private static let portion = 500

    // ?1: now, ?2: from then on a time is ahead, ?3: how many rows at once. Nobody's lease ends later than its length after now: who has
    // it lives and renews it, or has died, and then it ends as if it had been renewed now. The length stands with the worker; of one
    // that is unknown the lease itself tells, if it began in the future.
    private static let leaseLength = """
        coalesce((SELECT lease FROM workers WHERE id = jobs.worker),
          CASE WHEN leased_at > ?2 AND lease_expires_at >= leased_at THEN min(lease_expires_at - leased_at, \(longestLease)) END)
        """
    private static let leasesCondition = """
        lease_token IS NOT NULL AND lease_expires_at > ?2
          AND lease_expires_at > ?2 + coalesce(\(leaseLength), \(longestLease))
        """
    private static let mendLeases = """
        UPDATE jobs SET leased_at = min(leased_at, ?1), lease_expires_at = ?1 + coalesce(\(leaseLength), \(usualLease))
        WHERE \(leasesCondition)
        """
    private static let leasedCondition = "lease_token IS NOT NULL AND lease_expires_at > ?1 AND leased_at > ?2"
    private static let mendLeased = "UPDATE jobs SET leased_at = ?1 WHERE \(leasedCondition)"
    private static let workersCondition = "seen_at > ?2 OR started_at > ?2"
    private static let mendWorkers = """
        UPDATE workers SET seen_at = min(seen_at, ?1), started_at = min(started_at, ?1) WHERE \(workersCondition)
        """
    // Those who ran then have heard it; who begins now is new.
    private static let mendRestarts = "DELETE FROM queue_signals WHERE sent_at > ?2"
    // A job that came back in the future: its next attempt is as long after now as it was to be after that.
    private static let returnedCondition = "returned_at > ?2"
    private static let setReturned = """
        UPDATE jobs SET available_at = min(available_at, ?1 + max(available_at - returned_at, 0)), returned_at = ?1
        """
    private static let mendReturned = """
        \(setReturned) WHERE id IN (SELECT id FROM jobs WHERE \(returnedCondition) LIMIT ?3)
        """
    private static let mendAttempts = """
        UPDATE job_attempts SET finished_at = ?1 WHERE id IN (
          SELECT id FROM job_attempts WHERE finished_at > ?2 ORDER BY finished_at LIMIT ?3)
        """
    // Nobody delayed it: it is due no later than it was enqueued.
    private static let waitingCondition = """
        lease_token IS NULL AND available_at > ?2 AND created_at > ?2 AND available_at <= created_at AND returned_at IS NULL
        """
    private static let findWaiting = "SELECT id FROM jobs WHERE \(waitingCondition) LIMIT ?3"
    private static let latestMinute = "SELECT max(minute) FROM queue_minutes"
    /// No counter of a row counts for more: another program may have written any number, and a sum that overflows is an error.
    private static let most = 1_000_000_000_000_000
    private static func sum(_ column: String) -> String { "sum(max(0, min(\(column), \(most))))" }
    private static let foldMinutes = """
        INSERT INTO queue_minutes (minute, queue, kind, enqueued, done, failed, retried, run_time, wait_time)
        SELECT ?1 - ?1 % 60000, queue, kind, \(sum("enqueued")), \(sum("done")), \(sum("failed")), \(sum("retried")), \(sum("run_time")),
          \(sum("wait_time"))
        FROM queue_minutes WHERE minute > ?2 GROUP BY queue, kind
        ON CONFLICT (minute, queue, kind) DO UPDATE SET
          enqueued = min(enqueued, \(most)) + excluded.enqueued, done = min(done, \(most)) + excluded.done,
          failed = min(failed, \(most)) + excluded.failed, retried = min(retried, \(most)) + excluded.retried,
          run_time = min(run_time, \(most)) + excluded.run_time, wait_time = min(wait_time, \(most)) + excluded.wait_time
        """
    private static let dropMinutes = "DELETE FROM queue_minutes WHERE minute > ?2"

    // MARK: Counting

    /// How many there are. Reads all waiting jobs.
    static func count(_ db: Database, now: Timestamp) throws -> Count {
        func count(_ table: String, _ condition: String) throws -> Int {
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM \(table) WHERE \(condition)", arguments: limits(condition, now)) ?? 0
        }
        return Count(
            waiting: try count("jobs", waitingCondition)
                + count("jobs", "\(returnedCondition) AND lease_token IS NULL AND available_at > ?1"),
            leases: try count("jobs", leasesCondition), workers: try count("workers", workersCondition),
            restarts: try count("queue_signals", "sent_at > ?2"))
    }

    /// Whether that row of `jobs` may wait for a time that was written under a clock that was ahead.
    static func waits(availableAt: Timestamp, createdAt: Timestamp, returnedAt: Timestamp?, now: Timestamp) -> Bool {
        availableAt.isAhead(of: now) && (returnedAt ?? createdAt).isAhead(of: now)
    }

    /// The arguments of a statement, of which not each uses all.
    private static func limits(_ sql: String, _ now: Timestamp) -> StatementArguments {
        var arguments: StatementArguments = [now.milliseconds]
        if sql.contains("?2") { arguments += [(now + Timestamp.lookTolerance).milliseconds] }
        if sql.contains("?3") { arguments += [portion] }
        return arguments
    }

    // MARK: Mending

    /// Sets right what there is, in transactions of its own, a portion each.
    ///
    /// - Parameters:
    ///   - now: The time of day, asked for in each transaction: it may have been set while others had the lock.
    ///   - goesOn: Asked before each portion: who mends may have something more urgent to do.
    /// - Returns: How many rows were changed, and whether all that was looked for is in order now.
    static func mend(
        _ db: Database, now: () -> Timestamp, _ extent: Extent, while goesOn: () -> Bool = { true }
    ) throws -> (count: Int, isComplete: Bool) {
        let isSuspected =
            try (Int64.fetchOne(db, sql: latestMinute) ?? .min) > (now() + Timestamp.lookTolerance).milliseconds
        // Leases together with the workers that they are told by.
        var steps = [[mendLeases, mendLeased, mendWorkers], [mendRestarts], [mendReturned], [mendAttempts]]
        if extent == .all || isSuspected { steps.append([]) }
        if isSuspected { steps.append([foldMinutes, dropMinutes]) }
        var total = 0
        for step in steps {
            // Portions, until one finds nothing more; what cannot be changed is not tried for ever.
            while true {
                guard goesOn() else { return (total, false) }
                let changed = try step.isEmpty ? mendWaiting(db, now: now) : mend(db, now: now, step)
                guard changed > 0 else { break }
                total += changed
            }
        }
        return (total, true)
    }

    /// Runs statements in one transaction, where there is anything to mend, which there hardly ever is. Returns how many rows changed.
    private static func mend(_ db: Database, now: () -> Timestamp, _ statements: [String]) throws -> Int {
        guard try hasWork(db, now: now(), statements) else { return 0 }
        var changed = 0
        try db.inTransaction(.immediate) {
            let now = now()
            for sql in statements {
                try db.execute(sql: sql, arguments: limits(sql, now))
                changed += db.changesCount
            }
            return .commit
        }
        return changed
    }

    /// Whether statements would change anything.
    private static func hasWork(_ db: Database, now: Timestamp, _ statements: [String]) throws -> Bool {
        let conditions: [(statement: String, table: String, condition: String)] = [
            (mendLeases, "jobs", leasesCondition), (mendLeased, "jobs", leasedCondition),
            (mendWorkers, "workers", workersCondition), (mendReturned, "jobs", returnedCondition),
            (mendRestarts, "queue_signals", "sent_at > ?2"), (mendAttempts, "job_attempts", "finished_at > ?2"),
            (dropMinutes, "queue_minutes", "minute > ?2"),
        ]
        return try conditions.contains { statement, table, condition in
            guard statements.contains(statement) else { return false }
            let sql = "SELECT EXISTS (SELECT 1 FROM \(table) WHERE \(condition))"
            return try Bool.fetchOne(db, sql: sql, arguments: limits(sql, now)) ?? false
        }
    }

    /// Makes a portion of the jobs due that wait although nobody delayed them. Returns how many.
    private static func mendWaiting(_ db: Database, now: () -> Timestamp) throws -> Int {
        // Found outside of the write: it reads all waiting jobs.
        let ids = try Int64.fetchAll(db, sql: findWaiting, arguments: limits(findWaiting, now()))
        guard !ids.isEmpty else { return 0 }
        var changed = 0
        try db.inTransaction(.immediate) {
            let now = now()
            for id in ids { changed += try mendWaiting(db, job: id, now: now) }
            return .commit
        }
        return changed
    }

    /// Makes a job due that waits although nobody delayed it. Returns how many rows changed.
    private static func mendWaiting(_ db: Database, job: Int64, now: Timestamp) throws -> Int {
        try db.execute(
            sql: "UPDATE jobs SET available_at = ?1, created_at = ?1 WHERE id = ?3 AND \(waitingCondition)",
            arguments: [now.milliseconds, (now + Timestamp.lookTolerance).milliseconds, job])
        return db.changesCount
    }

    /// Sets one job right, in the transaction that is open.
    static func mend(_ db: Database, job: Int64, now: Timestamp) throws {
        let sql = "\(mendLeases) AND id = ?3"
        try db.execute(sql: sql, arguments: [now.milliseconds, (now + Timestamp.lookTolerance).milliseconds, job])
        _ = try mendWaiting(db, job: job, now: now)
        try db.execute(
            sql: "\(setReturned) WHERE id = ?3 AND \(returnedCondition)",
            arguments: [now.milliseconds, (now + Timestamp.lookTolerance).milliseconds, job])
    }
}

extension SQLiteJobStore {
    /// What was written under a clock that was ahead. Reads all waiting jobs.
    package func timesAhead() async throws -> TimesAhead.Count {
        let now = clock.now()
        return try await read { try TimesAhead.count($0, now: now) }
    }
}
