package import WallTime

/// What people have said about an account, and what else bears on its recovery.
package struct AccountConditions: Sendable, Hashable {
    package var isDisabled: Bool
    /// Why it is on hold, where it is.
    package var onHold: String?
    /// The end of the maintenance window that it is in.
    package var maintenanceUntil: Timestamp?
    /// Its user disconnected it and has not asked for it since.
    package var stoppedByUser: Bool
    /// A person looks at its QR code right now.
    package var qrDialogOpen: Bool
    /// Another recovery of this account holds the lease.
    package var otherRecoveryRuns: Bool
    /// Other accounts with the same number, by name.
    package var sharesNumberWith: [String]

    package init(
        isDisabled: Bool = false, onHold: String? = nil, maintenanceUntil: Timestamp? = nil,
        stoppedByUser: Bool = false, qrDialogOpen: Bool = false, otherRecoveryRuns: Bool = false,
        sharesNumberWith: [String] = []
    ) {
        self.isDisabled = isDisabled
        self.onHold = onHold
        self.maintenanceUntil = maintenanceUntil
        self.stoppedByUser = stoppedByUser
        self.qrDialogOpen = qrDialogOpen
        self.otherRecoveryRuns = otherRecoveryRuns
        self.sharesNumberWith = sharesNumberWith
    }
}
