internal import WallTime

/// How late a gateway's acknowledgements reach us: the newest ones, and the bound that they teach.
///
/// A send is a zombie when its acknowledgement is late. What is late differs: a webhook may be queued for a minute on a gateway
/// with thousands of sessions, and every session on it would be restarted in turn. So the age at which a send is stuck is never
/// below what is usual there.
package struct AcknowledgementDelays: Sendable, Hashable {
    /// So many are remembered.
    package static let capacity = 64
    /// Fewer teach nothing.
    static let minimum = 8
    /// No more is learned: a session that is dead must be found at last.
    static let limit = Duration.minutes(10)

    /// In milliseconds, the newest last.
    package private(set) var milliseconds: [Int64]

    package init(_ milliseconds: [Int64] = []) {
        self.milliseconds = milliseconds.filter { $0 >= 0 }.suffix(Self.capacity)
    }

    /// Takes in how long after its message an acknowledgement came. What is over an hour late, or early, is no measure.
    package mutating func note(_ delay: Duration) {
        guard (.zero ... .hours(1)).contains(delay) else { return }
        milliseconds.append(delay.wholeMilliseconds)
        if milliseconds.count > Self.capacity { milliseconds.removeFirst() }
    }

    /// Within which time an acknowledgement is to be expected; nil while too few came.
    ///
    /// Three times the median, or half more than nine in ten needed: a session that comes back after an hour, with a heap of late
    /// ones, moves the median little.
    package var bound: Duration? {
        guard milliseconds.count >= Self.minimum else { return nil }
        let sorted = milliseconds.sorted()
        let median = sorted[(sorted.count - 1) / 2]
        let most = sorted[(sorted.count * 9 + 9) / 10 - 1]
        return min(.milliseconds(max(median * 3, most * 3 / 2)), Self.limit)
    }
}
