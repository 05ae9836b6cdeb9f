import Basics
import Synchronization
import WallTime

/// Counts requests by asker: each has a bucket that fills at a steady rate.
///
/// So many askers are told apart; those that come when the table is full share one bucket, so that nobody gets anything by
/// bringing more addresses, and those that are known keep what they have.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Timestamp
    }

    private struct State {
        var buckets: [Name: Bucket] = [:]
        var others: Bucket?
        var cleanedAt = Timestamp.distantPast
    }

    private let perSecond: Double
    private let burst: Double
    private let limit: Int
    private let state = Mutex(State())

    init(perSecond: Double, burst: Double, limit: Int = 20_000) {
        self.perSecond = perSecond
        self.burst = burst
        self.limit = limit
    }

    /// Takes one request; how long to wait where there were too many.
    func take(_ key: String, now: Timestamp) -> Duration? {
        let key = Name(key)
        return state.withLock { state in
            // Who has not been seen for a while has a full bucket, which need not be kept. Not at each request: it is a walk.
            if state.buckets.count >= limit, now - state.cleanedAt > .seconds(1) {
                state.cleanedAt = now
                state.buckets = state.buckets.filter { refilled($0.value, now) < burst }
            }
            let isKnown = state.buckets[key] != nil || state.buckets.count < limit
            let bucket = isKnown ? state.buckets[key] : state.others
            let tokens = bucket.map { refilled($0, now) } ?? burst
            let isEmpty = tokens < 1
            let left = Bucket(tokens: isEmpty ? tokens : tokens - 1, at: now)
            if isKnown { state.buckets[key] = left } else { state.others = left }
            return isEmpty ? .seconds((1 - tokens) / perSecond) : nil
        }
    }

    private func refilled(_ bucket: Bucket, _ now: Timestamp) -> Double {
        let passed = max(0, Double((now - bucket.at).wholeMilliseconds) / 1000)
        return min(burst, bucket.tokens + passed * perSecond)
    }
}
