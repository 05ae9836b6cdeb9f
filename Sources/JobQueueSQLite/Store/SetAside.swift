import WallTime

/// The jobs whose rows could not be changed (a trigger of the application refuses it): left alone for a while, so that they harm no
/// other. Kept in memory; another process finds out for itself.
struct SetAside {
    /// How long a job is left alone.
    static let pause: Duration = .seconds(60)
    /// So many are remembered; of more, those that come back first are forgotten.
    static let capacity = 1000

    private var ends: [Int64: Timestamp] = [:]

    var count: Int { ends.count }
    var isEmpty: Bool { ends.isEmpty }

    /// When the first one is to be tried again; `nil`: there is none.
    var next: Timestamp? { ends.values.min() }

    mutating func add(_ job: Int64, now: Timestamp) {
        if ends.count >= Self.capacity, let first = ends.min(by: { $0.value < $1.value }) { ends[first.key] = nil }
        ends[job] = now + Self.pause
    }

    func contains(_ job: Int64) -> Bool {
        !ends.isEmpty && ends[job] != nil
    }

    /// Forgets those whose time is over, or further away than it can be: the clock was set back.
    mutating func forget(now: Timestamp) {
        guard !ends.isEmpty else { return }
        ends = ends.filter { $0.value > now && $0.value <= now + Self.pause }
    }
}
