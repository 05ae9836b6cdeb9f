package import WallTime

/// Memory of a gateway that climbs: a browser that leaks, and will take the sessions with it.
package struct MemoryTrend: Sendable, Hashable, Codable {
    /// Bytes per hour.
    package var slope: Double
    /// The newest figure, in bytes.
    package var memory: Double
    /// When it will have doubled if it goes on like that.
    package var doublesAt: Timestamp

    /// The advice that goes with the alert.
    package static let advice =
        "restart its sessions softly, staggered, in quiet hours; then look at the number of sessions per gateway"

    /// Looks for memory that climbs steadily; nil where there is none.
    ///
    /// Over the probes since the gateway's last restart, at least an hour and twelve of them: the median of all slopes
    /// between two probes (Theil–Sen), which neither a spike nor a garbage collection can bend, must double the memory
    /// within a day, and nine of ten probes of the later half must lie above the median of the earlier half.
    ///
    /// - Parameters:
    ///   - probes: newest last; those without a figure are passed over.
    ///   - restartedAt: when the gateway last restarted.
    package static func find(in probes: [ProbeRecord], restartedAt: Timestamp?, now: Timestamp) -> MemoryTrend? {
        let start = max(restartedAt ?? .distantPast, now - .hours(12))
        var points = probes.compactMap { probe in
            probe.memory.flatMap { probe.at >= start && probe.at <= now && $0 > 0 ? (at: probe.at, memory: $0) : nil }
        }
        guard points.count >= 12, let first = points.first, let last = points.last, last.at - first.at >= .hours(1)
        else { return nil }
        if points.count > 120 {
            // Every slope of 120 points is 7,140; of a day of probes it would be a quarter of a million.
            points = (0..<120).map { points[$0 * (points.count - 1) / 119] }
        }
        let slope = medianSlope(points)
        let half = points.count / 2
        let early = median(points[..<half].map(\.memory))
        let above = points[half...].count { $0.memory > early }
        let climbs = above * 10 >= (points.count - half) * 9
        guard climbs, slope > 0, slope * 24 >= last.memory else { return nil }
        return MemoryTrend(
            slope: slope, memory: last.memory, doublesAt: last.at + .seconds(last.memory / slope * 3600))
    }

    private static func medianSlope(_ points: [(at: Timestamp, memory: Double)]) -> Double {
        var slopes: [Double] = []
        slopes.reserveCapacity(points.count * points.count / 2)
        for (index, left) in points.enumerated() {
            for right in points[(index + 1)...] where right.at > left.at {
                slopes.append((right.memory - left.memory) / (right.at - left.at).inSeconds * 3600)
            }
        }
        return median(slopes)
    }

    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        return values.sorted()[values.count / 2]
    }
}
