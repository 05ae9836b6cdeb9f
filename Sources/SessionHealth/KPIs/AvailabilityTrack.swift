package import WallTime

/// Makes intervals of an account's checks. Stored as JSON with the account; holds the interval that is still growing.
///
/// Between two checks of different state the change is put where the gateway says it was, else in the middle. Checks more
/// than two intervals apart say nothing about the time between them: it is unknown, never interpolated.
package struct AvailabilityTrack: Sendable, Hashable, Codable {
    /// The interval that ends at the last check.
    package private(set) var current: AvailabilityInterval?
    /// What the last check found; differs from the state of `current` only right after a gap.
    private var last: Availability?

    package init() {}

    private enum CodingKeys: String, CodingKey {
        case current, last
    }

    /// Reads what any version has written, and starts afresh where it cannot be read.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        current = container.value(.current)
        last = container.value(.last)
        if last == nil || current == nil { (current, last) = (nil, nil) }
    }

    /// Takes in what the account counts as at a check.
    ///
    /// - Parameters:
    ///   - now: the time of the check; one that is not after the last is passed over.
    ///   - changedAt: when the state changed, by the gateway or a message.
    ///   - interval: how often the account is checked.
    /// - Returns: intervals that are finished, oldest first, each to be stored.
    package mutating func record(
        _ state: Availability, at now: Timestamp, changedAt: Timestamp? = nil, interval: Duration
    ) -> [AvailabilityInterval] {
        guard var open = current, let before = last else {
            current = AvailabilityInterval(from: now, to: now, state: state)
            last = state
            return []
        }
        guard now > open.to else { return [] }
        defer { last = state }
        if now - open.to > interval * 2 {
            return finish(&open, until: open.to, gap: .unknown, gapUntil: now, next: state)
        }
        guard before != state else {
            open.to = now
            current = open
            return []
        }
        let middle = open.to + (now - open.to) / 2
        let change = changedAt.flatMap { $0 > open.to && $0 <= now ? $0 : nil } ?? middle
        open.to = change
        current = AvailabilityInterval(from: change, to: now, state: state)
        return open.milliseconds > 0 ? [open] : []
    }

    private mutating func finish(
        _ open: inout AvailabilityInterval, until end: Timestamp, gap: Availability, gapUntil: Timestamp,
        next: Availability
    ) -> [AvailabilityInterval] {
        current = AvailabilityInterval(from: gapUntil, to: gapUntil, state: next)
        let missing = AvailabilityInterval(from: end, to: gapUntil, state: gap)
        if open.state == gap {
            open.to = gapUntil
            return [open]
        }
        return open.milliseconds > 0 ? [open, missing] : [missing]
    }
}
