package import WallTime

/// Who did what, when and why.
package struct AuditEntry: Sendable, Hashable {
    /// The store's number for it; 0 until it is stored.
    package var id: Int64 = 0
    package var at: Timestamp
    package var by: String
    /// What was done: `hold`, `release`, `account-remove`, …
    package var action: String
    /// `gateway/session`, a gateway, or what else was acted upon.
    package var subject: String
    package var account: Int64?
    package var reason: String?

    package init(
        at: Timestamp, by: String, action: String, subject: String, account: Int64? = nil, reason: String? = nil
    ) {
        self.at = at
        self.by = String(by.prefix(100))
        self.action = action
        self.subject = subject
        self.account = account
        self.reason = reason.map { String($0.prefix(500)) }
    }
}
