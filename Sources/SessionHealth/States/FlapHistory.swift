/// The last 21 results of a session, and whether it flaps: changes its mind too often to be repaired automatically.
///
/// Nagios' way (`base/flapping.c`): each of the 20 possible changes weighs from 0.75 for the oldest to 1.25 for the newest;
/// the weighted share of changes starts flapping at the high threshold and ends it at the low one.
package struct FlapHistory: Sendable, Hashable {
    /// How many results are remembered.
    package static let length = 21

    /// The results, oldest first; true is bad. At most 21.
    package private(set) var results: [Bool] = []
    package private(set) var isFlapping = false

    package enum Change: Sendable, Hashable {
        case started
        case stopped
    }

    package init() {}

    /// The weighted share of changes, 0–1. Results that are still missing count as unchanged.
    package var share: Double {
        let possible = Self.length - 1
        var changes = 0.0
        for index in results.indices.dropFirst() where results[index] != results[index - 1] {
            // The newest change has the last position, however few results there are.
            let position = index + possible - results.count
            changes += 0.75 + 0.5 * Double(position) / Double(possible - 1)
        }
        return changes / Double(possible)
    }

    /// Adds a result.
    package mutating func record(bad: Bool, settings: HealthSettings) -> Change? {
        results.append(bad)
        if results.count > Self.length { results.removeFirst(results.count - Self.length) }
        let share = share
        if !isFlapping, share >= settings.flapHigh {
            isFlapping = true
            return .started
        }
        if isFlapping, share <= settings.flapLow {
            isFlapping = false
            return .stopped
        }
        return nil
    }
}

extension FlapHistory: Codable {
    private enum Key: String, CodingKey {
        case results
        case flapping
    }

    /// Reads results as a text of `g` (good) and `b` (bad).
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        results = container.value(.results, or: "").suffix(Self.length).map { $0 == "b" }
        isFlapping = container.value(.flapping, or: false)
    }

    /// Writes results as a text of `g` (good) and `b` (bad).
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(String(results.map { $0 ? "b" : "g" }), forKey: .results)
        try container.encode(isFlapping, forKey: .flapping)
    }
}
