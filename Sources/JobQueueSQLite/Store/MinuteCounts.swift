import Basics
import WallTime

/// What a transaction adds to the counters of its minute: one row per queue and kind, however many jobs it touched.
struct MinuteCounts {
    struct Counts {
        var enqueued: Int64 = 0
        var done: Int64 = 0
        var failed: Int64 = 0
        var retried: Int64 = 0
        var runTime: Int64 = 0
        var waitTime: Int64 = 0

        /// A clock that leapt makes times of centuries: no more than a day of them is counted.
        private static let longest: Int64 = 86_400_000

        mutating func add(runTime: Duration, waitTime: Duration) {
            self.runTime += min(max(runTime.wholeMilliseconds, 0), Self.longest)
            self.waitTime += min(max(waitTime.wholeMilliseconds, 0), Self.longest)
        }
    }

    private struct Key: Hashable {
        let queue: Name
        let kind: Name
    }

    /// What another program has spoilt must not overflow: the row, and with it every settlement of that minute, would be refused.
    private static let sql = """
        INSERT INTO queue_minutes (minute, queue, kind, enqueued, done, failed, retried, run_time, wait_time)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (minute, queue, kind) DO UPDATE SET
          enqueued = min(enqueued, 1000000000000) + excluded.enqueued, done = min(done, 1000000000000) + excluded.done,
          failed = min(failed, 1000000000000) + excluded.failed,
          retried = min(retried, 1000000000000) + excluded.retried,
          run_time = min(run_time, 1000000000000000) + excluded.run_time,
          wait_time = min(wait_time, 1000000000000000) + excluded.wait_time
        """

    private var counts: [Key: Counts] = [:]
    // Jobs of one kind come in runs: the last one is kept at hand.
    private var lastKey: Key?
    private var lastCounts = Counts()

    mutating func add(queue: String, kind: String, _ add: (inout Counts) -> Void) {
        let key = Key(queue: Name(queue), kind: Name(kind))
        if lastKey != key {
            store()
            lastKey = key
            lastCounts = counts[key] ?? Counts()
        }
        add(&lastCounts)
    }

    private mutating func store() {
        if let lastKey { counts[lastKey] = lastCounts }
    }

    mutating func write(_ session: Writer.Session, now: Timestamp) throws {
        store()
        guard !counts.isEmpty else { return }
        let statement = try session.statement(Self.sql)
        let minute = now.milliseconds - now.milliseconds % 60_000
        for (key, count) in counts {
            statement.bind(minute, at: 1)
            statement.bind(key.queue.text, at: 2)
            statement.bind(key.kind.text, at: 3)
            let numbers = [count.enqueued, count.done, count.failed, count.retried, count.runTime, count.waitTime]
            for (index, number) in numbers.enumerated() {
                statement.bind(number, at: Int32(index) + 4)
            }
            try statement.run()
        }
    }
}
