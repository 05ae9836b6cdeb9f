import Basics
import JobQueue
import Synchronization
import WallTime

/// Counters of jobs by queue, as Prometheus wants them: they start at zero with the server and never fall.
///
/// The store counts by minute and forgets old minutes, so sums over its rows would fall, which Prometheus takes for a restart. Here only
/// what is new since the last look is added. A minute can still grow after it has passed, by a worker that commits late: each row of
/// the last ten minutes is remembered as it was seen.
struct JobTotals: Sendable {
    /// What a row, or a queue since the server's start, comes to.
    struct Sum: Sendable, Equatable {
        var enqueued = 0
        var done = 0
        var failed = 0
        var retried = 0
        var runTime = Duration.zero
        var waitTime = Duration.zero
    }

    private struct Key: Hashable {
        var minute: Timestamp
        var queue: Name
        var kind: Name
    }

    private static let patience = Duration.seconds(600)

    /// By queue, since the first look.
    private(set) var sums: [Name: Sum] = [:]
    private var seen: [Key: Sum] = [:]
    private var lastLook: Timestamp?

    /// From which minute on rows must be read for a look at a time.
    func firstMinute(at now: Timestamp) -> Timestamp {
        min(lastLook ?? now, now) - Self.patience
    }

    /// Adds what is new in rows that were read from ``firstMinute(at:)`` on. The first look adds nothing, nor does one after the clock
    /// was set back: what has been there before is not counted.
    mutating func add(_ rows: [QueueMinute], at now: Timestamp) {
        let isFirst = lastLook.map { now < $0 - Self.patience } ?? true
        let start = firstMinute(at: now)
        for row in rows where row.minute >= start {
            let sum = Sum(row)
            let key = Key(minute: row.minute, queue: Name(row.queue), kind: Name(row.kind))
            let known = isFirst ? sum : seen[key] ?? Sum()
            sums[Name(row.queue), default: Sum()].add(sum.growth(since: known))
            // Two looks may read at once, and the older one come here last.
            seen[key] = sum.greatest(known)
        }
        lastLook = isFirst ? now : max(lastLook ?? now, now)
        let kept = firstMinute(at: lastLook ?? now)
        seen = seen.filter { $0.key.minute >= kept }
    }
}

extension JobTotals.Sum {
    fileprivate init(_ row: QueueMinute) {
        self.init(
            enqueued: row.enqueued, done: row.done, failed: row.failed, retried: row.retried, runTime: row.runTime,
            waitTime: row.waitTime)
    }

    fileprivate func growth(since old: Self) -> Self {
        Self(
            enqueued: max(0, enqueued - old.enqueued), done: max(0, done - old.done),
            failed: max(0, failed - old.failed), retried: max(0, retried - old.retried),
            runTime: max(.zero, runTime - old.runTime), waitTime: max(.zero, waitTime - old.waitTime))
    }

    fileprivate func greatest(_ other: Self) -> Self {
        Self(
            enqueued: max(enqueued, other.enqueued), done: max(done, other.done), failed: max(failed, other.failed),
            retried: max(retried, other.retried), runTime: max(runTime, other.runTime),
            waitTime: max(waitTime, other.waitTime))
    }

    fileprivate mutating func add(_ other: Self) {
        enqueued += other.enqueued
        done += other.done
        failed += other.failed
        retried += other.retried
        runTime += other.runTime
        waitTime += other.waitTime
    }
}

/// The counters of a server, which several scrapes may ask for at once.
final class JobCounters: Sendable {
    private let totals = Mutex(JobTotals())

    /// The sums by queue, with what the store has counted until now.
    func look(at now: Timestamp, in store: any JobAdministration) async throws -> [Name: JobTotals.Sum] {
        let start = totals.withLock { $0.firstMinute(at: now) }
        let rows = try await store.minutes(since: start)
        return totals.withLock {
            $0.add(rows, at: now)
            return $0.sums
        }
    }
}
