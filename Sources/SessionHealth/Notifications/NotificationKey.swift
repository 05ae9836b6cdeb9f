/// What may not be repeated too soon: the same to the same about the same.
package struct NotificationKey: Sendable, Hashable, Codable {
    package var audience: NotificationAudience
    package var kind: NotificationKind
    package var gateway: String?
    /// The session, where no account is known to have it.
    package var session: String?
    package var account: Int64?
}

extension NotificationEvent {
    /// What may not be repeated too soon. An account is one, whatever its session is called.
    package var key: NotificationKey {
        NotificationKey(
            audience: audience, kind: kind, gateway: gateway, session: account == nil ? session : nil, account: account)
    }
}
