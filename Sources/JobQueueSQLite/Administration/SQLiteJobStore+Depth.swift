import GRDB
public import JobQueue
import WallTime

extension SQLiteJobStore {
    private static let waitingSQL = """
        SELECT queue, count(*) AS waiting, sum(available_at <= ?1) AS pending,
          min(CASE WHEN available_at <= ?1 THEN available_at END) AS oldest
        FROM jobs INDEXED BY jobs_waiting WHERE lease_token IS NULL GROUP BY queue
        """
    private static let reservedSQL = """
        SELECT queue, count(*) AS reserved, sum(lease_expires_at <= ?1) AS abandoned,
          min(CASE WHEN lease_expires_at <= ?1 THEN lease_expires_at END) AS oldest
        FROM jobs WHERE lease_token IS NOT NULL GROUP BY queue
        """

    /// How many jobs each queue holds.
    ///
    /// - Parameter queues: The queues asked for, in this order, also those without jobs; `nil`: all that have jobs or are
    ///   paused, by name.
    public func depths(of queues: [String]? = nil) async throws -> [QueueDepth] {
        let now = clock.now()
        return try await read { db in
            var depths: [String: QueueDepth] = [:]
            for row in try Row.fetchAll(db, sql: Self.waitingSQL, arguments: [now.milliseconds]) {
                let pending: Int = row["pending"]
                let waiting: Int = row["waiting"]
                depths[row["queue"]] = QueueDepth(
                    queue: row["queue"], pending: pending, delayed: waiting - pending,
                    oldestPending: (row["oldest"] as Int64?).map(Timestamp.init(milliseconds:)))
            }
            for row in try Row.fetchAll(db, sql: Self.reservedSQL, arguments: [now.milliseconds]) {
                var depth = depths[row["queue"]] ?? QueueDepth(queue: row["queue"])
                depth.reserved = row["reserved"]
                depth.abandoned = row["abandoned"] ?? 0
                depth.oldestAbandoned = (row["oldest"] as Int64?).map(Timestamp.init(milliseconds:))
                depths[row["queue"]] = depth
            }
            let paused = Set(try String.fetchAll(db, sql: SQLiteTransaction.pausesSQL))
            for queue in paused where queue != QueuePause.all && depths[queue] == nil {
                depths[queue] = QueueDepth(queue: queue)
            }
            return (queues ?? depths.keys.sorted()).map { queue in
                var depth = depths[queue] ?? QueueDepth(queue: queue)
                depth.isPaused = QueuePause.holds(queue, among: paused)
                return depth
            }
        }
    }
}
