package import WallTime

/// Whether WhatsApp's own hosts can be reached from here, as far as it was looked: the line that every session needs.
///
/// A look that fails proves nothing by itself: this machine may have no way out at all. Only where one has succeeded before does a
/// failure speak of an outage.
package struct LineState: Sendable, Hashable, Codable {
    /// The last look that succeeded.
    package var reachedAt: Timestamp?
    /// The first look of the present run that failed.
    package var lostAt: Timestamp?

    /// Nobody has looked yet.
    package init() {}

    /// Takes in a look.
    package mutating func looked(_ isReachable: Bool, at now: Timestamp) {
        if isReachable { (reachedAt, lostAt) = (now, nil) } else { lostAt = lostAt.map { min($0, now) } ?? now }
    }

    /// The hosts were reached before, and are not now: an outage.
    package var isOut: Bool { lostAt != nil && reachedAt != nil }

    /// The last look failed, whether or not one ever succeeded: no code could be scanned, as far as can be told from here.
    package var isUnreachable: Bool { lostAt != nil }

    /// The last look succeeded, and not too long ago: what is bad is not the line's fault.
    package func isUp(at now: Timestamp, settings: HealthSettings) -> Bool {
        guard lostAt == nil, let reachedAt else { return false }
        return now >= reachedAt && now - reachedAt <= settings.checkInterval * 2
    }
}
