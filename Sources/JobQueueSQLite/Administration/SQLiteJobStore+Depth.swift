import Basics
import GRDB
public import JobQueue
import WallTime

extension SQLiteJobStore {
    private static let waitingSQL = """
        SELECT CAST(queue AS BLOB) AS queue, count(*) AS waiting, sum(available_at <= ?1) AS pending,
          min(CASE WHEN available_at <= ?1 THEN available_at END) AS oldest
        FROM jobs INDEXED BY jobs_waiting WHERE lease_token IS NULL GROUP BY jobs.queue
        """
    private static let reservedSQL = """
        SELECT CAST(queue AS BLOB) AS queue, count(*) AS reserved, sum(lease_expires_at <= ?1) AS abandoned,
          min(CASE WHEN lease_expires_at <= ?1 THEN lease_expires_at END) AS oldest
        FROM jobs WHERE lease_token IS NOT NULL GROUP BY jobs.queue
        """

    /// How many jobs each queue holds.
    ///
    /// - Parameter queues: The queues asked for, in this order, also those without jobs; `nil`: all that have jobs or are
    ///   paused, by name.
    public func depths(of queues: [String]?) async throws -> [QueueDepth] {
        let now = clock.now()
        return try await read { db in
            // Two names that are no UTF-8 may look alike once they are repaired: what they hold is added up.
            var depths: [Name: QueueDepth] = [:]
            for row in try Row.fetchAll(db, sql: Self.waitingSQL, arguments: [now.milliseconds]) {
                let pending: Int = row["pending"]
                let waiting: Int = row["waiting"]
                let queue = row.name("queue")
                var depth = depths[queue] ?? QueueDepth(queue: queue.text)
                depth.pending += pending
                depth.delayed += waiting - pending
                let oldest = (row["oldest"] as Int64?).map(Timestamp.init(milliseconds:))
                depth.oldestPending = [depth.oldestPending, oldest].compactMap(\.self).min()
                depths[queue] = depth
            }
            for row in try Row.fetchAll(db, sql: Self.reservedSQL, arguments: [now.milliseconds]) {
                let queue = row.name("queue")
                var depth = depths[queue] ?? QueueDepth(queue: queue.text)
                depth.reserved += row["reserved"] as Int
                depth.abandoned += row["abandoned"] as Int? ?? 0
                let oldest = (row["oldest"] as Int64?).map(Timestamp.init(milliseconds:))
                depth.oldestAbandoned = [depth.oldestAbandoned, oldest].compactMap(\.self).min()
                depths[queue] = depth
            }
            let paused = try Name.fetchSet(db, sql: SQLiteTransaction.pausesSQL)
            for queue in paused where queue != QueuePause.all && depths[queue] == nil {
                depths[queue] = QueueDepth(queue: queue.text)
            }
            return (queues ?? depths.keys.sorted().map(\.text)).map { queue in
                var depth = depths[Name(queue)] ?? QueueDepth(queue: queue)
                depth.isPaused = QueuePause.holds(queue, among: paused)
                return depth
            }
        }
    }
}
