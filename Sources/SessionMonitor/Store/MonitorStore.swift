package import JobQueueSQLite
package import WallTime

/// What the application keeps, in the same database as the queue. Each method is one transaction.
///
/// What belongs into a job's settlement works on the tables directly (`AccountTable`, `MessageTable`, …) instead.
package struct MonitorStore: Sendable {
    /// The database that it shares with the queue.
    package let queue: SQLiteJobStore
    package let clock: any WallClock

    package init(queue: SQLiteJobStore, clock: any WallClock = SystemClock()) {
        self.queue = queue
        self.clock = clock
    }
}
