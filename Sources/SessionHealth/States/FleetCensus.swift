/// How many of a gateway's sessions are bad at once: what the fleet brake looks at.
///
/// Taken from one list of the gateway, not from stored results: those lag, and the first sessions of a sweep would be judged
/// before the others are known to be bad as well.
package struct FleetCensus: Sendable, Hashable, Codable {
    /// Sessions that ought to be connected: the database says so, and nobody holds, stopped or disabled them.
    package var expected: Int
    /// Those of them that are not, or whose browser crashed, or that are zombies.
    package var bad: Int
    /// Our accounts on this gateway that are not disabled, whatever their state.
    package var known: Int
    /// How many sessions the gateway lists, whether ours or not; nil where it has no list.
    package var listed: Int?
    /// Those of the bad that became so at about the same time and have no reason of their own (a logout, a ban, a crash): what an outage
    /// of the line looks like. Nil in what an earlier version wrote.
    package var together: Int?

    package init(expected: Int, bad: Int, known: Int? = nil, listed: Int?, together: Int? = nil) {
        self.expected = max(0, expected)
        self.bad = min(max(0, bad), max(0, expected))
        self.known = max(known ?? expected, self.expected)
        self.listed = listed
        self.together = together.map { min(max(0, $0), self.bad) }
    }

    /// The brake's cause, where it holds: the list is empty while we know sessions, or too many are bad at once.
    package func brake(_ settings: HealthSettings) -> IncidentCause? {
        if listed == 0, known > 0 { return .emptyList }
        guard expected > 0, bad >= settings.brakeMinimum else { return nil }
        return Double(bad) / Double(expected) >= settings.brakeFraction ? .shared : nil
    }
}
