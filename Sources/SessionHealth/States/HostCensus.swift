/// How many sessions of all gateways on one host are bad at once. An outage of the line hits them all, however few each gateway has.
package struct HostCensus: Sendable, Hashable {
    /// Sessions that ought to be connected.
    package var expected: Int
    /// Those that became bad at about the same time, without a reason of their own.
    package var together: Int
    /// How many gateways have such sessions.
    package var gateways: Int

    /// Sums up the newest census of each gateway of the host.
    package init(_ censuses: [FleetCensus]) {
        expected = censuses.reduce(0) { $0 + $1.expected }
        together = censuses.reduce(0) { $0 + ($1.together ?? 0) }
        gateways = censuses.count { ($0.together ?? 0) > 0 }
    }

    /// Whether it looks like one cause: at least two sessions, and the brake's share of all.
    package func looksShared(_ settings: HealthSettings) -> Bool {
        guard together >= 2, expected > 0 else { return false }
        return Double(together) / Double(expected) >= settings.brakeFraction
    }
}
