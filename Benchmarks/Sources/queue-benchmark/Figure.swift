import Foundation

/// One measured figure, and the C limit beside it.
struct Figure: Encodable {
    var name: String
    var unit: String
    /// Of each round, in the order they were run.
    var values: [Double]
    /// What plain C did in the same rounds.
    var limit: [Double] = []
    var detail: [String: String] = [:]

    var median: Double { Self.median(values) }
    var limitMedian: Double? { limit.isEmpty ? nil : Self.median(limit) }

    static func median(_ values: [Double]) -> Double { percentile(values, 0.5) }

    /// The value that so much of all are not above, from 0 to 1; 0 for no values.
    static func percentile(_ values: [Double], _ part: Double) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    private enum CodingKeys: String, CodingKey {
        case figure, unit, median, min, max, rounds, limit, ratio, detail
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .figure)
        try container.encode(unit, forKey: .unit)
        try container.encode(median, forKey: .median)
        try container.encode(values.min() ?? 0, forKey: .min)
        try container.encode(values.max() ?? 0, forKey: .max)
        try container.encode(values.count, forKey: .rounds)
        if let limitMedian {
            try container.encode(limitMedian, forKey: .limit)
            try container.encode(median / limitMedian, forKey: .ratio)
        }
        try container.encode(detail, forKey: .detail)
    }
}
