import Basics

/// Who may compare a password next: each comparison takes 32 MB and a tenth of a second, so that only a few run at a time.
///
/// A state machine without I/O. Who finds no free place waits, and of those who wait the ones come first whose net has the fewest
/// before them and at work: a flood from one net makes nobody else wait for longer than one of its comparisons. When too many wait, one of
/// the net with the most is sent away. One place is kept for browsers that have logged in before.
struct ComparisonQueue: Sendable {
    private struct Waiting {
        let id: Int
        let network: Name
        let isKnown: Bool
    }

    /// What becomes of one who asks.
    enum Answer: Equatable {
        /// It has a place.
        case begin
        /// It waits; somebody else may have to go.
        case wait(dropped: Int?)
    }

    private let places: Int
    private let limit: Int
    private var running: [Int: Waiting] = [:]
    private var waiting: [Waiting] = []

    /// - Parameters:
    ///   - places: How many run at a time; strangers have one less.
    ///   - limit: How many may wait.
    init(places: Int = 4, limit: Int = 64) {
        self.places = places
        self.limit = limit
    }

    /// - Parameter isKnown: Whether a device's cookie came along.
    mutating func ask(_ id: Int, network: String, isKnown: Bool) -> Answer {
        let entry = Waiting(id: id, network: Name(network), isKnown: isKnown)
        if hasPlace(for: entry) {
            running[id] = entry
            return .begin
        }
        waiting.append(entry)
        guard waiting.count > limit else { return .wait(dropped: nil) }
        let counts = waiting.filter { !$0.isKnown }.reduce(into: [Name: Int]()) { $0[$1.network, default: 0] += 1 }
        let largest = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
        let victim = waiting.lastIndex { !$0.isKnown && $0.network == largest } ?? waiting.endIndex - 1
        return .wait(dropped: waiting.remove(at: victim).id)
    }

    /// Ends a comparison, or the patience of one who waits. Returns who begins now.
    mutating func leave(_ id: Int) -> Int? {
        if running.removeValue(forKey: id) == nil { waiting.removeAll { $0.id == id } }
        // Who has places already stands behind those who have none.
        var seen = running.values.reduce(into: [Name: Int]()) { $0[$1.network, default: 0] += 1 }
        var best: (order: Int, index: Int)?
        for (index, entry) in waiting.enumerated() where hasPlace(for: entry) {
            // Those that are known come before all strangers.
            let order = entry.isKnown ? -1 : seen[entry.network, default: 0]
            seen[entry.network, default: 0] += 1
            if best.map({ order < $0.order }) ?? true { best = (order, index) }
        }
        guard let best else { return nil }
        let next = waiting.remove(at: best.index)
        running[next.id] = next
        return next.id
    }

    private func hasPlace(for entry: Waiting) -> Bool {
        guard running.count < places else { return false }
        return entry.isKnown || running.values.count { !$0.isKnown } < places - 1
    }
}
