import Foundation
import Synchronization

/// Counts the requests to stop: the second one means at once.
final class StopCounter: Sendable {
    private let stops = Atomic<Int>(0)

    /// How many there were.
    var value: Int { stops.load(ordering: .relaxed) }

    /// Counts one more, and says how many there were.
    func count() -> Int {
        stops.add(1, ordering: .relaxed).newValue
    }
}

/// Ends the process now: the second request to stop. The programs of its jobs end with it.
func endAtOnce() -> Never {
    LineWriter.flushAll(within: .milliseconds(100))
    _exit(1)
}
