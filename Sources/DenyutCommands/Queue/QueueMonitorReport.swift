import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

/// What `queue-monitor` finds: the queues, and what is wrong.
struct QueueMonitorReport {
    /// Above what there is an alert.
    struct Limits {
        var maxSize: Int
        var maxAge: Duration?
    }

    /// The name of the connection in the output, for those who know several.
    static let connection = "sqlite"

    let depths: [QueueDepth]
    let limits: Limits
    let now: Timestamp
    /// How long ago the scheduler last ticked, where that is too long.
    let stalledFor: Duration?

    static func read(_ store: SQLiteJobStore, queues: [String]?, limits: Limits) async throws -> QueueMonitorReport {
        let now = SystemClock().now()
        var depths = try await store.depths(of: queues)
        // An empty queue is a queue: without any the answer would look like a failure.
        if depths.isEmpty { depths = [QueueDepth(queue: "default")] }
        // A database on which no scheduler ever ran has none to wait for.
        let silence = try await SQLiteScheduleStore(store).lastTick().map { now - $0.at }
        return QueueMonitorReport(
            depths: depths, limits: limits, now: now,
            stalledFor: silence.flatMap { $0 > ScheduleTick.alertAge ? $0 : nil })
    }

    var isAlert: Bool { depths.contains(where: isAlert) || stalledFor != nil }

    private func isAlert(_ depth: QueueDepth) -> Bool {
        if depth.size > limits.maxSize { return true }
        guard let maxAge = limits.maxAge, let oldest = depth.oldestPending else { return false }
        return now - oldest > maxAge
    }

    var json: String {
        JSONText.array(
            depths.map { depth in
                .object([
                    ("connection", .string(Self.connection)), ("queue", .string(depth.queue)),
                    ("size", .int(depth.size)),
                    ("pending", .int(depth.pending)), ("delayed", .int(depth.delayed)),
                    ("reserved", .int(depth.reserved)),
                    ("oldest_pending", .int(depth.oldestPending.map { Int($0.milliseconds) })),
                    ("status", .string(isAlert(depth) ? "ALERT" : "OK")),
                ])
            }
        ).text
    }

    func lines(width: Int) -> [String] {
        var table = TextTable([
            ("Queue", .left), ("Size", .right), ("Pending", .right), ("Delayed", .right), ("Reserved", .right),
            ("Oldest", .right), ("Status", .left),
        ])
        for depth in depths {
            let oldest = depth.oldestPending.map { TimeText.short(now - $0) } ?? "–"
            let status = isAlert(depth) ? "ALERT" : depth.isPaused ? "OK (paused)" : "OK"
            table.add([
                depth.queue, String(depth.size), String(depth.pending), String(depth.delayed), String(depth.reserved),
                oldest, status,
            ])
        }
        var lines = table.lines(width: width)
        if let stalledFor {
            lines.append(
                "ALERT: the scheduler has not ticked for \(TimeText.short(stalledFor)); is cron running schedule-run each minute?"
            )
        }
        return lines
    }
}
