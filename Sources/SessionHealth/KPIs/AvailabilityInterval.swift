package import WallTime

/// A stretch of an account's time that counts as one thing. Half open: `from` belongs to it, `to` does not.
package struct AvailabilityInterval: Sendable, Hashable, Codable {
    package var from: Timestamp
    package var to: Timestamp
    package var state: Availability

    package init(from: Timestamp, to: Timestamp, state: Availability) {
        self.from = from
        self.to = to
        self.state = state
    }

    package var milliseconds: Int64 { max(0, to.milliseconds - from.milliseconds) }

    /// The part of it within a window; nil where they do not touch.
    package func clipped(from start: Timestamp, to end: Timestamp) -> AvailabilityInterval? {
        let (from, to) = (max(from, start), min(to, end))
        return from < to ? AvailabilityInterval(from: from, to: to, state: state) : nil
    }
}
