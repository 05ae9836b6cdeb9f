package import WallTime

/// Something worth telling somebody, before it is decided whether it is told.
package struct NotificationEvent: Sendable, Hashable, Codable {
    package var audience: NotificationAudience
    package var kind: NotificationKind
    /// The gateway's name; nil where it is about the whole fleet.
    package var gateway: String?
    /// The session's name; nil where it is about a gateway or the fleet.
    package var session: String?
    package var cause: IncidentCause?
    package var at: Timestamp
    /// A line in English; templates make theirs from the other fields.
    package var text: String

    package init(
        _ audience: NotificationAudience, _ kind: NotificationKind, gateway: String? = nil, session: String? = nil,
        cause: IncidentCause? = nil, at: Timestamp, text: String
    ) {
        self.audience = audience
        self.kind = kind
        self.gateway = gateway
        self.session = session
        self.cause = cause
        self.at = at
        self.text = text
    }

    /// What may not be repeated too soon: the same to the same about the same.
    package var key: NotificationKey {
        NotificationKey(audience: audience, kind: kind, gateway: gateway, session: session)
    }
}
