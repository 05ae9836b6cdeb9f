import Basics
import JobQueue
import JobQueueSQLite
import WallTime

/// What went through each queue in the last minute, from counters that are kept per minute of the clock: of the minute before
/// this one counts the share that is not yet over for a minute.
struct RecentRates {
    private let minutes: [QueueMinute]
    private let now: Timestamp

    init(_ minutes: [QueueMinute], now: Timestamp) {
        self.minutes = minutes
        self.now = now
    }

    /// Jobs that came in.
    func enqueued(_ queue: String) -> Int { sum(queue, \.enqueued) }

    /// Jobs that were done.
    func done(_ queue: String) -> Int { sum(queue, \.done) }

    private func sum(_ queue: String, _ count: (QueueMinute) -> Int) -> Int {
        let total = minutes.filter { $0.queue.hasSameBytes(as: queue) }.reduce(0.0) { sum, minute in
            let age = Double((now - minute.minute).wholeMilliseconds) / 60_000
            return sum + Double(count(minute)) * min(1, max(0, 2 - age))
        }
        return Int(saturating: total.rounded())
    }
}
