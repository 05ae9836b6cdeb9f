/// The time from a failed attempt to the next.
public struct Backoff: Sendable, Equatable {
    /// One delay per failed attempt; the last one repeats. Never empty.
    public let delays: [Duration]
    /// The share of a delay, 0–1, that is drawn by lot and added, so that jobs that failed together do not return together.
    public let jitter: Double

    /// Makes a back-off of a list of delays whose last one repeats.
    ///
    /// An empty list means no delay at all. `jitter` is held within 0–1.
    public init(_ delays: [Duration], jitter: Double = 0.1) {
        self.delays = delays.isEmpty ? [.zero] : delays.map { max($0, .zero) }
        self.jitter = min(max(jitter, 0), 1)
    }

    /// 1 s, 5 s, 10 s, 30 s, then each minute.
    public static let standard = Backoff([.seconds(1), .seconds(5), .seconds(10), .seconds(30), .seconds(60)])

    /// The delay after that many failed attempts.
    ///
    /// - Parameters:
    ///   - attempts: Failed attempts so far, from 1.
    ///   - random: A number from 0 up to 1, drawn by the caller.
    public func delay(afterAttempt attempts: Int, random: Double) -> Duration {
        let delay = delays[min(max(attempts, 1), delays.count) - 1]
        return delay + delay * (jitter * random)
    }
}
