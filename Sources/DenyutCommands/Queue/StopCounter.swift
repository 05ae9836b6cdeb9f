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
