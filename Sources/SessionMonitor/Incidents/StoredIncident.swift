package import SessionHealth
package import WallTime

/// An incident with the account it is about.
package struct StoredIncident: Sendable, Hashable, Identifiable {
    package var id: Int64
    /// nil for an incident of a gateway.
    package var account: Int64?
    package var incident: Incident
}

/// Which incidents are asked for.
package struct IncidentFilter: Sendable, Hashable {
    /// Only those that are not resolved.
    package var isOpen = false
    package var account: Int64?
    package var gateway: String?
    /// Only those that were open at some time since then.
    package var since: Timestamp?
    /// Only those with a smaller number: the next page.
    package var before: Int64?
    package var limit = 200

    package init() {}
}
