/// How many there were, and how they are spread: n, mean, p50, p90.
package struct Distribution: Sendable, Hashable, Codable {
    package var n: Int
    /// Nil where there were none.
    package var mean: Double?
    package var p50: Double?
    package var p90: Double?

    /// Of samples in any order. Percentiles are samples themselves (nearest rank), not interpolated.
    package init(_ samples: [Double]) {
        let sorted = samples.sorted()
        n = sorted.count
        guard n > 0 else { return }
        mean = sorted.reduce(0, +) / Double(n)
        p50 = Self.nearestRank(0.5, of: sorted)
        p90 = Self.nearestRank(0.9, of: sorted)
    }

    /// The smallest sample that at least that part of all samples does not exceed.
    private static func nearestRank(_ part: Double, of sorted: [Double]) -> Double {
        let rank = Int((part * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank - 1, 0), sorted.count - 1)]
    }
}
