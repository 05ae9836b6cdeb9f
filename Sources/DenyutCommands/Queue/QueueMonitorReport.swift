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
    /// The scheduler's last tick, where it has fallen silent.
    let staleTick: ScheduleTick?
    /// Jobs that wait because a clock was ahead when they were written.
    let jobsAhead: Int

    static func read(_ store: SQLiteJobStore, queues: [String]?, limits: Limits) async throws -> QueueMonitorReport {
        let now = SystemClock().now()
        var depths = try await store.depths(of: queues)
        // An empty queue is a queue: without any the answer would look like a failure.
        if depths.isEmpty { depths = [QueueDepth(queue: "default")] }
        // A database on which no scheduler ever ran has none to wait for.
        let tick = try await SQLiteScheduleStore(store).lastTick()
        return QueueMonitorReport(
            depths: depths, limits: limits, now: now, staleTick: tick.flatMap { $0.isStale(at: now) ? $0 : nil },
            jobsAhead: try await store.timesAhead().jobs)
    }

    var isAlert: Bool { depths.contains(where: isAlert) || !alerts.isEmpty }

    private func isAlert(_ depth: QueueDepth) -> Bool {
        if depth.size >= limits.maxSize || hasAbandoned(depth) { return true }
        guard let maxAge = limits.maxAge, let oldest = depth.oldestPending else { return false }
        return now - oldest > maxAge
    }

    /// A lease that ended is taken back by the next claim of any worker of the queue, within seconds.
    private static let longestAbandonment: Duration = .seconds(60)

    /// Whether workers died with jobs in hand, and there is none that takes them back.
    private func hasAbandoned(_ depth: QueueDepth) -> Bool {
        guard let oldest = depth.oldestAbandoned else { return false }
        return now - oldest > min(limits.maxAge ?? Self.longestAbandonment, Self.longestAbandonment)
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
            .text("Queue"), .number("Size"), .number("Pending", rank: 1), .number("Delayed", rank: 2),
            .number("Reserved", rank: 2), .number("Oldest"), .whole("Status"),
        ])
        for depth in depths {
            let oldest = depth.oldestPending.map { TimeText.short(now - $0) } ?? "–"
            let status = isAlert(depth) ? "ALERT" : depth.isPaused ? "OK (paused)" : "OK"
            table.add(
                [
                    depth.queue, String(depth.size), String(depth.pending), String(depth.delayed),
                    String(depth.reserved),
                    oldest, status,
                ], detail: abandonment(of: depth))
        }
        return table.lines(width: width) + alerts
    }

    private func abandonment(of depth: QueueDepth) -> String? {
        guard hasAbandoned(depth) else { return nil }
        return
            "\(depth.abandoned) in the hands of workers that stopped without giving them back, and no worker takes them back"
    }

    /// What is wrong besides the queues.
    var alerts: [String] {
        [schedulerAlert, clockAlert].compactMap { $0 }
    }

    private var clockAlert: String? {
        guard jobsAhead > 0 else { return nil }
        let jobs = jobsAhead == 1 ? "1 job is" : "\(jobsAhead) jobs are"
        return
            "ALERT: \(jobs) dated in the future: this host's clock was ahead. A running worker sets that right within seconds"
    }

    /// What is wrong with the scheduler; `nil`: nothing.
    var schedulerAlert: String? {
        guard let staleTick else { return nil }
        guard staleTick.at <= now else {
            return
                "ALERT: the scheduler's last tick is \(TimeText.relative(staleTick.at, now: now)); set the clocks of this host and of its host right"
        }
        return
            "ALERT: the scheduler has not ticked for \(TimeText.short(now - staleTick.at)); is cron running schedule-run each minute?"
    }
}
