import GRDB
import JobQueue
import JobQueueSQLite
package import SessionHealth
import WallTime

extension MonitorStore {
    /// At most so many hours are summed up in one go: a week and a bit after a long standstill.
    private static let hoursAtOnce = 200

    /// Older checks are of no use to anybody: they are pruned long before.
    private static let longestHistory = Duration.days(400)

    /// Sums up the hours that are over, each in a transaction of its own, and the last two again, because a check that comes
    /// late tells of the time before it.
    ///
    /// - Parameter interval: how often accounts are checked: so long after its end an hour is complete.
    /// - Returns: how many hours were summed up.
    @discardableResult
    package func rollUp(interval: Duration) async throws -> Int {
        let hour = Duration.milliseconds(HealthRollup.hour)
        let end = HealthRollup.start(of: clock.now() - interval * 2, length: HealthRollup.hour)
        let known = try await queue.read { db in
            let table = RollupTable(db: db)
            return (
                done: try table.doneUntil().map { min($0, end) },
                first: try table.firstCheck(from: end - Self.longestHistory, until: end + hour)
            )
        }
        guard let first = known.first.map({ HealthRollup.start(of: $0, length: HealthRollup.hour) }) else { return 0 }
        var next = max(first, (known.done ?? first) - hour * 2)
        var count = 0
        while next < end, count < Self.hoursAtOnce {
            let start = next
            try await queue.write(.fast) { transaction in
                try RollupTable(db: transaction.database).rollUp(hour: start)
                try TrafficTable(db: transaction.database).learn(hour: start)
            }
            next = next + hour
            count += 1
        }
        return count
    }

    /// What is known of a gateway between its probes.
    package func state(of gateway: String) async throws -> GatewayState {
        try await queue.read { try GatewayTable(db: $0).state(gateway).state }
    }
}
