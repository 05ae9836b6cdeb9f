import Synchronization
import WallTime

/// Counts requests by asker: each has a bucket that fills at a steady rate.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Timestamp
    }

    private static let limit = 20_000

    private let perSecond: Double
    private let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// Takes one request; how long to wait where there were too many.
    func take(_ key: String, now: Timestamp) -> Duration? {
        buckets.withLock { buckets in
            // Who has not been seen for a while has a full bucket, which need not be kept.
            if buckets.count > Self.limit { buckets = buckets.filter { refilled($0.value, now) < burst } }
            if buckets.count > Self.limit { buckets.removeAll() }
            let tokens = buckets[key].map { refilled($0, now) } ?? burst
            guard tokens >= 1 else {
                buckets[key] = Bucket(tokens: tokens, at: now)
                return .seconds((1 - tokens) / perSecond)
            }
            buckets[key] = Bucket(tokens: tokens - 1, at: now)
            return nil
        }
    }

    private func refilled(_ bucket: Bucket, _ now: Timestamp) -> Double {
        let passed = max(0, Double((now - bucket.at).wholeMilliseconds) / 1000)
        return min(burst, bucket.tokens + passed * perSecond)
    }
}
