package import WallTime

/// How much time counted as what, in milliseconds. Can be added up in any order: over accounts, hours and days.
package struct AvailabilityTotals: Sendable, Hashable, Codable {
    package var up: Int64 = 0
    package var down: Int64 = 0
    package var gatewayDown: Int64 = 0
    package var unknown: Int64 = 0
    /// Never linked, maintenance and stopped.
    package var excluded: Int64 = 0

    package init() {}

    /// The totals of the parts of intervals that lie within a window.
    package init(_ intervals: some Sequence<AvailabilityInterval>, from start: Timestamp, to end: Timestamp) {
        for interval in intervals {
            if let part = interval.clipped(from: start, to: end) { add(part.milliseconds, of: part.state) }
        }
    }

    package mutating func add(_ milliseconds: Int64, of state: Availability) {
        switch state {
        case .up: up += milliseconds
        case .down: down += milliseconds
        case .gatewayDown: gatewayDown += milliseconds
        case .unknown: unknown += milliseconds
        case .neverLinked, .maintenance, .stopped: excluded += milliseconds
        }
    }

    package static func + (left: AvailabilityTotals, right: AvailabilityTotals) -> AvailabilityTotals {
        var sum = left
        sum.up += right.up
        sum.down += right.down
        sum.gatewayDown += right.gatewayDown
        sum.unknown += right.unknown
        sum.excluded += right.excluded
        return sum
    }

    package var total: Int64 { up + down + gatewayDown + unknown + excluded }

    /// Up of up and down, 0–1; nil where neither was seen.
    package var uptime: Double? { up + down > 0 ? Double(up) / Double(up + down) : nil }

    /// The same with the gateway's downtime counted as down.
    package var uptimeCountingGateway: Double? {
        let all = up + down + gatewayDown
        return all > 0 ? Double(up) / Double(all) : nil
    }

    /// The part of the time that the first figure is made of, 0–1; nil where there is no time.
    package var coverage: Double? { total > 0 ? Double(up + down) / Double(total) : nil }
}
