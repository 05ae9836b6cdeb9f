package import Gateways
import SessionHealth
import WallTime

/// What a person decides about an account.
package enum PageDecision: Sendable, Hashable {
    case hold
    case release
    case disable
    case enable

    fileprivate var action: AccountAction {
        switch self {
        case .hold: .hold
        case .release: .release
        case .disable: .disable
        case .enable: .enable
        }
    }
}

extension PageRecords {
    /// Carries a decision out, writes it into the audit, and where that makes sense has the account checked at once.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func decide(_ decision: PageDecision, account: Int64, by person: String, reason: String?) async throws {
        try await store.perform(decision.action, on: account, by: person, reason: reason)
    }

    /// Has an account checked at once. However often it is asked for, one check is enough. The job's number.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func checkNow(_ account: Int64, by person: String, reason: String?) async throws -> Int64? {
        try await store.requestCheck(account, by: person, reason: reason)
    }

    /// Adds a window of maintenance (a JSON object without an id); its number.
    ///
    /// - Throws: `MonitorError` where there is no such account, or it has 50 windows.
    package func addMaintenance(
        _ window: JSON, account: Int64, by person: String, reason: String?
    ) async throws -> Int {
        guard let from = window["from"].timestamp, let until = window["until"].timestamp else {
            throw MonitorError(.invalid, "A maintenance window needs its beginning and its end.")
        }
        let window = MaintenanceWindow(
            from: from, until: until, weekly: window["weekly"].bool ?? false,
            timezone: window["timezone"].string ?? "UTC", reason: window["reason"].string ?? reason)
        return try await store.perform(.addMaintenance(window), on: account, by: person, reason: reason) ?? 0
    }

    /// Removes a window.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func removeMaintenance(_ id: Int64, account: Int64, by person: String) async throws {
        try await store.perform(.removeMaintenance(Int(clamping: id)), on: account, by: person)
    }

    /// Notes that somebody looks after an incident.
    ///
    /// - Throws: `MonitorError.notFound`.
    package func acknowledge(incident id: Int64, by person: String, reason: String?) async throws {
        try await store.acknowledge(incident: id, by: person, reason: reason)
    }
}
