package import WallTime

/// An account with everything that its row on the page shows. Words stand as the tables have them.
package struct PageAccount: Sendable, Hashable, Identifiable {
    package var id: Int64
    package var gateway: String
    package var session: String
    package var phone: String?
    package var label: String?
    package var workspace: String?
    package var language: String?
    /// What we hold its status to be.
    package var status: String
    package var gatewayStatus: String?
    package var rawStatus: String?
    package var isRestricted: Bool
    package var score: Int?
    package var level: String
    package var isStale: Bool
    package var isFlapping: Bool
    package var checkedAt: Timestamp?
    package var attemptedAt: Timestamp?
    package var lastMessageAt: Timestamp?
    /// JSON array of {code, points, text}.
    package var issues: String
    package var heldAt: Timestamp?
    package var heldBy: String?
    package var holdReason: String?
    package var isDisabled: Bool
    package var isStopped: Bool
    /// JSON array of windows.
    package var maintenance: String
    package var connectedSince: Timestamp?
    package var createdAt: Timestamp
    package var revision: Int64
    package var incident: PageIncidentBrief?
    package var recovery: PageRecovery?
    /// Since when the session waits for a scan; nil where it does not.
    package var waitsForScanSince: Timestamp?
    /// Whether it was ever seen connected.
    package var wasLinked = true
    /// Whether the newest check found it well, though its incident is still open.
    package var isBack = false
}

extension PageAccount {
    /// Whether a person is needed: somebody holds it, its incident says so, or its code waits for a phone. A code that is younger than
    /// a window is being scanned, unless the session was never linked: then nobody has come yet.
    package func needsPerson(at now: Timestamp, qrWindow: Duration) -> Bool {
        if heldAt != nil { return true }
        if incident?.needsHuman == true, !isBack { return true }
        guard !isDisabled, !isStopped, gatewayStatus == "qr_scanning", let since = waitsForScanSince else {
            return false
        }
        return !wasLinked || now - since >= qrWindow
    }

    /// Whether one of its windows of maintenance is open.
    package func isInMaintenance(at now: Timestamp) -> Bool {
        guard maintenance != "[]" else { return false }
        let windows: [MaintenanceWindow] = StoredJSON.list(maintenance)
        return windows.contains { $0.end(at: now) != nil }
    }
}

/// The open incident of an account or a gateway, as much as a list needs.
package struct PageIncidentBrief: Sendable, Hashable {
    package var id: Int64
    package var cause: String
    package var beganAt: Timestamp
    package var needsHuman: Bool
    /// JSON array of lines.
    package var blockedBy: String
}

/// An attempt to bring a session back.
package struct PageRecovery: Sendable, Hashable {
    package var id: Int64
    package var rung: String
    package var attempt: Int
    package var startedAt: Timestamp
    package var deadlineAt: Timestamp?
    package var endedAt: Timestamp?
    /// `recovered`, `failed`, `inconclusive`; nil while it runs.
    package var outcome: String?
    /// Who asked for it; nil: the system.
    package var by: String?
    package var incident: Int64?
    package var detail: String?
}
