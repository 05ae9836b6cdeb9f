package import WallTime

/// Something that was done about an incident.
package struct IncidentAction: Sendable, Hashable, Codable {
    package var at: Timestamp
    /// The rung's raw value, `scan_asked`, or what a person did.
    package var action: String
    /// How it ended, where it has: `recovered`, `failed`, `inconclusive`.
    package var outcome: String?
    /// Who asked for it, where that was a person.
    package var by: String?

    package init(at: Timestamp, action: String, outcome: String? = nil, by: String? = nil) {
        self.at = at
        self.action = action
        self.outcome = outcome
        self.by = by
    }
}
